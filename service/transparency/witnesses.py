"""The witnesses of a log, as its database lists them, and what they cosigned."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import psycopg
from psycopg.types.json import Jsonb

from projections.transparency.notes import COSIGNATURE, BadNote, Signature, Verifier
from service.messages import Told, sentences
from service.transparency.tree import Connection

_VISIBLE = re.compile("[!-~]+")
"""What an address is written in: no spaces, nothing that ends a line of a request."""


class BadWitness(Told):
    """A witness that could not be asked."""


class KnownWitness(Exception):
    """There is a witness of that name already."""


class LastAnswer(NamedTuple):
    """What a witness answered last: when, about the checkpoint of which size, and the code of a sentence
    (messages/transparency.toml) with what fills it.
    """

    asked_at: datetime
    size: int
    code: str
    found: dict[str, Any]

    @property
    def sentences(self) -> dict[str, str]:
        """What it answered, in every language."""
        return sentences("transparency", self.code, **self.found)


class WitnessRow(NamedTuple):
    """A witness: what we call it, where it answers, its key, the largest size that it cosigned, and what it
    answered last.
    """

    name: str
    url: str
    vkey: str
    size: int
    answer: LastAnswer | None = None

    @property
    def verifier(self) -> Verifier:
        """Its key."""
        return Verifier.from_vkey(self.vkey)


def witnesses(connection: Connection) -> list[WitnessRow]:
    """All witnesses, by name."""
    rows = connection.execute(
        "SELECT name, url, vkey, coalesce((SELECT max(size) FROM log.cosignatures"
        " WHERE key_name = split_part(vkey, '+', 1)), 0), a.asked_at, a.size, a.code, a.found"
        " FROM log.witnesses LEFT JOIN log.witness_answers a USING (name) ORDER BY name"
    )
    return [
        WitnessRow(name, url, vkey, size, LastAnswer(*answer) if answer[0] else None)
        for name, url, vkey, size, *answer in rows
    ]


def add_witness(connection: Connection, name: str, url: str, vkey: str) -> None:
    """Put a witness on the list. Raises BadWitness, KnownWitness."""
    try:
        verifier = Verifier.from_vkey(vkey)
    except BadNote as error:
        raise BadWitness("bad_witness", reason=error.sentences) from None
    if verifier.kind != COSIGNATURE:
        raise BadWitness("bad_witness_key", found=verifier.kind)
    if not _is_address(url):
        raise BadWitness("bad_witness_url", found=repr(url[:80]))
    if not name.strip() or not name.isprintable():
        raise BadWitness("bad_witness_name", found=repr(name[:80]))
    if any(verifier.vkey == known.vkey for known in witnesses(connection)):
        raise KnownWitness(name)
    try:
        connection.execute("SELECT log.add_witness(%s, %s, %s)", [name, url.rstrip("/"), verifier.vkey])
    except psycopg.errors.UniqueViolation:
        raise KnownWitness(name) from None


def _is_address(url: str) -> bool:
    """Whether one can post there: a server by http or https, and a path that nothing has to be escaped in."""
    try:
        place = urlsplit(url)
        host = (place.hostname or "").encode("idna")
        port = place.port
    except ValueError:  # a bracket too many, a port that is no number, a name that no host may have
        return False
    plain = _VISIBLE.fullmatch(url) and "@" not in place.netloc and not place.query and not place.fragment
    return bool(plain and place.scheme in ("http", "https") and host and port != 0)


def remove_witness(connection: Connection, name: str) -> bool:
    """Take a witness off the list; returns whether it was there."""
    row = connection.execute("SELECT log.remove_witness(%s)", [name]).fetchone()
    return row is not None and bool(row[0])


def keep_cosignature(connection: Connection, size: int, signature: Signature) -> None:
    """Store a cosignature of the checkpoint of a size; one of a key is enough."""
    connection.execute("SELECT log.keep_cosignature(%s, %s, %s)", [size, signature.name, signature.line()])


def keep_answer(connection: Connection, witness: WitnessRow, size: int, code: str, /, **found: Any) -> None:
    """Store what a witness that is still on the list answered about the checkpoint of a size."""
    connection.execute(
        "SELECT log.keep_answer(%s, %s, %s, %s, %s)", [witness.name, witness.vkey, size, code, Jsonb(found)]
    )
