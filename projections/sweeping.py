"""Dropping editions that nobody writes or reads any more."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, LiteralString, NamedTuple

import psycopg
from psycopg.errors import LockNotAvailable

from projections.editions import table
from projections.locks import BUILD, FOLLOW, key

_SPARE: LiteralString = """SELECT e.edition, e.name, e.made_by, e.tables, e.retired_at IS NOT NULL
    FROM read.editions e LEFT JOIN read.live l USING (edition)
    WHERE e.retired_at IS NOT NULL OR l.edition IS NULL OR e.made_by <> %s ORDER BY e.edition"""
_TRY: LiteralString = "SELECT bool_and(pg_try_advisory_xact_lock(key)) FROM unnest(%s::bigint[]) AS key"
_STILL_SPARE: LiteralString = """SELECT e.retired_at IS NOT NULL OR l.edition IS NULL OR e.made_by <> %s
    FROM read.editions e LEFT JOIN read.live l USING (edition) WHERE e.edition = %s"""


class _Spare(NamedTuple):
    edition: int
    name: str
    made_by: str
    tables: list[str]
    retired: bool


def sweep(connection: psycopg.Connection[Any], made_by: str, *, besides: Iterable[int] = ()) -> list[int]:
    """Drop what a swap retired, what a rebuild that was killed left, and what other code had made of
    which no process runs; returns the numbers of those dropped. One that a reader still holds, as a long
    export does, is left for the next time. `besides` are editions that the caller writes.
    """
    kept = set(besides)
    spare = [_Spare(*row) for row in connection.execute(_SPARE, [made_by])]
    return [one.edition for one in spare if one.edition not in kept and _drop(connection, one, made_by)]


def _drop(connection: psycopg.Connection[Any], spare: _Spare, made_by: str) -> bool:
    tables = ", ".join(table(name, spare.edition) for name in spare.tables)
    purposes = (BUILD,) if spare.made_by == made_by else (BUILD, FOLLOW)
    keys = [] if spare.retired else [key(purpose, spare.name, spare.made_by) for purpose in purposes]
    try:
        with connection.transaction():
            free = connection.execute(_TRY, [keys]).fetchone() if keys else (True,)
            still = connection.execute(_STILL_SPARE, [made_by, spare.edition]).fetchone()
            if not (free and free[0] and still and still[0]):
                return False
            # Waiting for a reader would make those who come after wait too.
            connection.execute(f"LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE NOWAIT".encode())
            connection.execute("DELETE FROM read.live WHERE edition = %s", [spare.edition])
            connection.execute("DELETE FROM read.editions WHERE edition = %s", [spare.edition])
            connection.execute(f"DROP TABLE {tables}".encode())
    except LockNotAvailable:
        return False
    return True
