"""The key of one log: bound to it once, by its origin; the private half is where the settings say."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

import psycopg

from projections.transparency.notes import ED25519, Signer, Verifier
from service.transparency.keys import DEVELOPMENT, OFFICIAL, BadKey, make_key, read_key


class OtherKey(Exception):
    """A key file holds another key than the log's own."""

    def __init__(self, path: Path, found: str, expected: str) -> None:
        super().__init__(f"{path}: expected the key {expected}, found {found}")
        self.path, self.found, self.expected = path, found, expected


class LogKey(NamedTuple):
    """The key that everybody checks a log's checkpoints with, and, where at hand, the one that signs."""

    verifier: Verifier
    signer: Signer | None
    development: bool


def establish_key(conninfo: str, path: Path, *, development: bool) -> None:
    """Bind a key to a log that has none yet, by the rights of the log's owner: the one in the file, or else a
    new one. Raises BadKey, and OtherKey where the file holds a key of another name than the log's origin.
    """
    with psycopg.connect(conninfo) as connection:
        connection.execute("SET LOCAL ROLE infitah_owner")
        row = connection.execute("SELECT origin FROM log.identity").fetchone()
        bound = connection.execute("SELECT FROM log.verifier_key").rowcount
        if row is None or bound:
            return
        if not path.exists():
            make_key(path, row[0], comment=DEVELOPMENT if development else OFFICIAL)
        found = read_key(path)
        if (found.signer.name, found.signer.verifier.kind) != (row[0], ED25519):
            raise OtherKey(path, found.signer.vkey, f"{row[0]}+…")
        connection.execute(
            "INSERT INTO log.verifier_key (vkey, development) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            [found.signer.vkey, found.development],
        )


def open_key(conninfo: str, path: Path) -> LogKey:
    """The key of a log; without its private half where we may read no such file. Raises BadKey, OtherKey."""
    with psycopg.connect(conninfo) as connection:
        row = connection.execute("SELECT vkey, development FROM log.verifier_key").fetchone()
    if row is None:
        raise BadKey("log_without_key")
    verifier = Verifier.from_vkey(row[0])
    if not os.access(path, os.R_OK):
        return LogKey(verifier, None, row[1])
    found = read_key(path)
    if found.signer.vkey != row[0]:
        raise OtherKey(path, found.signer.vkey, row[0])
    return LogKey(verifier, found.signer, row[1])
