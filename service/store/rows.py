"""What the log answers when it is read."""

from __future__ import annotations

from typing import Any, NamedTuple


class StoredRow(NamedTuple):
    """One stored event: where it is, and its canonical bytes."""

    position: int
    stream: str
    version: int
    type: str
    body: bytes


class CommandRecord(NamedTuple):
    """What a command was answered the first time, and a digest of its body."""

    body_hmac: bytes
    result: dict[str, Any]
    first_position: int
    last_position: int


class Identity(NamedTuple):
    """Which log this is."""

    origin: str
    illustrative: bool
