"""What a tree needs in order to grow: its frontier for roots, its edge for tiles. Neither holds the tree."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from projections.transparency.hashing import EMPTY, HASH, node_hash
from projections.transparency.merkle import Nodes, range_root, root_hash
from projections.transparency.tiles import HEIGHT, WIDTH, TileNodes, width_at

Tiles = dict[tuple[int, int], bytes]
"""Hashes of tiles, one after the other, by level and number."""


class Frontier:
    """The roots of the complete subtrees that a tree of any size is made of: the root at every size on the
    way, for one hash more or less a leaf.
    """

    def __init__(self) -> None:
        self.size = 0
        self._subtrees: list[bytes] = []

    def append(self, leaf_hash: bytes) -> None:
        """Add a leaf, by its hash."""
        place, found = self.size, leaf_hash
        while place & 1:
            found, place = node_hash(self._subtrees.pop(), found), place >> 1
        self._subtrees.append(found)
        self.size += 1

    def root(self) -> bytes:
        """The root of the leaves so far."""
        found: bytes | None = None
        for subtree in reversed(self._subtrees):
            found = subtree if found is None else node_hash(subtree, found)
        return EMPTY if found is None else found


class Edge:
    """The tiles that are not full yet, one on each level. `tiles` are those that `edge_tiles(size)` names."""

    def __init__(self, size: int = 0, tiles: Mapping[tuple[int, int], bytes] | None = None) -> None:
        self.size = size
        self._open: list[bytes] = []
        for level, number in edge_tiles(size):
            width = width_at(level, number, size) * HASH
            self._open.append((tiles or {}).get((level, number), b"")[:width])

    def append(self, leaf_hashes: Sequence[bytes]) -> Tiles:
        """Add leaves; returns the tiles that changed, whole."""
        changed: Tiles = {}
        added, level = b"".join(leaf_hashes), 0
        while added:
            complete = self.size >> (HEIGHT * level)
            if level == len(self._open):
                self._open.append(b"")
            added = self._fill(level, complete // WIDTH, added, changed)
            level += 1
        self.size += len(leaf_hashes)
        return changed

    def _fill(self, level: int, number: int, added: bytes, changed: Tiles) -> bytes:
        """Put hashes into the tiles of one level; returns the roots of those that became full."""
        roots, held = bytearray(), self._open[level] + added
        for start in range(0, len(held), WIDTH * HASH):
            tile = held[start : start + WIDTH * HASH]
            changed[level, number] = tile
            number += 1
            self._open[level] = tile
            if len(tile) == WIDTH * HASH:
                roots += root_hash([tile[i : i + HASH] for i in range(0, len(tile), HASH)])
                self._open[level] = b""
        return bytes(roots)


def edge_tiles(size: int) -> list[tuple[int, int]]:
    """Level and number of the tile, on each level, that the next hash of a tree of a size goes into."""
    found, level = [], 0
    while level == 0 or size >> (HEIGHT * level):
        found.append((level, (size >> (HEIGHT * level)) // WIDTH))
        level += 1
    return found


def tiles_for(ask: Callable[[Nodes], object]) -> list[tuple[int, int]]:
    """Level and number of the tiles that a proof or a root is made from: `ask` makes it with nodes."""
    wanted: dict[tuple[int, int], None] = {}

    def node(level: int, index: int) -> bytes:
        wanted[level // HEIGHT, (index << (level % HEIGHT)) // WIDTH] = None
        return bytes(HASH)

    ask(node)
    return list(wanted)


def nodes_of(tiles: Mapping[tuple[int, int], bytes]) -> TileNodes:
    """Nodes from tiles that are at hand."""
    return TileNodes(lambda level, number: tiles.get((level, number), b""))


def root_at(size: int) -> Callable[[Nodes], bytes]:
    """The root of `size` leaves, to be made with given nodes."""
    return lambda nodes: range_root(0, size, nodes)
