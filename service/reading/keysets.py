"""Cursors of lists whose order has several parts: opaque, bound to their question, refused elsewhere."""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Callable, Sequence
from typing import Any

from service.reading.cursors import BadCursor

MAX_LENGTH = 500
_MARK = 6
Shape = Sequence[Callable[[str], Any]]
"""What reads each part back from its text; raises ValueError for what it never was."""


def encode(scope: str, parts: Sequence[object]) -> str:
    """The cursor that continues a list after the row with these parts of its order."""
    told = json.dumps([str(part) for part in parts], separators=(",", ":")).encode()
    return urlsafe_b64encode(_mark(scope) + told).decode()


def decode(scope: str, cursor: str, shape: Shape) -> tuple[Any, ...]:
    """The parts that a cursor continues after. Raises BadCursor."""
    try:
        found = urlsafe_b64decode(cursor[:MAX_LENGTH].encode("ascii"))
        texts = json.loads(found[_MARK:])
        told = [read(text) for read, text in zip(shape, texts, strict=True)]
    except (Error, ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        raise BadCursor(cursor) from None
    if encode(scope, texts) != cursor:
        raise BadCursor(cursor)
    return tuple(told)


def key(text: str) -> str:
    """A part that is a key: one line of what keys are made of. Raises ValueError."""
    if not text.isascii() or not text.isprintable():
        raise ValueError("expected a key")
    return text


def _mark(scope: str) -> bytes:
    return hashlib.sha256(scope.encode()).digest()[:_MARK]
