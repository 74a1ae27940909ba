"""A rebuild beside the live edition: who may begin one, what ends it, and what a killed one leaves."""

from __future__ import annotations

import time
from typing import Any

import pytest

from projections.locks import BUILD, try_locks
from projections.projection import made_by
from projections.rebuilding import BeingRebuilt, Rebuild
from projections.workshops import READ_MODEL as WORKSHOPS
from service.handling.handler import CommandHandler
from service.store.log import Log
from tests.api.serving import SECRET
from tests.projections.counting import NAME, Counted
from tests.projections.following import (
    caught_up,
    connect,
    editions,
    followed,
    rows_of,
    table,
    until,
)
from tests.projections.processes import process
from tests.projections.rebuilds import NAMES, rebuilt, tables_live, tables_there
from tests.projections.test_runner import announce, hold


@pytest.fixture
def handler(log: Log) -> CommandHandler:
    return CommandHandler(log, secret=SECRET)


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


def test_a_rebuild_where_no_runner_has_run_makes_the_first_edition(log: Log, handler: CommandHandler) -> None:
    announce(handler, "w1")

    rebuilt(log, *NAMES)

    assert caught_up(log)
    assert set(table(log, "workshops")) == {"w1"}
    with followed(log):
        announce(handler, "w2")
        until(lambda: caught_up(log))
        rebuilt(log, *NAMES)
    assert set(table(log, "workshops")) == {"w1", "w2"}


def test_a_projection_whose_tables_cannot_be_made_holds_up_no_other(
    log: Log, handler: CommandHandler
) -> None:
    class Broken(Counted):
        def create(self, connection: Any, edition: int) -> None:
            raise ValueError("no such table")

    announce(handler, "w1")
    with followed(log, also={NAME: Broken}):
        until(lambda: caught_up(log))

    assert NAME not in editions(log)


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
