"""The table of decisions: a row for each, by the position of its event."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg

from projections.decisions.folding import DecisionFold
from projections.decisions.kinds import STREAMS
from projections.editions import table
from projections.entries import Entry, Source
from projections.table_making import create_table, insert

_COLUMNS = {
    "position": "bigint PRIMARY KEY",
    "id": 'text COLLATE "C" NOT NULL UNIQUE',
    "stream": 'text COLLATE "C" NOT NULL',
    "kind": "text NOT NULL",
    "outcome": "text NOT NULL",
    "decided_by": "text NOT NULL",
    "programme_id": "text",
    "collectivity_ids": "text[] NOT NULL",
    "session_id": "text",
    "begins": "date NOT NULL",
    "ends": "date NOT NULL",
    "annulled": "boolean NOT NULL",
    "supersedes": 'text COLLATE "C"',
    "document": "text NOT NULL",
}
_INDEXES = (
    "(stream)",
    "(kind, position)",
    "(decided_by, position)",
    "(programme_id, position)",
    "(session_id)",
    "(supersedes)",
    "(begins)",
    "USING gin (collectivity_ids)",
)


class Decisions:
    """The projection of decisions."""

    name = "decisions"
    kinds = STREAMS
    tables = ("decisions",)

    def __init__(self, source: Source) -> None:
        self._fold = DecisionFold(source)

    def create(self, connection: psycopg.Connection[Any], edition: int) -> None:
        """Make the table, empty."""
        create_table(connection, table("decisions", edition), _COLUMNS, _INDEXES)

    def apply(self, connection: psycopg.Connection[Any], edition: int, entries: Sequence[Entry]) -> None:
        """Write the decisions of entries; those of an amended stream anew."""
        found, name = self._fold.after(entries), table("decisions", edition)
        if found.anew:
            connection.execute(f"DELETE FROM {name} WHERE stream = ANY(%s)".encode(), [list(found.anew)])  # noqa: S608 - made of our own names; values are parameters
        insert(connection, name, found.rows)

    def forget(self) -> None:
        """Forget what is kept in memory."""
        self._fold.forget()
