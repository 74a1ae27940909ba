"""The leaf hashes of the whole log up to a checkpoint, as one file: the tiles of level 0 one after the other.

They prove at once that each event is in the log, and, since the root at any smaller size follows from
them too, that the log continues any older checkpoint. The cost is 32 bytes for each event of the log.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from projections.bundles.failures import Broken
from projections.transparency.faults import Words
from projections.transparency.merkle import HASH, range_root, root_hash
from projections.transparency.tiles import HEIGHT, WIDTH, TileNodes

Slice = Callable[[int, int], bytes]
"""Gives bytes of the file of hashes: from where, and how many."""


class Leaves:
    """`size` leaf hashes behind `read`. Memory does not grow with their number."""

    def __init__(self, read: Slice, size: int) -> None:
        self._read, self.size = read, size
        # Events of one stream lie near one another in the log: a tile serves many of them.
        self._near = lru_cache(maxsize=64)(lambda number: self._tile(0, number))

    def __getitem__(self, index: int) -> bytes:
        number, place = divmod(index, WIDTH)
        return self._near(number)[place * HASH : (place + 1) * HASH]

    def root(self, size: int | None = None) -> bytes:
        """The root over the first `size` leaves, all when absent. Raises Broken where there are fewer."""
        wanted = self.size if size is None else size
        if wanted > self.size:
            raise Broken("tree", Words("its_size"), expected=f"<= {self.size}", found=wanted)
        return range_root(0, wanted, TileNodes(self._tile))

    def _tile(self, level: int, number: int) -> bytes:
        """The hashes of a tile, as many as are complete."""
        if level == 0:
            most = max(0, min(WIDTH, self.size - number * WIDTH))
            return self._read(number * WIDTH * HASH, most * HASH)
        complete = self.size >> (HEIGHT * level)
        below = range(number * WIDTH, min((number + 1) * WIDTH, complete))
        return b"".join(self._over(self._tile(level - 1, index)) for index in below)

    @staticmethod
    def _over(tile: bytes) -> bytes:
        return root_hash([tile[at : at + HASH] for at in range(0, len(tile), HASH)])
