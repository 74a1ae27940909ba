"""Commands that wait: for a lock longer than their time stays true, and for a database that is gone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Thread
from time import monotonic, sleep
from typing import Any

import psycopg
import pytest
from eventsourcing.persistence import OperationalError

from domain.workshop.commands import AnnounceWorkshop
from service.database.embedded import EmbeddedServer
from service.database.migrations import ensure_database, ensure_roles, establish, migrate
from service.handling.handler import CommandHandler
from service.store.log import ClockSkew, Log
from tests.api.serving import SECRET, WORKSHOP
from tests.vault_keys import KEYS

ANNOUNCE = AnnounceWorkshop.model_validate(WORKSHOP)


@contextmanager
def nobody_may_append(log: Log, seconds: float) -> Iterator[None]:
    """The lock of the append is held elsewhere for so long."""
    with psycopg.connect(log.conninfo) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(7229412008)")
        waiting = Thread(target=lambda: (sleep(seconds), connection.rollback()))
        waiting.start()
        yield
        waiting.join()


def test_a_command_that_waited_longer_than_its_time_is_true_is_decided_again(own_log: Log) -> None:
    handler = CommandHandler(own_log, secret=SECRET)

    with nobody_may_append(own_log, 5.5):
        answer = handler.handle("workshop:w1", ANNOUNCE, key="k")

    assert (answer.position, answer.replayed) == (1, False)


def test_a_clock_that_is_wrong_is_still_said_to_be(own_log: Log) -> None:
    fast = CommandHandler(own_log, secret=SECRET, now=lambda: datetime.now(UTC) + timedelta(minutes=1))

    with pytest.raises(ClockSkew):
        fast.handle("workshop:w1", ANNOUNCE, key="k")


def test_in_an_outage_nobody_waits_much_longer_than_five_seconds(server_log: Any) -> None:
    server, log = server_log
    handler = CommandHandler(log, secret=SECRET)
    handler.handle("workshop:w1", ANNOUNCE, key="k1")
    server.detach()

    def refused() -> float:
        began = monotonic()
        with pytest.raises(OperationalError):
            handler.handle("workshop:w2", ANNOUNCE, key="k2")
        return monotonic() - began

    assert refused() < 6
    assert refused() < 2


def test_after_an_outage_commands_are_carried_out_again(server_log: Any) -> None:
    server, log = server_log
    handler = CommandHandler(log, secret=SECRET)
    server.detach()
    with pytest.raises(OperationalError):
        log.head()

    server.attach()
    deadline = monotonic() + 30
    while monotonic() < deadline:
        try:
            answer = handler.handle("workshop:w1", ANNOUNCE, key="k1")
            break
        except OperationalError:
            sleep(0.2)

    assert answer.position == 1


@pytest.fixture
def server_log(server: EmbeddedServer) -> Iterator[tuple[EmbeddedServer, Log]]:
    """A log on a server of its own, which may be stopped."""
    server.attach()
    ensure_roles(server.conninfo("postgres"))
    ensure_database(server.conninfo("postgres"), "infitah")
    migrate(server.conninfo("infitah"))
    establish(server.conninfo("infitah"), origin="outage.test", illustrative=False)
    log = Log(server.conninfo("infitah", "infitah_service"), KEYS)
    yield server, log
    log.close()
