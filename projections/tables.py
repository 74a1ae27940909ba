"""The tables of read models: how they are made, and how rows get into them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import psycopg

from domain.kernel.decider import State
from projections.editions import table
from projections.model import ReadModel

_COMMON = {
    "id": 'text COLLATE "C" PRIMARY KEY',
    "first_position": "bigint NOT NULL UNIQUE",
    "position": "bigint NOT NULL",
    "version": "bigint NOT NULL",
    "stage": "text NOT NULL",
    "public": "boolean NOT NULL",
    "document": "text NOT NULL",
    "summary": "text",
}


class Folded(NamedTuple):
    """A state with the positions of the first and the last event of a batch that led to it."""

    state: State
    first: int
    last: int


def create(connection: psycopg.Connection[Any], model: ReadModel[Any], edition: int) -> None:
    """Make the table of a read model, empty."""
    own = {column.name: column.type for column in model.columns}
    columns = ", ".join(f"{name} {kind}" for name, kind in (_COMMON | own).items())
    made = table(model.name, edition)
    _run(connection, f"CREATE TABLE {made} ({columns})")
    _run(connection, f"CREATE INDEX ON {made} (stage, first_position)")
    for column in model.columns:
        if column.index:
            _run(connection, f"CREATE INDEX ON {made} USING {column.index} ({column.name})")


def write(
    connection: psycopg.Connection[Any], model: ReadModel[Any], edition: int, found: Sequence[Folded]
) -> None:
    """Put the rows of states in the table, in the place of those that were there. A row keeps its first
    position: only the batch that begins a stream knows it.
    """
    names = [*_COMMON, *(column.name for column in model.columns)]
    values = ", ".join(f"%({name})s" for name in names)
    kept = {"id", "first_position"}
    changes = ", ".join(f"{name} = excluded.{name}" for name in names if name not in kept)
    statement = (
        f"INSERT INTO {table(model.name, edition)} ({', '.join(names)}) VALUES ({values})"  # noqa: S608 - made of our own names; values are parameters
        f" ON CONFLICT (id) DO UPDATE SET {changes}"
    )
    with connection.cursor() as cursor:
        cursor.executemany(statement.encode(), [model.row(*item) for item in found])


def _run(connection: psycopg.Connection[Any], statement: str) -> None:
    # The names come from what the models declare, never from a reader.
    connection.execute(statement.encode())
