"""The one layout that a bundle's ZIP archive may have: what every byte outside its files must be.

Every file is stored as it is, in a fixed order, with one timestamp and no extra field, comment, data
descriptor or ZIP64 record. So every such byte follows from the names, sizes and CRC-32s of the files.
Format: PKWARE APPNOTE 6.3, sections 4.3.7, 4.3.12 and 4.3.16.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

MOST_BYTES = 0xFFFF_FFFE
"""An archive without ZIP64 records counts in 32 bits."""
LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_VERSION, _FLAGS, _STORED, _TIME, _DATE = 10, 0, 0, 0, 0x21
"""Made by MS-DOS, without flags, as it is, on 1 January 1980 at midnight."""
HASH_SUFFIX, HASH_BYTES = ".bin", 32


class Content(NamedTuple):
    """What the manifest says of a file. A row is a line, or one hash in a file of hashes."""

    sha256: str
    bytes: int
    rows: int


@dataclass
class Count:
    """Counts and hashes the contents of one file as they go by."""

    name: str
    size: int = 0
    crc: int = 0
    _lines: int = 0
    _digest: hashlib._Hash = field(default_factory=hashlib.sha256)

    def add(self, data: bytes) -> None:
        """Count some more bytes."""
        self.size += len(data)
        self.crc = zlib.crc32(data, self.crc)
        self._lines += data.count(b"\n")
        self._digest.update(data)

    def content(self) -> Content:
        """What was counted."""
        rows = self.size // HASH_BYTES if self.name.endswith(HASH_SUFFIX) else self._lines
        return Content(self._digest.hexdigest(), self.size, rows)


class Part(NamedTuple):
    """One file of an archive: where its bytes begin, how many there are, and their CRC-32."""

    name: str
    start: int
    size: int
    crc: int

    @property
    def offset(self) -> int:
        """Where its local header begins."""
        return self.start - len(local_header(self))


def local_header(part: Part) -> bytes:
    """The bytes before a file."""
    name = part.name.encode("ascii")
    return (
        LOCAL.pack(
            b"PK\3\4", _VERSION, _FLAGS, _STORED, _TIME, _DATE, part.crc, part.size, part.size, len(name), 0
        )
        + name
    )


def _central(part: Part) -> bytes:
    name = part.name.encode("ascii")
    fixed = (_VERSION, _VERSION, _FLAGS, _STORED, _TIME, _DATE, part.crc, part.size, part.size)
    return _CENTRAL.pack(b"PK\1\2", *fixed, len(name), 0, 0, 0, 0, 0, part.offset) + name


def ending(parts: Sequence[Part]) -> bytes:
    """The bytes after the last file: the directory of the archive and its end."""
    directory = b"".join(map(_central, parts))
    begins = parts[-1].start + parts[-1].size if parts else 0
    return directory + _END.pack(b"PK\5\6", 0, 0, len(parts), len(parts), len(directory), begins, 0)
