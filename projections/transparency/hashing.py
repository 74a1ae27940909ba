"""The hashes of RFC 6962, section 2.1: of leaves and of nodes, each 32 bytes of SHA-256."""

from __future__ import annotations

from hashlib import sha256

HASH = 32
EMPTY = sha256(b"").digest()
"""The root of a tree without leaves."""


class BadProof(ValueError):
    """A proof that proves nothing; the message says what was expected and what was found."""


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf that holds `data`."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node over two others."""
    return sha256(b"\x01" + left + right).digest()
