"""The witnesses of a log, as its database lists them, and what they cosigned."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlsplit

import psycopg

from projections.transparency.notes import COSIGNATURE, BadNote, Signature, Verifier
from service.transparency.tree import Connection


class BadWitness(ValueError):
    """A witness that could not be asked; the message says why."""


class KnownWitness(Exception):
    """There is a witness of that name already."""


class WitnessRow(NamedTuple):
    """A witness: what we call it, where it answers, its key, and the largest size that it cosigned."""

    name: str
    url: str
    vkey: str
    size: int

    @property
    def verifier(self) -> Verifier:
        """Its key."""
        return Verifier.from_vkey(self.vkey)


def witnesses(connection: Connection) -> list[WitnessRow]:
    """All witnesses, by name."""
    rows = connection.execute(
        "SELECT name, url, vkey, coalesce((SELECT max(size) FROM log.cosignatures"
        " WHERE key_name = split_part(vkey, '+', 1)), 0) FROM log.witnesses ORDER BY name"
    )
    return [WitnessRow(*row) for row in rows]


def add_witness(connection: Connection, name: str, url: str, vkey: str) -> None:
    """Put a witness on the list. Raises BadWitness, KnownWitness."""
    try:
        verifier = Verifier.from_vkey(vkey)
        place = urlsplit(url)
        reachable = place.scheme in ("http", "https") and place.hostname and (place.port or 1)
    except (BadNote, ValueError) as error:
        raise BadWitness(str(error)) from None
    if verifier.kind != COSIGNATURE:
        raise BadWitness(f"VKEY: expected a key of type 4 (cosignature), found one of type {verifier.kind}")
    if not reachable or place.query or place.fragment:
        raise BadWitness(f"URL: expected an address http://… or https://…, found {url[:80]!r}")
    if not name.strip() or not name.isprintable():
        raise BadWitness(f"NAME: expected a name, found {name[:80]!r}")
    if any(verifier.vkey == known.vkey for known in witnesses(connection)):
        raise KnownWitness(name)
    try:
        connection.execute(
            "INSERT INTO log.witnesses (name, url, vkey) VALUES (%s, %s, %s)",
            [name, url.rstrip("/"), verifier.vkey],
        )
    except psycopg.errors.UniqueViolation:
        raise KnownWitness(name) from None


def remove_witness(connection: Connection, name: str) -> bool:
    """Take a witness off the list; returns whether it was there."""
    return connection.execute("DELETE FROM log.witnesses WHERE name = %s", [name]).rowcount > 0


def keep_cosignature(connection: Connection, size: int, signature: Signature) -> None:
    """Store a cosignature of the checkpoint of a size; one of a key is enough."""
    connection.execute(
        "INSERT INTO log.cosignatures (size, key_name, line) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
        [size, signature.name, signature.line()],
    )
