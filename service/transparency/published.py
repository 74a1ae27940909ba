"""What is read of the public log: a checkpoint, and what proves something by it."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple


class Beyond(Exception):
    """What was asked for is not in the published log; `size` is how far that goes."""

    def __init__(self, size: int) -> None:
        super().__init__(f"expected something within the first {size} events, found something beyond")
        self.size = size


class Published(NamedTuple):
    """A signed checkpoint with its cosignatures; `note` is what is served, `signed_at` when the database kept
    it.
    """

    size: int
    note: bytes
    signed_at: datetime


class Receipt(NamedTuple):
    """An event's bytes, the hashes from it to the root, and the checkpoint that signs the root."""

    event: bytes
    hashes: list[bytes]
    checkpoint: Published


class Consistency(NamedTuple):
    """The roots at two sizes, and the hashes that lead from one to the other."""

    old_root: bytes
    new_root: bytes
    hashes: list[bytes]
