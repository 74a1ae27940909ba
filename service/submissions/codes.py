"""Tracking codes, and the references of those who send something without an account.

Both follow from the Idempotency-Key under the service's secret, so that a repeated request is answered with
the same receipt; never from what was written. Without the secret neither leads to the other.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from typing import NamedTuple

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter that sounds or looks like a digit, and no U."""
SYMBOLS, GROUP = 28, 4
"""140 bits, in groups that can be read aloud."""
_MISREAD = str.maketrans("OIL", "011")
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015\u200b-\u200f]+")
LONGEST = 200


class Sender(NamedTuple):
    """Who sent one submission: a reference made for it alone, and the code that its sender is given."""

    person_ref: str
    code: str


def sender(secret: bytes, kind: str, key: str) -> Sender:
    """The sender of the submission of a kind (`idea`) under an Idempotency-Key."""
    person = _derived(secret, "person", kind, key).hex()[:32]
    number = int.from_bytes(_derived(secret, "tracking code", kind, key)) >> (256 - 5 * SYMBOLS)
    symbols = "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(SYMBOLS)))
    groups = [symbols[at : at + GROUP] for at in range(0, SYMBOLS, GROUP)]
    return Sender(f"citizen-{person}", "-".join(groups))


def digest(code: str) -> bytes:
    """The SHA-256 by which a code is found, however it was written down. Whatever is no code has one too,
    that fits nothing.
    """
    plain = _SEPARATORS.sub("", code[:LONGEST]).upper().translate(_MISREAD)
    return hashlib.sha256(plain.encode("utf-8", "replace")).digest()


def _derived(secret: bytes, label: str, kind: str, key: str) -> bytes:
    said = "\x1f".join(("infitah submission", label, kind, key))
    return hmac.new(secret, said.encode(), hashlib.sha256).digest()
