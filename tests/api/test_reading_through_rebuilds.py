"""Rebuilds under write load: every read is answered, none goes backwards, and nothing is missing after."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import httpx

from projections.projection import made_by
from projections.rebuilding import Rebuild
from projections.registry import projections
from service.store.log import Log
from tests.api.reading import read, reading
from tests.api.serving import announce
from tests.projections.following import caught_up, connect, editions, until

REBUILDS = 6


@contextmanager
def again_and_again(work: Callable[[int], None]) -> Iterator[list[BaseException]]:
    """Do something in a thread until the end; yields what went wrong."""
    ending, wrong = threading.Event(), list[BaseException]()

    def run() -> None:
        number = 0
        while not ending.is_set() and not wrong:
            number += 1
            try:
                work(number)
            except BaseException as error:  # told to the test, whatever it is
                wrong.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield wrong
    finally:
        ending.set()
        thread.join()


def test_every_read_succeeds_and_none_goes_backwards_while_all_is_rebuilt_under_load(log: Log) -> None:
    written: list[httpx.Response] = []
    seen: list[Any] = []

    with reading(log) as client:

        def write(number: int) -> None:
            written.append(announce(client, str(uuid4()), id=f"w{number}"))

        def look(_number: int) -> None:
            with httpx.Client(base_url=client.base_url, timeout=20) as reader:
                seen.append(read(reader, "workshops", limit=200)["position"])
                newest = written[-1] if written else None
                if newest is not None:
                    assert read(reader, f"workshops/{newest.json()['id']}", newest)["version"] == 1

        until(lambda: caught_up(log))
        before = editions(log)
        with again_and_again(write) as unwritten, again_and_again(look) as unread:
            for _ in range(REBUILDS):
                rebuild_all(log)
        until(lambda: caught_up(log))
        shown = [read(client, f"workshops/{answer.json()['id']}", answer) for answer in written]

    assert (unwritten, unread) == ([], [])
    assert len(written) > REBUILDS < len(seen)
    assert seen == sorted(seen)
    assert [one["version"] for one in shown] == [1] * len(written)
    assert all(editions(log)[name].edition > old.edition for name, old in before.items())


def rebuild_all(log: Log) -> None:
    with connect(log) as connection:
        connection.autocommit = True
        rebuild = Rebuild(log, connection, projections(log), made_by(), batch=50)
        assert set(rebuild.run()) == set(projections(log))
