"""How each projection is: what `infitah projections status` shows."""

from __future__ import annotations

from typing import Any, LiteralString, NamedTuple

import psycopg
from psycopg.errors import UndefinedTable

from projections.editions import table
from projections.locks import BUILD, FOLLOW, held_by_anyone, key

_EDITIONS: LiteralString = """SELECT e.name, e.edition, l.edition IS NOT NULL, e.position,
    h.head - e.position, e.stopped, e.tables
    FROM read.editions e LEFT JOIN read.live l USING (edition),
    (SELECT coalesce(max(notification_id), 0) AS head FROM log.events) h
    WHERE e.made_by = %s AND e.retired_at IS NULL ORDER BY e.name, e.edition"""
_TRIES = 5


class Status(NamedTuple):
    """One edition: `live` or being built, `behind` in events, `active` where some process writes it, `rows`
    of all its tables together.
    """

    name: str
    edition: int
    live: bool
    position: int
    behind: int
    stopped: str | None
    active: bool
    rows: int


def statuses(connection: psycopg.Connection[Any], made_by: str) -> list[Status]:
    """The editions that readers of a code read or will read, by name. Changes nothing and takes no lock."""
    for _ in range(_TRIES - 1):
        try:
            return _statuses(connection, made_by)
        except UndefinedTable:
            # One was swapped and dropped since we looked.
            connection.rollback()
    return _statuses(connection, made_by)


def _statuses(connection: psycopg.Connection[Any], made_by: str) -> list[Status]:
    held = held_by_anyone(connection)
    found = []
    for name, edition, live, position, behind, stopped, tables in connection.execute(_EDITIONS, [made_by]):
        active = key(FOLLOW if live else BUILD, name, made_by) in held
        rows = sum(_count(connection, table(one, edition)) for one in tables)
        found.append(Status(name, edition, live, position, max(0, behind), stopped, active, rows))
    return found


def _count(connection: psycopg.Connection[Any], name: str) -> int:
    row = connection.execute(f"SELECT count(*) FROM {name}".encode()).fetchone()  # noqa: S608 - made of our own names; values are parameters
    return 0 if row is None else int(row[0])
