"""A projection fed by hand, in batches of any size, in a transaction that is never committed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from psycopg.rows import dict_row

from projections.editions import table
from projections.entries import Entry
from projections.registry import OTHERS
from service.store.log import Log
from tests.projections.following import connect

EDITION = 900
Rows = dict[str, list[dict[str, Any]]]


def fed(log: Log, name: str, *batches: Sequence[int]) -> Rows:
    """The rows of a projection's tables after the log, taken in batches of so many entries, over and over."""
    projection = OTHERS[name](log)
    sizes = list(batches[0]) if batches else [1_000_000]
    with connect(log) as connection:
        projection.create(connection, EDITION)
        position = 0
        while rows := log.since(position, sizes[0]):
            sizes.append(sizes.pop(0))
            entries = [entry for row in rows if (entry := Entry(row)).kind in projection.kinds]
            if entries:
                projection.apply(connection, EDITION, entries)
            position = rows[-1].position
        found = {}
        with connection.cursor(row_factory=dict_row) as cursor:
            for owned in projection.tables:
                statement = f"SELECT * FROM {table(owned, EDITION)} ORDER BY 1"
                found[owned] = cursor.execute(statement.encode()).fetchall()
        connection.rollback()
    return found
