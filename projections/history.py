"""The history: for every event, its stream's document after it, as it was known then, and what it changed.

Rows are only ever added. A correction does not reach back: the row of an event tells what was known when it
was recorded, so that one row, found by its index, answers what was known of an aggregate at a position.
Citizens' words are in no row; their reference is, and queries open the words that are still there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import psycopg

from domain.kernel.amend import EventAnnulled, RecordCorrected
from domain.kernel.events import Event
from domain.kernel.two_times import effect
from projections.editions import table
from projections.entries import Entry, Source
from projections.model import ReadModel, as_json
from projections.sentences import sentences
from projections.telling import Effects, Kept, Known, Told

NAME = "history"
_COLUMNS = {
    "position": "bigint PRIMARY KEY",
    "kind": "text NOT NULL",
    "stream": 'text COLLATE "C" NOT NULL',
    "version": "bigint NOT NULL",
    "type": "text NOT NULL",
    "role": "text NOT NULL",
    "recorded_at": "timestamptz NOT NULL",
    "recorded_upto": "timestamptz NOT NULL",
    "effective_start": "timestamptz",
    "effective_end": "timestamptz NOT NULL",
    "corrects": "bigint",
    "first_position": "bigint NOT NULL",
    "last_end": "timestamptz",
    "in_order": "boolean NOT NULL",
    "public": "boolean NOT NULL",
    "stage": "text NOT NULL",
    "columns": "jsonb NOT NULL",
    "sentence": "text NOT NULL",
    "document": "text NOT NULL",
    "changes": "text NOT NULL",
}
_INDEXES = (
    "(stream, position)",
    "(kind, position) WHERE version = 1",
    "(recorded_upto, position)",
    "(corrects) WHERE corrects IS NOT NULL",
    "(position) WHERE type IN ('PersonalDataErased', 'ConsentToNameWithdrawn', 'ContentRedacted')",
)
_EARLIEST = datetime.min.replace(tzinfo=UTC)
_TOGETHER = 16
"""Streams read from the log at once: a batch may touch a thousand, and each may be long."""
_WRITTEN_BYTES = 8 * 1024 * 1024
Row = list[Any]
"""A row in the order of its columns."""


class History:
    """Keeps the table of what was known after each event."""

    def __init__(
        self, models: Mapping[str, ReadModel[Any]], source: Source, kept: Kept | None = None
    ) -> None:
        self.name, self.kinds, self.tables = NAME, frozenset(models), (NAME,)
        self._models, self._source, self._kept = models, source, kept or Kept()
        self._recorded_upto: datetime | None = None

    def create(self, connection: psycopg.Connection[Any], edition: int) -> None:
        """Make the table, empty."""
        columns = ", ".join(f"{name} {kind}" for name, kind in _COLUMNS.items())
        connection.execute(f"CREATE TABLE {table(NAME, edition)} ({columns})".encode())
        for index in _INDEXES:
            connection.execute(f"CREATE INDEX ON {table(NAME, edition)} {index}".encode())

    def apply(self, connection: psycopg.Connection[Any], edition: int, entries: Sequence[Entry]) -> None:
        """Add the rows of entries. Streams are gone through one after the other, so few are in memory."""
        recorded_upto = self._recorded(connection, edition, entries)
        by_stream: dict[str, list[Entry]] = {}
        for entry in entries:
            by_stream.setdefault(entry.row.stream, []).append(entry)
        rows: list[Row] = []
        for streams in _groups(list(by_stream), _TOGETHER):
            befores = self._befores({stream: by_stream[stream] for stream in streams})
            for stream in streams:
                rows += self._told(by_stream[stream], befores.get(stream), recorded_upto)
            if sum(len(row[-2]) + len(row[-1]) for row in rows) > _WRITTEN_BYTES:
                _write(connection, edition, rows)
                rows = []
        _write(connection, edition, rows)

    def forget(self) -> None:
        """Forget what is kept: the last transaction was not committed."""
        self._kept.clear()
        self._recorded_upto = None

    def _recorded(
        self, connection: psycopg.Connection[Any], edition: int, entries: Sequence[Entry]
    ) -> dict[int, datetime]:
        """For each position, the latest instant at which anything up to it was recorded: clocks of several
        processes differ a little, and a prefix of the log is asked for by the clock.
        """
        upto = self._recorded_upto
        if upto is None:
            row = connection.execute(
                f"SELECT max(recorded_upto) FROM {table(NAME, edition)}".encode()  # noqa: S608 - made of our own names; values are parameters
            ).fetchone()
            upto = (row and row[0]) or _EARLIEST
        found: dict[int, datetime] = {}
        for entry in entries:
            upto = found[entry.position] = max(upto, entry.event.recorded_at)
        self._recorded_upto = upto
        return found

    def _befores(self, by_stream: Mapping[str, list[Entry]]) -> dict[str, Told]:
        """How streams that had begun were told before these entries: as kept, or from their events."""
        befores: dict[str, Told] = {}
        lacking: list[str] = []
        for stream, entries in by_stream.items():
            version = entries[0].event.version - 1
            kept = self._kept.get(stream, version) if version else None
            if kept is not None:
                befores[stream] = kept
            elif version:
                lacking.append(stream)
        loaded = self._source.load(lacking, before=_first(by_stream.values())) if lacking else {}
        for stream, rows in loaded.items():
            known = Known()
            for row in rows:
                known.add(Entry(row))
            befores[stream] = Told.anew(self._models[by_stream[stream][0].kind], known)
        return befores

    def _told(
        self, entries: list[Entry], before: Told | None, recorded_upto: Mapping[int, datetime]
    ) -> Iterable[Row]:
        model = self._models[entries[0].kind]
        told = before or Told(model, model.decider.state(), Effects(), Known())
        for entry in entries:
            former = told if told.known.events else None
            told.known.add(entry)
            told = told.after(model)
            yield _row(model, entry, told, former, recorded_upto[entry.position])
        self._kept.put(entries[0].row.stream, told)


def _row(
    model: ReadModel[Any], entry: Entry, told: Told, before: Told | None, recorded_upto: datetime
) -> Row:
    event, state = entry.event, told.state
    start, end = effect(event)
    return [
        entry.position,
        entry.kind,
        event.stream,
        event.version,
        event.type,
        str(event.actor.role),
        event.recorded_at,
        recorded_upto,
        start,
        end,
        _target(event, told.known),
        told.known.positions[0],
        told.effects.last_end,
        told.effects.in_order,
        bool(state.stage) and model.public(state),
        state.stage,
        as_json({column.name: column.value(state) for column in model.columns}),
        as_json(sentences(event, told.known.events[:-1])),
        told.document(),
        as_json(told.changes(before)),
    ]


def _target(event: Event, known: Known) -> int | None:
    """The position of the event that an amendment is about."""
    if not isinstance(event.data, RecordCorrected | EventAnnulled):
        return None
    return known.position(event.data.target)


def _write(connection: psycopg.Connection[Any], edition: int, rows: list[Row]) -> None:
    statement = f"COPY {table(NAME, edition)} ({', '.join(_COLUMNS)}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement.encode()) as copy:
        for row in sorted(rows, key=lambda row: row[0]):
            copy.write_row(row)


def _first(groups: Iterable[list[Entry]]) -> int:
    return min(entries[0].position for entries in groups)


def _groups(streams: list[str], size: int) -> Iterable[list[str]]:
    return (streams[start : start + size] for start in range(0, len(streams), size))
