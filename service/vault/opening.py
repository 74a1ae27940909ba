"""The master keys of a log's vault, found to be the right ones before anything is done with them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, LiteralString

import psycopg

from service.vault.cipher import CannotOpen, unwrap
from service.vault.master_keys import BadVaultKey, KeyFile, MasterKeys, make_keys

_WRAPPED_BY: LiteralString = """WITH RECURSIVE used AS (
        (SELECT master_key_id AS id FROM vault.subjects ORDER BY 1 LIMIT 1)
        UNION ALL
        SELECT (SELECT s.master_key_id FROM vault.subjects s
                WHERE s.master_key_id > used.id ORDER BY 1 LIMIT 1)
        FROM used WHERE used.id IS NOT NULL)
    SELECT id FROM used WHERE id IS NOT NULL"""
"""The names of the master keys in use, each found by the index."""
_NEWEST: LiteralString = """SELECT subject_ref, key_id, wrapped_key FROM vault.subjects
    WHERE master_key_id = %s ORDER BY made_at DESC LIMIT 1"""


def open_keys(conninfo: str, path: Path, *, own: bool) -> KeyFile:
    """The master keys in a file; made there where it is the service's `own` and nothing was wrapped yet.

    Raises BadVaultKey where one is missing that something is wrapped by, or does not open what it wrapped.
    """
    with psycopg.connect(conninfo) as connection:
        used = used_keys(connection)
        if not path.exists() and own:
            if used:
                raise BadVaultKey("vault_key_lost", path=path, keys=", ".join(used))
            make_keys(path)
        keys = KeyFile(path)
        check_keys(connection, keys, path, used)
    return keys


def used_keys(connection: psycopg.Connection[Any]) -> list[str]:
    """The names of the master keys that something is wrapped by."""
    return [name for (name,) in connection.execute(_WRAPPED_BY)]


def check_keys(connection: psycopg.Connection[Any], keys: MasterKeys, path: Path, used: list[str]) -> None:
    """Try each master key in use on what it wrapped last. Raises BadVaultKey."""
    if missing := [name for name in used if name not in keys]:
        raise BadVaultKey("vault_key_missing", path=path, keys=", ".join(missing))
    for name in used:
        row = connection.execute(_NEWEST, [name]).fetchone()
        if row is None:
            continue
        subject, key_id, wrapped = row
        try:
            unwrap(keys.find(name, "the vault"), subject, key_id, bytes(wrapped), "the vault")
        except CannotOpen:
            raise BadVaultKey("vault_key_wrong", path=path, key=name) from None
    retired = "SELECT FROM vault.retired_keys WHERE master_key_id = %s"
    if connection.execute(retired, [keys.active.id]).fetchone() is not None:
        raise BadVaultKey("vault_key_retired", path=path, key=keys.active.id)
