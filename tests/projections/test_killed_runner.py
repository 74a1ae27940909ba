"""Runners that die: every row is written exactly once, and another takes over."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from projections.locks import FOLLOW, key, try_locks
from projections.projection import made_by
from projections.registry import projections
from service.handling.handler import CommandHandler
from service.store.log import Log
from tests.api.serving import SECRET
from tests.projections.counting import NAME, counting
from tests.projections.following import caught_up, connect, editions, followed, rows_of, until
from tests.projections.processes import process
from tests.projections.test_runner import announce, hold

KILLS = 6


@contextmanager
def writing(log: Log) -> Iterator[None]:
    """Commands stream in."""
    handler, ending = CommandHandler(log, secret=SECRET), threading.Event()

    def run() -> None:
        number = 0
        while not ending.is_set():
            number += 1
            announce(handler, f"w{number}")
            hold(handler, f"w{number}")
            time.sleep(0.01)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        ending.set()
        thread.join()


def shown(log: Log, code: str | None = None) -> dict[str, list[str]]:
    """Every row of every table of every projection, in one order."""
    return {
        table: sorted(map(repr, rows_of(log, table, found.edition)))
        for found in editions(log, code).values()
        for table in found.tables
    }


def has_moved(log: Log, begun: int) -> bool:
    return sum(one.position for one in editions(log).values()) > begun


def test_rows_are_those_of_a_clean_build_however_often_the_runner_is_killed(log: Log) -> None:
    chance = random.Random(1)  # noqa: S311 - chance of a test, not a secret
    with writing(log):
        for _ in range(KILLS):
            with process(log, "run"):
                begun = sum(one.position for one in editions(log).values())
                until(partial(has_moved, log, begun), seconds=30)
                time.sleep(chance.random() * 0.5)

    with process(log, "run"), followed(log, code="clean", also=counting(log)):
        until(lambda: caught_up(log) and caught_up(log, "clean"), seconds=60)

    assert shown(log) == shown(log, "clean")
    counted = rows_of(log, NAME, editions(log)[NAME].edition)
    assert {row["entries"] for row in counted} <= {1, 2}
    assert sum(row["positions"] for row in counted) == sum(range(1, log.head() + 1))


def test_a_second_process_takes_over_when_the_first_is_killed(log: Log) -> None:
    handler = CommandHandler(log, secret=SECRET)
    announce(handler, "w1")
    with process(log, "run") as first:
        until(lambda: caught_up(log), seconds=60)
        with process(log, "run") as second:
            time.sleep(2)
            first.kill()
            announce(handler, "w2")

            until(lambda: caught_up(log), seconds=30)
            assert second.poll() is None


def test_each_projection_has_a_lock_of_its_own(log: Log) -> None:
    announce(CommandHandler(log, secret=SECRET), "w1")
    with connect(log) as other:
        assert try_locks(other, FOLLOW, ["workshops"], made_by()) == {"workshops"}
        other.commit()
        with followed(log):
            until(lambda: len(editions(log)) == len(projections(log)) - 1)
            until(lambda: all(found.live for found in editions(log).values()))
            assert "workshops" not in editions(log)

            other.execute("SELECT pg_advisory_unlock(%s)", [key(FOLLOW, "workshops", made_by())])
            other.commit()

            until(lambda: caught_up(log))
