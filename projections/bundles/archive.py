"""Writing and reading archives of the one layout.

Reading makes the bytes outside the files anew and compares. So there is nothing to inflate, no path to
follow, and no second way to read the same file.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import BinaryIO

from projections.bundles.failures import Broken, Text
from projections.bundles.layout import LOCAL, MOST_BYTES, Count, Part, ending, local_header
from projections.transparency.faults import Words

CHUNK = 1 << 20


class TooLarge(Exception):
    """More was to be written than an archive of this layout can hold."""


class ArchiveWriter:
    """Writes an archive to a file that can be sought, one part after the other; `finish` it in the end.

    Raises TooLarge for more than 4 GiB.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._parts = file, list[Part]()

    @contextmanager
    def part(self, name: str) -> Iterator[PartWriter]:
        """One file, to be written inside the `with`."""
        offset = self._file.tell()
        self._file.write(local_header(Part(name, 0, 0, 0)))
        start = self._file.tell()
        writer = PartWriter(self._file, name)
        yield writer
        part = Part(name, start, writer.counted.size, writer.counted.crc)
        self._file.seek(offset)
        self._file.write(local_header(part))
        self._file.seek(0, 2)
        self._parts.append(part)

    def finish(self) -> None:
        """Write the directory of the archive."""
        directory = ending(self._parts)
        if self._file.tell() + len(directory) > MOST_BYTES:
            raise TooLarge
        self._file.write(directory)


class PartWriter:
    """Takes the bytes of one file."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        self._file, self.counted = file, Count(name)

    def write(self, data: bytes) -> None:
        """Write some more bytes. Raises TooLarge."""
        if self._file.tell() + len(data) > MOST_BYTES:
            raise TooLarge
        self.counted.add(data)
        self._file.write(data)


class Archive:
    """An archive of the files named, in their order. Raises Broken where its layout is another."""

    def __init__(self, file: BinaryIO, names: Sequence[str]) -> None:
        self._file = file
        whole = file.seek(0, 2)
        self._read, self.shared = _reader(file)
        parts, at = list[Part](), 0
        for name in names:
            parts.append(self._part(name, at, whole))
            at = parts[-1].start + parts[-1].size
        self._compare(Words("end"), at, ending(parts))
        if (ends := at + len(ending(parts))) != whole:
            raise Broken("layout", Words("end"), expected=f"{ends} B", found=f"{whole} B")
        self.parts = {part.name: part for part in parts}

    def _part(self, name: str, at: int, whole: int) -> Part:
        header = self._read(at, LOCAL.size)
        if len(header) < LOCAL.size:
            raise Broken("layout", name, expected=f"{LOCAL.size} B", found=f"{len(header)} B")
        crc, size = LOCAL.unpack(header)[6:8]
        part = Part(name, at + LOCAL.size + len(name), size, crc)
        self._compare(name, at, local_header(part))
        if part.start + size > whole:
            raise Broken("layout", name, expected=f"{size} B", found=f"{whole - part.start} B")
        return part

    def _compare(self, place: Text, at: int, expected: bytes) -> None:
        found = self._read(at, len(expected))
        if found != expected:
            wrong = _first_difference(found, expected)
            raise Broken(
                "layout",
                Words("byte_of", name=place, at=at + wrong),
                expected=expected[wrong : wrong + 4].hex(),
                found=found[wrong : wrong + 4].hex() or "-",
            )

    def chunks(self, name: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """The bytes of a file, or from `start` to `end` in it, a mebibyte at a time."""
        part, done = self.parts[name], start
        end = part.size if end is None else end
        while done < end:
            chunk = self._read(part.start + done, min(CHUNK, end - done))
            if not chunk:
                raise Broken("layout", name, expected=f"{part.size} B", found=f"{done} B")
            done += len(chunk)
            yield chunk

    def whole(self, name: str, most: int) -> bytes:
        """The bytes of a small file. Raises Broken where there are more than `most`."""
        if (size := self.parts[name].size) > most:
            raise Broken("layout", name, expected=f"<= {most} B", found=f"{size} B")
        return b"".join(self.chunks(name))

    def slice(self, name: str, start: int, size: int) -> bytes:
        """Some bytes of a file; fewer where it ends before."""
        part = self.parts[name]
        return self._read(part.start + start, max(0, min(size, part.size - start)))

    def lines(
        self, name: str, most: int, start: int = 0, end: int | None = None, *, before: int = 0
    ) -> Iterator[bytes]:
        """The lines of a file, or from `start` to `end` in it, without their ends; `before` is how many come
        before them. Raises Broken for one too long, or without an end.
        """
        rest, number = b"", before
        for chunk in self.chunks(name, start, end):
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                number += 1
                if len(line) > most:
                    raise Broken(
                        "layout", f"{name}, {number}", expected=f"<= {most} B", found=f"{len(line)} B"
                    )
                yield line
            if len(rest) > most:
                raise Broken("layout", f"{name}, {number + 1}", expected=f"<= {most} B", found=f"> {most} B")
        if rest:
            raise Broken("layout", f"{name}, {number + 1}", expected=Words("newline"), found="-")


def _reader(file: BinaryIO) -> tuple[Callable[[int, int], bytes], bool]:
    """Reads bytes from a place, and so many; from a file on disk without moving in it, so that several
    processes can. Tells whether they can.
    """
    try:
        descriptor = file.fileno()
    except OSError:
        return lambda at, size: (file.seek(at), file.read(size))[1], False
    return lambda at, size: os.pread(descriptor, size, at), True


def _first_difference(one: bytes, other: bytes) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((index for index, (a, b) in pairs if a != b), min(len(one), len(other)))
