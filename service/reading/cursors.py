"""Cursors of lists: opaque, bound to what they were given for, and refused where they were not given."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error

_MARK = 6
LENGTH = 20


class BadCursor(ValueError):
    """A cursor that this list never gave."""


def encode(scope: str, position: int) -> str:
    """The cursor that continues a list after a position."""
    return urlsafe_b64encode(_mark(scope) + position.to_bytes(9, "big")).decode()


def decode(scope: str, cursor: str) -> int:
    """The position that a cursor continues after. Raises BadCursor."""
    try:
        found = urlsafe_b64decode(cursor.encode("ascii"))
    except (Error, ValueError):
        raise BadCursor(cursor) from None
    position = int.from_bytes(found[_MARK:], "big")
    if position >= 2**63 or encode(scope, position) != cursor:
        raise BadCursor(cursor)
    return position


def _mark(scope: str) -> bytes:
    return hashlib.sha256(scope.encode()).digest()[:_MARK]
