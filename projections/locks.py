"""Advisory locks of projections, in the log's database: who may follow with one, and who may build one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any, LiteralString

import psycopg

FOLLOW, BUILD = "follow", "build"
"""FOLLOW: writes the live edition. BUILD: writes the edition that is to be live."""
_TRY: LiteralString = (
    "SELECT name FROM unnest(%s::text[], %s::bigint[]) AS wanted (name, key) WHERE pg_try_advisory_lock(key)"
)
_HELD: LiteralString = """SELECT (classid::bigint << 32) | objid::bigint FROM pg_locks
    WHERE locktype = 'advisory' AND objsubid = 1 AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""


def key(purpose: str, name: str, made_by: str) -> int:
    """The lock of one projection of one code: a bigint that no other name leads to."""
    digest = hashlib.sha256(f"infitah {purpose} {name} {made_by}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


def try_locks(
    connection: psycopg.Connection[Any], purpose: str, names: Iterable[str], made_by: str
) -> set[str]:
    """Take the locks that are free, until the connection ends; returns the names that were got."""
    wanted = list(names)
    keys = [key(purpose, name, made_by) for name in wanted]
    return {name for (name,) in connection.execute(_TRY, [wanted, keys])} if wanted else set()


def unlock(connection: psycopg.Connection[Any], purpose: str, names: Iterable[str], made_by: str) -> None:
    """Give locks back."""
    for name in names:
        connection.execute("SELECT pg_advisory_unlock(%s)", [key(purpose, name, made_by)])


def held_by_anyone(connection: psycopg.Connection[Any]) -> set[int]:
    """The keys of all locks that some process holds in this database."""
    return {found for (found,) in connection.execute(_HELD)}
