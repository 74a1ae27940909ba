"""The table of the calendar: a row for each entry, made anew with the state that it is of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import psycopg

from domain.registry import DECIDERS
from projections.calendar.dated import NAMES, Dated
from projections.calendar.sources import DATES, dates_of, whose
from projections.editions import table
from projections.entries import Entry, Source
from projections.folding import Fold
from projections.model import Document, as_json
from projections.table_making import create_table, insert
from projections.tables import Folded

_COLUMNS = {
    "id": 'text COLLATE "C" PRIMARY KEY',
    "stream": 'text COLLATE "C" NOT NULL',
    "position": "bigint NOT NULL",
    "kind": "text NOT NULL",
    "begins": "date",
    "ends": "date",
    "programme_ids": "text[] NOT NULL",
    "collectivity_ids": "text[] NOT NULL",
    "document": "text NOT NULL",
}
_INDEXES = (
    "(stream)",
    "(begins, id)",
    "(ends)",
    "USING gin (programme_ids)",
    "USING gin (collectivity_ids)",
)


class Calendar:
    """The projection of the calendar."""

    name = "calendar"
    kinds = frozenset(DATES)
    tables = ("calendar",)

    def __init__(self, source: Source) -> None:
        self._folds = {kind: Fold(DECIDERS[kind], source) for kind in DATES}

    def create(self, connection: psycopg.Connection[Any], edition: int) -> None:
        """Make the table, empty."""
        create_table(connection, table("calendar", edition), _COLUMNS, _INDEXES)

    def apply(self, connection: psycopg.Connection[Any], edition: int, entries: Sequence[Entry]) -> None:
        """Write the entries of the states that a batch leads to, in the place of those before."""
        name = table("calendar", edition)
        found = [
            after
            for kind, kept in self._folds.items()
            if (wanted := [entry for entry in entries if entry.kind == kind])
            for after in kept.after(wanted)
        ]
        streams = [after.state.stream for after in found]
        connection.execute(f"DELETE FROM {name} WHERE stream = ANY(%s)".encode(), [streams])  # noqa: S608 - made of our own names; values are parameters
        insert(connection, name, [row for after in found for row in _rows(after)])

    def forget(self) -> None:
        """Forget the states kept."""
        for kept in self._folds.values():
            kept.forget()


def _rows(after: Folded) -> Iterator[dict[str, Any]]:
    """The rows of one state. Annulled and repeated events can leave two entries of one key."""
    times: Counter[str] = Counter()
    for dated in dates_of(after.state):
        times[dated.key] += 1
        again = f".{times[dated.key]}" if times[dated.key] > 1 else ""
        yield _row(after, dated, f"{after.state.stream}#{dated.key}{again}")


def _row(after: Folded, dated: Dated, identity: str) -> dict[str, Any]:
    state = after.state
    owners = whose(state)
    return {
        "id": identity,
        "stream": state.stream,
        "position": after.last,
        "kind": dated.kind,
        "begins": dated.begins,
        "ends": dated.ends,
        "programme_ids": list(owners.programme_ids),
        "collectivity_ids": list(owners.collectivity_ids),
        "document": as_json(_document(state.stream, dated)),
    }


def _document(stream: str, dated: Dated) -> Document:
    kind = {"kind": dated.kind, "kind_name": NAMES[dated.kind]}
    return {"stream": stream, **kind, "when": dated.when, **dated.told}
