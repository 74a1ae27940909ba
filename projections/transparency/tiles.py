"""Tiles (C2SP tlog-tiles): the tree cut into pieces of 256 hashes, and bundles of the entries under them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from struct import pack, unpack_from
from typing import Literal, NamedTuple

from projections.transparency.encoding import MOST
from projections.transparency.faults import Fault, Words
from projections.transparency.merkle import HASH, root_hash

WIDTH, HEIGHT = 256, 8
"""Hashes in a full tile, and the levels of the tree that one spans."""
ENTRIES: Literal["entries"] = "entries"
Level = int | Literal["entries"]
_PATH = re.compile(
    r"tile/(entries|0|[1-5]?[0-9]|6[0-3])/((?:x[0-9]{3}/)*)([0-9]{3})(?:\.p/([1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5]))?",
    re.ASCII,
)


class BadTile(ValueError):
    """A tile's path or bytes that cannot be used; the message says what was expected and what was found."""


class BadEntries(BadTile, Fault):
    """A bundle of entries that is cut short."""


class TileName(NamedTuple):
    """Which tile: its level (or `entries`), its number in the level, and how many hashes or entries of it."""

    level: Level
    number: int
    width: int = WIDTH


def tile_path(level: Level, number: int, width: int = WIDTH) -> str:
    """The path of a tile, from `tile/` on."""
    groups = [f"{number % 1000:03d}"]
    while number >= 1000:
        number //= 1000
        groups.insert(0, f"x{number % 1000:03d}")
    return f"tile/{level}/{'/'.join(groups)}" + (f".p/{width}" if width != WIDTH else "")


def parse_tile_path(path: str) -> TileName:
    """The tile that a path from `tile/` on names. Raises BadTile for any other spelling."""
    found = _PATH.fullmatch(path) if len(path) <= 80 else None
    if found is None:
        raise BadTile(f"expected tile/<level>/<number>[.p/<width>], found {path[:80]!r}")
    number = int(found[2].replace("x", "").replace("/", "") + found[3])
    level: Level = ENTRIES if found[1] == ENTRIES else int(found[1])
    name = TileName(level, number, int(found[4] or WIDTH))
    if number > MOST or tile_path(*name) != path:
        raise BadTile(
            f"expected a number in groups of three digits and a width below {WIDTH}, found {path[:80]!r}"
        )
    return name


def width_at(level: Level, number: int, size: int) -> int:
    """How many hashes (or entries) a tile has in a tree of `size` leaves: 0 to 256."""
    complete = size if level == ENTRIES else size >> (HEIGHT * level)
    return max(0, min(WIDTH, complete - number * WIDTH))


class TileNodes:
    """Nodes of a tree from its tiles, for proofs: call it with a level and an index.

    `read` gives the hashes of a tile by level and number, one after the other; each tile is asked for once.
    """

    def __init__(self, read: Callable[[int, int], bytes]) -> None:
        self._read = read
        self._tiles: dict[tuple[int, int], bytes] = {}

    def __call__(self, level: int, index: int) -> bytes:
        """The hash of a complete subtree. Raises BadTile where the tiles do not reach."""
        span = 1 << (level % HEIGHT)
        start = index * span
        tile = self.tile(level // HEIGHT, start // WIDTH)
        place = start % WIDTH * HASH
        hashes = tile[place : place + span * HASH]
        if len(hashes) != span * HASH:
            raise BadTile(
                f"expected a node {index} on level {level}, found a tile of {len(tile) // HASH} hashes"
            )
        return root_hash([hashes[i : i + HASH] for i in range(0, len(hashes), HASH)])

    def tile(self, level: int, number: int) -> bytes:
        """The hashes of a tile."""
        found = self._tiles.get((level, number))
        if found is None:
            found = self._tiles[level, number] = self._read(level, number)
        return found


def encode_entries(entries: Iterable[bytes]) -> bytes:
    """A bundle of entries, each after its length in two bytes. Raises BadTile for one that is too long."""
    found = bytearray()
    for entry in entries:
        if len(entry) > 0xFFFF:
            raise BadTile(f"expected entries of at most {0xFFFF} bytes, found one of {len(entry)}")
        found += pack(">H", len(entry)) + entry
    return bytes(found)


def decode_entries(data: bytes) -> list[bytes]:
    """The entries of a bundle. Raises BadEntries where it is cut short."""
    found, place = [], 0
    while place < len(data):
        if place + 2 > len(data):
            raise BadEntries("entry_length", Words("one_byte"))
        (length,) = unpack_from(">H", data, place)
        entry = data[place + 2 : place + 2 + length]
        if len(entry) != length:
            raise BadEntries("entry_bytes", len(entry), length=length)
        found.append(entry)
        place += 2 + length
    return found
