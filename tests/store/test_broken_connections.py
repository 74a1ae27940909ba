"""Callers that go away, connections that break, and sessions that are set up wrongly."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Event as Signal
from threading import Thread
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from domain.kernel.events import Event
from service.store.append import SQL, columns
from service.store.log import Log
from service.store.recorder import LogClosed
from tests.conftest import Cluster
from tests.store.commands import command
from tests.store.facts import HMAC, append, held
from tests.vault_keys import KEYS


def submit(log: Log, event: Event) -> Any:
    return log.submit(
        [event], command_id=uuid4(), actor="focal_point", route="test", body_hmac=HMAC, result={}
    )


@contextmanager
def lock_held(conninfo: str) -> Iterator[None]:
    """Nobody can append meanwhile."""
    with psycopg.connect(conninfo) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(7229412008)")
        yield


def test_who_stops_waiting_does_not_keep_others_from_their_answer(cluster: Cluster, log: Log) -> None:
    with lock_held(log.conninfo):
        gone = submit(log, held("workshop:a", 1))
        assert gone.cancel()

    append(log, held("workshop:b", 1))

    assert log.last_position("workshop:b") == log.head()


def test_a_connection_killed_in_the_midst_of_an_append_loses_and_doubles_nothing(
    cluster: Cluster, log: Log
) -> None:
    append(log, held("workshop:n0", 1))
    stop = Signal()

    def kill() -> None:
        with psycopg.connect(cluster.conninfo("postgres"), autocommit=True) as connection:
            while not stop.wait(0.05):
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE query LIKE '%%log.append%%' AND pid <> pg_backend_pid()"
                )

    killer = Thread(target=kill)
    killer.start()
    waiting = [submit(log, held(f"workshop:n{number}", 1)) for number in range(1, 400)]
    done = [future.exception(timeout=30) for future in waiting]
    stop.set()
    killer.join()

    acknowledged = {f"workshop:n{number}" for number, failed in enumerate(done, 1) if failed is None}
    recorded = [row.stream for row in log.since(0, 1000)]
    assert acknowledged <= set(recorded)
    assert len(recorded) == len(set(recorded)) == log.head()


def test_reading_survives_the_loss_of_every_connection(cluster: Cluster, log: Log) -> None:
    append(log, held("workshop:a", 1))
    with psycopg.connect(cluster.conninfo("postgres"), autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'infitah_service'"
        )

    assert log.head() == 1
    assert [row.stream for row in log.since(0, 10)] == ["workshop:a"]


def test_what_is_acknowledged_is_on_disk_whatever_the_role_was_set_to(cluster: Cluster, log: Log) -> None:
    append(log, held("workshop:a", 1))
    statement, parameters = _call(held("workshop:b", 1))

    with psycopg.connect(log.conninfo) as connection:
        connection.execute("SET synchronous_commit = off")
        connection.execute(statement, parameters)
        found = connection.execute("SHOW synchronous_commit").fetchone()

    assert found == ("on",)
    assert log.head() == 2


def test_an_append_on_an_old_snapshot_is_refused(log: Log) -> None:
    statement, parameters = _call(held("workshop:a", 1))

    with psycopg.connect(log.conninfo) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        with pytest.raises(psycopg.errors.RaiseException, match="expected isolation read committed"):
            connection.execute(statement, parameters)


def test_the_role_of_the_service_cannot_back_date(log: Log) -> None:
    statement, parameters = _call(held("workshop:a", 1, recorded_at=datetime(2020, 1, 1, tzinfo=UTC)))

    with psycopg.connect(log.conninfo) as connection:
        answer = connection.execute(statement, parameters).fetchone()

    assert answer is not None
    assert answer[1] == "clock_skew"
    assert log.head() == 0


def test_a_closed_log_takes_nothing_more(cluster: Cluster, log: Log) -> None:
    closed = Log(log.conninfo, KEYS)
    append(closed, held("workshop:a", 1))
    closed.close()

    with pytest.raises(LogClosed):
        append(closed, held("workshop:a", 2))


def _call(event: Event) -> tuple[str, list[Any]]:
    return SQL, columns([command(event)])
