"""Making the tables of projections whose rows are not aggregates, and putting rows in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg

# Names of tables and columns come from what projections declare, never from a reader.


def create_table(
    connection: psycopg.Connection[Any], name: str, columns: Mapping[str, str], indexes: Sequence[str] = ()
) -> None:
    """Make an empty table with its indexes; each index is what follows the table's name in its statement."""
    declared = ", ".join(f"{column} {kind}" for column, kind in columns.items())
    connection.execute(f"CREATE TABLE {name} ({declared})".encode())
    for index in indexes:
        connection.execute(f"CREATE INDEX ON {name} {index}".encode())


def insert(
    connection: psycopg.Connection[Any],
    name: str,
    rows: Sequence[Mapping[str, Any]],
    expressions: Mapping[str, str] | None = None,
) -> None:
    """Put rows in a table; all have the same columns. `expressions` are columns whose value SQL makes, from
    members of the rows that begin with an underscore and are no columns.
    """
    if not rows:
        return
    made = {column: f"%({column})s" for column in rows[0] if not column.startswith("_")}
    made |= expressions or {}
    statement = f"INSERT INTO {name} ({', '.join(made)}) VALUES ({', '.join(made.values())})"  # noqa: S608 - made of our own names; values are parameters
    with connection.cursor() as cursor:
        cursor.executemany(statement.encode(), rows)
