"""A runner over a log, and what its tables hold."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple
from uuid import uuid4

import psycopg
from psycopg.rows import dict_row

from domain.kernel.events import Event
from domain.kernel.values import SealedText
from projections.editions import table as table_of
from projections.projection import Make, made_by
from projections.registry import projections
from projections.runner import Runner
from service.store.datastore import as_service
from service.store.log import Log, SealedRow
from service.vault.findings import commitment

SALT = b"salt" * 8


def connect(log: Log) -> psycopg.Connection[Any]:
    """A connection as the service has it."""
    return psycopg.connect(as_service(log.conninfo))


@contextmanager
def followed(log: Log, also: Mapping[str, Make] | None = None, **options: Any) -> Iterator[Runner]:
    """A running runner over a log, with every projection and those of the test's own."""
    runner = Runner(log, lambda: connect(log), projections(log) | dict(also or {}), **options)
    runner.start()
    try:
        yield runner
    finally:
        runner.stop()


class Shown(NamedTuple):
    """The edition of a projection that is live, or the newest where none is."""

    edition: int
    position: int
    stopped: str | None
    live: bool
    tables: Sequence[str]


def editions(log: Log, code: str | None = None) -> dict[str, Shown]:
    """The edition of each projection that readers of a code see, or will see."""
    statement = """SELECT DISTINCT ON (e.name)
        e.name, e.edition, e.position, e.stopped, l.edition IS NOT NULL, e.tables
        FROM read.editions e LEFT JOIN read.live l USING (edition)
        WHERE e.made_by = %s AND e.retired_at IS NULL
        ORDER BY e.name, l.edition IS NULL, e.edition DESC"""
    with connect(log) as connection:
        rows = connection.execute(statement, [code or made_by()]).fetchall()
    return {name: Shown(*found) for name, *found in rows}


def rows_of(log: Log, name: str, edition: int) -> list[dict[str, Any]]:
    """The rows of one table of one edition, in no order."""
    with connect(log) as connection, connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(f"SELECT * FROM {table_of(name, edition)}".encode()).fetchall()


def table(log: Log, name: str, code: str | None = None) -> dict[str, dict[str, Any]]:
    """The rows of a read model by id, their documents parsed; none where no edition was begun."""
    shown = editions(log, code).get(name)
    rows = rows_of(log, name, shown.edition) if shown else []
    return {row["id"]: row | {"document": json.loads(row["document"])} for row in rows}


def live_table(log: Log, name: str) -> str:
    """The name of the live table of a read model."""
    return table_of(name, editions(log)[name].edition)


def positions(log: Log) -> dict[str, tuple[int, str | None]]:
    """How far each projection is, and why it stopped."""
    return {name: (shown.position, shown.stopped) for name, shown in editions(log).items()}


def until(met: Callable[[], bool], seconds: float = 30) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < deadline, "it did not come to be in time"
        time.sleep(0.01)


def caught_up(log: Log, code: str | None = None) -> bool:
    """Whether every projection is live and at the end of the log."""
    found, head = editions(log, code), log.head()
    return found.keys() >= projections(log).keys() and all(
        shown.live and shown.position == head for shown in found.values()
    )


def sealing(event: Event, words: str) -> Event:
    """The event as it would be if these were the words that it sealed."""
    sealed = getattr(event.data, "text", None)
    if not isinstance(sealed, SealedText):
        return event
    fitting = sealed.model_copy(update={"commitment": commitment(words, SALT)})
    return event.model_copy(update={"data": event.data.model_copy(update={"text": fitting})})


def poured(log: Log, events: Sequence[Event], words: str | None = None) -> None:
    """Put the events of a scenario in a log, with words for every text that they seal. Where they are given,
    the events are told as if these were the words that they sealed; else nobody will be shown any.
    """
    said = list(events) if words is None else [sealing(event, words) for event in events]
    texts = [
        SealedRow(sealed.ref, sealed.language, SALT, words or "كلمات")
        for event in events
        if isinstance(sealed := getattr(event.data, "text", None), SealedText)
    ]
    log.append(
        said, command_id=uuid4(), actor="operator", route="test", body_hmac=b"", result={}, texts=texts
    )
