"""Rotation of the master key: every subject's key is wrapped anew. Readers and writers go on meanwhile.

At each moment every key in the database is wrapped by a master key in the file, so that whoever is killed
here leaves nothing lost, and the next run goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, LiteralString, NamedTuple

import psycopg
from psycopg.rows import tuple_row

from service.vault.cipher import MasterKey, wrap
from service.vault.clear_texts import LOCK
from service.vault.master_keys import KeyFile, new_master_key, read_keys, write_keys
from service.vault.opening import used_keys
from service.vault.rows import open_key

Connection = psycopg.Connection[Any]
BATCH = 500
_COUNT: LiteralString = "SELECT count(*) FROM vault.subjects WHERE master_key_id = ANY(%s)"
_OLDER: LiteralString = """SELECT subject_ref, key_id, master_key_id, wrapped_key FROM vault.subjects
    WHERE master_key_id = ANY(%s) LIMIT %s"""
_WRAP: LiteralString = """UPDATE vault.subjects s SET master_key_id = %s, wrapped_key = anew.wrapped
    FROM unnest(%s::text[], %s::uuid[], %s::bytea[]) AS anew (subject_ref, key_id, wrapped)
    WHERE s.subject_ref = anew.subject_ref AND s.key_id = anew.key_id"""
_RETIRE: LiteralString = """INSERT INTO vault.retired_keys (master_key_id) SELECT unnest(%s::text[])
    ON CONFLICT DO NOTHING"""


class Rotated(NamedTuple):
    """What a rotation did: the key in use now and whether it is another than before, how many keys it wraps
    anew, and the master keys of the file that nothing depends on any more.
    """

    active: str
    moved: bool
    wrapped: int
    unneeded: Sequence[str]


def rotate(
    conninfo: str, keys: KeyFile, *, own: bool, told: Callable[[int, int], None] = lambda _done, _all: None
) -> Rotated:
    """Wrap everything by the first key of the file; where the file is our `own`, by a new one, and drop the
    others. Goes on with a rotation that was interrupted. Raises BadVaultKey, CannotOpen.
    """
    with psycopg.connect(conninfo, row_factory=tuple_row, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        if own and len(found := read_keys(keys.path)) == 1:  # of several, an interrupted run is at its work
            write_keys(keys.path, [new_master_key(), *found])
        active, others = keys.active, [key.id for key in read_keys(keys.path)[1:]]
        before = [name for name in used_keys(connection) if name != active.id]
        wrapped = _wrap_all(connection, keys, active, told)
        _retire(connection, active.id, others)
        wrapped += _wrap_all(connection, keys, active, told)  # what was begun before they were retired
        if own and others:
            write_keys(keys.path, [active])
        return Rotated(active.id, bool(others or before), wrapped, others)


def _retire(connection: Connection, active: str, others: list[str]) -> None:
    """From here on nobody wraps anything by the others: who is at it is waited for, who comes later is told
    to seal again (vault.hold_key).
    """
    with connection.transaction():
        connection.execute("LOCK TABLE vault.subjects IN SHARE ROW EXCLUSIVE MODE")
        connection.execute("DELETE FROM vault.retired_keys WHERE master_key_id = %s", [active])
        connection.execute(_RETIRE, [others])


def _wrap_all(
    connection: Connection, keys: KeyFile, active: MasterKey, told: Callable[[int, int], None]
) -> int:
    older = [name for name in used_keys(connection) if name != active.id]
    row = connection.execute(_COUNT, [older]).fetchone()
    everything, done = row[0] if row else 0, 0
    while older and (batch := _wrap_batch(connection, keys, active, older)):
        done += batch
        told(done, max(done, everything))
    return done


def _wrap_batch(connection: Connection, keys: KeyFile, active: MasterKey, older: list[str]) -> int:
    """Wrap some keys anew; one that was erased meanwhile stays erased. Returns how many were found."""
    rows = connection.execute(_OLDER, [older, BATCH]).fetchall()
    keyed = [(subject, open_key(keys, subject, found, "a subject's key")) for subject, *found in rows]
    anew = [wrap(active, subject, key) for subject, key in keyed]
    of = [[subject for subject, _ in keyed], [key.id for _, key in keyed]]
    connection.execute(_WRAP, [active.id, *of, anew])
    return len(rows)
