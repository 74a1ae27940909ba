"""The tables of read models: how they are made, and how rows get into them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import psycopg

from domain.kernel.decider import State
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


def remake(connection: psycopg.Connection[Any], model: ReadModel[Any]) -> None:
    """Make the table of a read model anew, empty."""
    own = {column.name: column.type for column in model.columns}
    columns = ", ".join(f"{name} {kind}" for name, kind in (_COMMON | own).items())
    _run(connection, f"DROP TABLE IF EXISTS read.{model.name}")
    _run(connection, f"CREATE TABLE read.{model.name} ({columns})")
    _run(connection, f"CREATE INDEX ON read.{model.name} (stage, first_position)")
    for column in model.columns:
        if column.index:
            _run(connection, f"CREATE INDEX ON read.{model.name} USING {column.index} ({column.name})")


def write(connection: psycopg.Connection[Any], model: ReadModel[Any], found: Sequence[Folded]) -> None:
    """Put the rows of states in the table, in the place of those that were there. A row keeps its first
    position: only the batch that begins a stream knows it.
    """
    names = [*_COMMON, *(column.name for column in model.columns)]
    values = ", ".join(f"%({name})s" for name in names)
    kept = {"id", "first_position"}
    changes = ", ".join(f"{name} = excluded.{name}" for name in names if name not in kept)
    statement = (
        f"INSERT INTO read.{model.name} ({', '.join(names)}) VALUES ({values})"
        f" ON CONFLICT (id) DO UPDATE SET {changes}"
    )
    with connection.cursor() as cursor:
        cursor.executemany(statement.encode(), [model.row(*item) for item in found])


def _run(connection: psycopg.Connection[Any], statement: str) -> None:
    # The names come from what the models declare, never from a reader.
    connection.execute(statement.encode())
