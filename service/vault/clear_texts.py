"""Texts and names of a log from before the vault was encrypted: encrypted where they lie, once.

The migration put them aside (schema/0005_vault.sql), since only who has the master key can do it. Whoever is
interrupted goes on where it was; the tables go at the end, and with them every page that held a clear text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, LiteralString
from uuid import uuid4

import psycopg
from psycopg.rows import tuple_row
from pydantic_core import to_json

from service.vault.cipher import DataKey, name_place, new_key, seal, wrap
from service.vault.master_keys import MasterKeys
from service.vault.rows import KEY, PlainText, open_key, seal_text

Connection = psycopg.Connection[Any]
BATCH = 1_000
LOCK = 7229412010
"""The advisory lock of whoever encrypts, or wraps anew."""
WAITING: LiteralString = "SELECT to_regclass('vault.clear_texts') IS NOT NULL"
_COUNT: LiteralString = """SELECT (SELECT count(*) FROM vault.clear_texts)
    + (SELECT count(*) FROM vault.clear_office_register)"""
_TEXTS: LiteralString = """DELETE FROM vault.clear_texts WHERE ref IN (
        SELECT ref FROM vault.clear_texts ORDER BY ref LIMIT %s) RETURNING ref, language, salt, text"""
_NAMES: LiteralString = """DELETE FROM vault.clear_office_register WHERE person_ref IN (
        SELECT person_ref FROM vault.clear_office_register ORDER BY 1 LIMIT %s)
    RETURNING person_ref, name, office"""
_TEXT: LiteralString = """INSERT INTO vault.texts (ref, language, subject_ref, nonce, sealed)
    VALUES (%s, %s, %s, %s, %s)"""
_NEW_KEY: LiteralString = """INSERT INTO vault.subjects (subject_ref, key_id, master_key_id, wrapped_key)
    VALUES (%s, %s, %s, %s)"""
_GIVEN: LiteralString = "SELECT state FROM log.events WHERE topic = ANY(%s)"


def clear_texts_wait(conninfo: str) -> bool:
    """Whether something lies in the clear; any role may ask."""
    with psycopg.connect(conninfo, row_factory=tuple_row) as connection:
        row = connection.execute(WAITING).fetchone()
        return row is not None and bool(row[0])


def encrypt_clear_texts(
    conninfo: str, keys: MasterKeys, told: Callable[[int, int], None] = lambda _done, _all: None
) -> int:
    """Encrypt all that lies in the clear, by the rights of the log's owner, and drop the tables that held it;
    returns how many texts and names. `told` hears how many are done, and of how many.
    """
    with psycopg.connect(conninfo, row_factory=tuple_row, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])  # another may be at it, and be done then
        connection.execute("SET ROLE infitah_owner")
        waiting = connection.execute(WAITING).fetchone()
        if waiting is None or not waiting[0]:
            return 0
        row = connection.execute(_COUNT).fetchone()
        everything, done = row[0] if row else 0, 0
        whose = _whose(connection) if everything else {}
        for batch in _batches(connection, keys, whose):
            done += batch
            told(done, everything)
        connection.execute("DROP TABLE vault.clear_texts, vault.clear_office_register")
        return done


def _batches(connection: Connection, keys: MasterKeys, whose: dict[str, str]) -> Iterator[int]:
    """How many were encrypted, batch by batch, each in a transaction of its own."""
    for statement, put in ((_TEXTS, _put_text), (_NAMES, _put_name)):
        while True:
            with connection.transaction():
                rows = connection.execute(statement, [BATCH]).fetchall()
                for row in rows:
                    subject = whose.get(row[0]) or str(uuid4()) if put is _put_text else row[0]
                    put(connection, subject, _key(connection, keys, subject), row)
            if not rows:
                break
            yield len(rows)


def _put_text(connection: Connection, subject: str, key: DataKey, row: Sequence[Any]) -> None:
    ref, language, salt, text = row
    found = seal_text(key, subject, ref, PlainText(language, bytes(salt), text))
    connection.execute(
        "INSERT INTO vault.texts (ref, language, subject_ref, nonce, sealed) VALUES (%s, %s, %s, %s, %s)",
        found,
    )


def _put_name(connection: Connection, subject: str, key: DataKey, row: Sequence[Any]) -> None:
    nonce, sealed = seal(key, name_place(subject), to_json([row[1], row[2]]))
    connection.execute("INSERT INTO vault.office_register VALUES (%s, %s, %s)", [subject, nonce, sealed])


def _key(connection: Connection, keys: MasterKeys, subject: str) -> DataKey:
    """The key of a subject, made where there is none yet."""
    row = connection.execute(KEY, {"subject": subject}).fetchone()
    if row is not None:
        return open_key(keys, subject, row, "a subject's key")
    key, master = new_key(), keys.active
    connection.execute(_NEW_KEY, [subject, key.id, master.id, wrap(master, subject, key)])
    return key


def _whose(connection: Connection) -> dict[str, str]:
    """Whose a text is, by its reference, where its event says so: as for what is given now."""
    import domain.registry  # noqa: F401, PLC0415 - slow to import, and seldom needed
    from domain.kernel.stored import decode  # noqa: PLC0415 - the domain takes long to load, and few need it here
    from domain.participation.events import GIVEN  # noqa: PLC0415
    from domain.participation.rules import whose  # noqa: PLC0415

    found: dict[str, str] = {}
    with connection.transaction(), connection.cursor("given") as cursor:
        cursor.itersize = BATCH
        for (state,) in cursor.execute(_GIVEN, [list(GIVEN)]):
            event = decode(bytes(state))
            data: Any = event.data
            if of := whose(data.author, event.actor):
                found[data.text.ref] = of
    return found
