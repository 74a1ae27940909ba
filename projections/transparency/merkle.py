"""The Merkle tree of RFC 6962, section 2.1: roots, proofs that are made, and proofs that are checked.

A node is named by its level (0 for leaves) and its index in the level; only nodes over complete subtrees have
such a name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from projections.transparency.checking import verify_consistency, verify_inclusion
from projections.transparency.hashing import EMPTY, HASH, BadProof, leaf_hash, node_hash

__all__ = [
    "EMPTY",
    "HASH",
    "BadProof",
    "Nodes",
    "Tree",
    "consistency_proof",
    "inclusion_proof",
    "leaf_hash",
    "node_hash",
    "range_root",
    "root_hash",
    "verify_consistency",
    "verify_inclusion",
]

Nodes = Callable[[int, int], bytes]
"""Gives the hash of a complete subtree by level and index."""


def root_hash(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes (as `leaf_hash` gives them), in order."""
    level = list(leaves)
    while len(level) > 1:
        odd = level[-1:] if len(level) % 2 else []
        level = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)] + odd
    return level[0] if level else EMPTY


def range_root(start: int, end: int, nodes: Nodes) -> bytes:
    """The root over the leaves from `start` up to but not `end`.

    `start` is a multiple of a power of two that is at least the length, or 0.
    """
    found: bytes | None = None
    while end > start:  # complete subtrees, from the smallest, on the right, to the largest
        length = (end - start) & -(end - start)
        level = length.bit_length() - 1
        subtree = nodes(level, (end - length) >> level)
        found = subtree if found is None else node_hash(subtree, found)
        end -= length
    return EMPTY if found is None else found


def inclusion_proof(index: int, size: int, nodes: Nodes) -> list[bytes]:
    """The hashes that lead from leaf `index` to the root of `size` leaves, the leaf's sibling first.

    Raises ValueError where the tree has no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError(f"expected an index below {size}, found {index}")
    return _path(index, 0, size, nodes)


def _path(index: int, start: int, end: int, nodes: Nodes) -> list[bytes]:
    found: list[bytes] = []
    while end - start > 1:
        middle = start + _half(end - start)
        if index < middle:
            found.append(range_root(middle, end, nodes))
            end = middle
        else:
            found.append(range_root(start, middle, nodes))
            start = middle
    return found[::-1]


def consistency_proof(old: int, new: int, nodes: Nodes) -> list[bytes]:
    """The hashes which show that the first `old` leaves of the tree of `new` are the tree of `old`.

    Empty where the sizes are equal, and for an old size of 0. Raises ValueError for sizes that do not fit.
    """
    if not 0 <= old <= new:
        raise ValueError(f"expected an old size of at most {new}, found {old}")
    if old in (0, new):
        return []
    start, end, whole = 0, new, True
    found: list[bytes] = []
    while end != old:
        middle = start + _half(end - start)
        if old <= middle:
            found.append(range_root(middle, end, nodes))
            end = middle
        else:
            found.append(range_root(start, middle, nodes))
            start, whole = middle, False
    if not whole:
        found.append(range_root(start, end, nodes))
    return found[::-1]


def _half(length: int) -> int:
    """The largest power of two below a length of two or more."""
    return 1 << ((length - 1).bit_length() - 1)


class Tree:
    """A tree in memory: 64 bytes for each leaf. For checking, and for logs that fit."""

    def __init__(self) -> None:
        self.size = 0
        self._levels: list[bytearray] = [bytearray()]

    def append(self, leaf_hash: bytes) -> None:
        """Add a leaf, by its hash."""
        place, level, found = self.size, 0, leaf_hash
        self.size += 1
        self._levels[0] += found
        while place & 1:
            found = node_hash(self.node(level, place - 1), found)
            place, level = place >> 1, level + 1
            if level == len(self._levels):
                self._levels.append(bytearray())
            self._levels[level] += found

    def node(self, level: int, index: int) -> bytes:
        """The hash of a complete subtree. Raises IndexError where there is none."""
        found = bytes(self._levels[level][index * HASH : (index + 1) * HASH])
        if len(found) != HASH:
            raise IndexError(f"expected a node {index} on level {level} of a tree of {self.size}, found none")
        return found

    def root(self, size: int | None = None) -> bytes:
        """The root of the first `size` leaves, of all when absent. Raises IndexError where there
        are fewer.
        """
        return range_root(0, self.size if size is None else size, self.node)
