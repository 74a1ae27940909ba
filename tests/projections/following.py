"""A follower over a log, and what its tables hold."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import psycopg
from psycopg.rows import dict_row

from domain.kernel.events import Event
from domain.kernel.values import SealedText
from projections.follower import Follower
from projections.registry import projections
from service.store.datastore import as_service
from service.store.log import Log, SealedRow


def connect(log: Log) -> psycopg.Connection[Any]:
    """A connection as the service has it."""
    return psycopg.connect(as_service(log.conninfo))


@contextmanager
def followed(log: Log, **options: Any) -> Iterator[Follower]:
    """A running follower over a log, with every projection."""
    follower = Follower(log, lambda: connect(log), projections(log), **options)
    follower.start()
    try:
        yield follower
    finally:
        follower.stop()


def table(log: Log, name: str) -> dict[str, dict[str, Any]]:
    """The rows of a read model by id, their documents parsed."""
    with connect(log) as connection, connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(f"SELECT * FROM read.{name}".encode()).fetchall()
    return {row["id"]: row | {"document": json.loads(row["document"])} for row in rows}


def positions(log: Log) -> dict[str, tuple[int, str | None]]:
    """How far each projection is, and why it stopped."""
    with connect(log) as connection:
        if connection.execute("SELECT to_regclass('read.checkpoints')").fetchone() == (None,):
            return {}
        rows = connection.execute("SELECT name, position, stopped FROM read.checkpoints").fetchall()
    return {name: (position, stopped) for name, position, stopped in rows}


def until(met: Callable[[], bool], seconds: float = 10) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < deadline, "it did not come to be in time"
        time.sleep(0.01)


def caught_up(log: Log) -> bool:
    """Whether every projection is at the end of the log."""
    found = positions(log)
    return bool(found) and {position for position, _ in found.values()} == {log.head()}


def poured(log: Log, events: Sequence[Event], words: str = "كلمات") -> None:
    """Put the events of a scenario in a log, with words for every text that they seal."""
    texts = [
        SealedRow(sealed.ref, sealed.language, b"salt" * 8, words)
        for event in events
        if isinstance(sealed := getattr(event.data, "text", None), SealedText)
    ]
    log.append(
        events, command_id=uuid4(), actor="operator", route="test", body_hmac=b"", result={}, texts=texts
    )
