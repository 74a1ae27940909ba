"""The swap: readers keep what they read, nobody reads backwards, and old tables go when nobody needs them."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest

from projections import runner as runner_module
from projections.projection import made_by
from projections.rebuilding import Rebuild
from projections.registry import projections
from projections.sweeping import sweep
from service.handling.handler import CommandHandler
from service.reading.snapshots import Snapshots
from service.store.datastore import as_service
from service.store.log import Log
from tests.api.serving import SECRET
from tests.projections.following import (
    caught_up,
    connect,
    editions,
    followed,
    live_table,
    table,
    until,
)
from tests.projections.rebuilds import rebuilt, tables_live, tables_there
from tests.projections.test_runner import announce


@pytest.fixture
def handler(log: Log) -> CommandHandler:
    return CommandHandler(log, secret=SECRET)


def test_after_a_rebuild_the_runner_goes_on_with_the_new_edition_and_drops_the_old(
    log: Log, handler: CommandHandler
) -> None:
    announce(handler, "w1")
    with followed(log):
        until(lambda: caught_up(log))
        old = editions(log)["workshops"].edition

        rebuilt(log, "workshops")
        announce(handler, "w2")
        until(lambda: caught_up(log))

    assert editions(log)["workshops"].edition > old
    assert set(table(log, "workshops")) == {"w1", "w2"}
    assert tables_there(log) == tables_live(log)


def test_a_long_export_reads_the_old_tables_to_its_end(log: Log, handler: CommandHandler) -> None:
    announce(handler, "w1")
    with followed(log):
        until(lambda: caught_up(log))

    async def export() -> list[int]:
        snapshots = Snapshots(as_service(log.conninfo), log.vault)
        await snapshots.open()
        async with snapshots.of(("workshops",)) as snapshot:
            statement = f"SELECT count(*) FROM {snapshot.table('workshops')}"
            await asyncio.to_thread(rebuilt, log, "workshops")
            found = [len(tables_there(log) - tables_live(log))]
            found += [row[0] for row in await snapshot.rows(statement, {})]
        await snapshots.close()
        return found

    assert asyncio.run(export()) == [1, 1]
    with connect(log) as connection:
        connection.autocommit = True
        assert len(sweep(connection, made_by())) == 1
    assert tables_there(log) == tables_live(log)


def test_a_runner_drops_what_other_code_made_once_no_process_of_it_runs(
    log: Log, handler: CommandHandler, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner_module, "SWEEP", 0.5)
    announce(handler, "w1")
    with followed(log):
        with followed(log, code="older") as older:
            until(lambda: bool(editions(log, "older")) and caught_up(log))
            time.sleep(1.5)
            assert set(table(log, "workshops", "older")) == {"w1"}
            older.stop()

        until(lambda: editions(log, "older") == {})
        until(lambda: tables_there(log) == tables_live(log))

    assert live_table(log, "workshops")


class Late:
    """A log whose newest events were not there yet when the rebuild first looked."""

    def __init__(self, log: Log) -> None:
        self._log, self._looks = log, 0
        self.load = log.load

    def since(self, position: int, limit: int) -> list[Any]:
        self._looks += 1
        rows = self._log.since(position, limit)
        return list(rows[:2] if self._looks == 1 else rows)


def test_an_edition_that_is_swapped_in_is_never_behind_the_one_before(
    log: Log, handler: CommandHandler
) -> None:
    for number in range(5):
        announce(handler, f"w{number}")
    with followed(log):
        until(lambda: caught_up(log))

    with connect(log) as connection:
        connection.autocommit = True
        made = {"workshops": projections(log)["workshops"]}
        assert Rebuild(Late(log), connection, made, made_by()).run() == ["workshops"]

    assert editions(log)["workshops"].position == log.head() == 5
    assert len(table(log, "workshops")) == 5
