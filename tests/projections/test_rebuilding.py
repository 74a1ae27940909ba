"""A rebuild beside the live edition: nothing is lost, nobody waits, and what is left over is harmless."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from typing import Any, cast

import pytest

from domain.idea.commands import EraseIdeaPersonalData
from projections import runner as runner_module
from projections.locks import BUILD, try_locks
from projections.projection import made_by
from projections.rebuilding import BeingRebuilt, Rebuild
from projections.registry import projections
from projections.sweeping import sweep
from projections.workshops import READ_MODEL as WORKSHOPS
from service.example.play import play
from service.example.stage import ScenarioClock
from service.handling.handler import CommandHandler
from service.reading.snapshots import Snapshots
from service.store.datastore import as_service
from service.store.log import Log
from tests.api.serving import SECRET
from tests.conftest import Cluster
from tests.projections.counting import NAME, Counted
from tests.projections.following import (
    Shown,
    caught_up,
    connect,
    editions,
    followed,
    live_table,
    rows_of,
    table,
    until,
)
from tests.projections.processes import process
from tests.projections.test_runner import announce, hold

NAMES = sorted(projections(cast(Any, None)))


@pytest.fixture
def handler(log: Log) -> CommandHandler:
    return CommandHandler(log, secret=SECRET)


def rebuilt(log: Log, *names: str, **options: Any) -> Rebuild:
    """A rebuild that has run."""
    with connect(log) as connection:
        connection.autocommit = True
        made = projections(log)
        rebuild = Rebuild(log, connection, {name: made[name] for name in names}, made_by(), **options)
        rebuild.run()
    return rebuild


def content(log: Log, found: Shown) -> dict[str, list[str]]:
    return {name: sorted(map(repr, rows_of(log, name, found.edition))) for name in found.tables}


def tables_there(log: Log) -> set[str]:
    with connect(log) as connection:
        rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'read'").fetchall()
    return {name for (name,) in rows} - {"editions", "live"}


def tables_live(log: Log) -> set[str]:
    return {f"{name}_{found.edition}" for found in editions(log).values() for name in found.tables}


@pytest.fixture(scope="module")
def lived(embedded: Cluster) -> Iterator[Log]:
    """A log whose rows came in small batches while it was written: a whole programme, corrections, and words
    that were erased.
    """
    log = Log(embedded.conninfo(embedded.new_log(), "infitah_service"))
    clock = ScenarioClock()
    handler = CommandHandler(log, secret=SECRET, now=clock)
    with followed(log, batch=3):
        play(handler, clock, lambda _done, _all: None)
        given = {"actor": {"role": "operator", "body": "operator"}, "legal_basis": "law 09-08"}
        why = {"reason": {"code": "other", "text": {"ar": "طلب صاحب المعطيات"}}}
        until(lambda: caught_up(log), seconds=60)
        idea = min(table(log, "ideas"))
        handler.handle(f"idea:{idea}", EraseIdeaPersonalData.model_validate(given | why))
        until(lambda: caught_up(log), seconds=60)
        yield log
    log.close()


@pytest.mark.parametrize("name", NAMES)
def test_what_is_rebuilt_equals_what_is_live_row_by_row(lived: Log, name: str) -> None:
    live = editions(lived)[name]
    before = content(lived, live)

    rebuilt(lived, name, batch=400)

    after = editions(lived)[name]
    assert after.edition > live.edition
    assert content(lived, after) == before
    assert sum(map(len, before.values())) > 0


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
        snapshots = Snapshots(as_service(log.conninfo))
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


def test_a_rebuild_that_was_killed_leaves_nothing_harmful_and_is_begun_again(
    log: Log, handler: CommandHandler
) -> None:
    for number in range(30):
        announce(handler, f"w{number}")
    with followed(log, also={NAME: Counted}):
        until(lambda: NAME in editions(log) and caught_up(log))
        live = editions(log)[NAME]
        with process(log, "rebuild") as rebuild:
            until(lambda: built(log) > 5, seconds=30)
            rebuild.kill()
        assert built(log) < 30
        assert editions(log)[NAME] == live
        hold(handler, "w1")

        again_until_it_is_free(log)

        until(lambda: caught_up(log))

    counted = rows_of(log, NAME, editions(log)[NAME].edition)
    assert editions(log)[NAME].edition > live.edition
    assert {row["stream"]: row["entries"] for row in counted if row["entries"] > 1} == {"workshop:w1": 2}
    assert tables_there(log) == tables_live(log)


def built(log: Log) -> int:
    """The position of an edition that is built beside the live one."""
    statement = """SELECT coalesce(max(e.position), 0)
        FROM read.editions e LEFT JOIN read.live l USING (edition) WHERE l.edition IS NULL"""
    with connect(log) as connection:
        return int(connection.execute(statement).fetchone()[0])  # type: ignore[index]


def again_until_it_is_free(log: Log) -> None:
    """The database notices a moment later that a process was killed."""
    for _ in range(100):
        try:
            with connect(log) as connection:
                connection.autocommit = True
                Rebuild(log, connection, {NAME: Counted}, made_by()).run()
            return
        except BeingRebuilt:
            time.sleep(0.1)
    raise AssertionError("expected the lock of a killed process to be free")


def test_two_rebuilds_of_one_projection_at_once_are_refused(log: Log, handler: CommandHandler) -> None:
    announce(handler, "w1")
    with followed(log):
        until(lambda: caught_up(log))
    live = editions(log)
    with connect(log) as other:
        assert try_locks(other, BUILD, ["workshops"], made_by())

        with pytest.raises(BeingRebuilt) as refused:
            rebuilt(log, "ideas", "workshops")

    assert refused.value.names == ("workshops",)
    assert editions(log) == live
    assert tables_there(log) == tables_live(log)


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


def test_a_poison_event_ends_the_rebuild_of_its_projection_and_of_no_other(
    log: Log, handler: CommandHandler, monkeypatch: pytest.MonkeyPatch
) -> None:
    announce(handler, "w1")
    with followed(log):
        until(lambda: caught_up(log))
    live = editions(log)

    monkeypatch.setattr(type(WORKSHOPS), "row", None)
    rebuild = rebuilt(log, "workshops", "ideas")

    assert [str(found) for found in rebuild.poison] == [
        "position 1, WorkshopAnnounced in workshop:w1: TypeError"
    ]
    assert editions(log)["workshops"] == live["workshops"]
    assert editions(log)["ideas"].edition > live["ideas"].edition
    assert tables_there(log) == tables_live(log)


def test_a_rebuild_sets_a_projection_going_that_had_stopped(
    log: Log, handler: CommandHandler, monkeypatch: pytest.MonkeyPatch
) -> None:
    with followed(log):
        until(lambda: caught_up(log))
        with monkeypatch.context() as broken:
            broken.setattr(type(WORKSHOPS), "row", None)
            announce(handler, "w1")
            until(lambda: editions(log)["workshops"].stopped is not None)

        rebuilt(log, "workshops")
        announce(handler, "w2")
        until(lambda: caught_up(log))

    assert editions(log)["workshops"].stopped is None
    assert set(table(log, "workshops")) == {"w1", "w2"}


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
