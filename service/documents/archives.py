"""Office documents are archives: what is in them tells their type, and some things in them are refused."""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, BinaryIO

from service.documents.faults import NotAllowed

if TYPE_CHECKING:
    from service.documents.types import ContentType

MOST_DIRECTORY = 1 << 20
"""Bytes of an archive's directory: more than any office document has, few enough to be read."""
MOST_MANIFEST = 1 << 20
ENCRYPTED = 1
_END, _END_64, _END_SIZE = b"PK\x05\x06", b"PK\x06\x07", 22
_MACROS = ("vbaproject.bin", "basic/", "scripts/")
_MIMETYPE = 100
_DAMAGED = (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, struct.error)


def archive_inside(file: BinaryIO, types: Iterable[ContentType]) -> ContentType:
    """The type of an archive by what is in it. Raises NotAllowed."""
    archive = _opened(file)
    if archive is None:
        raise NotAllowed("content_damaged", "ZIP")
    names = {found.filename for found in archive.infolist()}
    if any(found.flag_bits & ENCRYPTED for found in archive.infolist()):
        raise NotAllowed("content_encrypted", "ZIP")
    if any(part in name.lower() for name in names for part in _MACROS):
        raise NotAllowed("content_macros", "ZIP")
    declared = _read(archive, "mimetype", _MIMETYPE).decode("ascii", "replace").strip()
    for known in types:
        if known.inside is None or known.inside not in names:
            continue
        if declared == known.media_type:
            if b"encryption-data" in _read(archive, "META-INF/manifest.xml", MOST_MANIFEST):
                raise NotAllowed("content_encrypted", known.label)
            return known
        if not declared and "[Content_Types].xml" in names:
            return known
    raise NotAllowed("content_type_refused", declared or "application/zip")


def is_archive(file: BinaryIO) -> bool:
    """Whether a program that opens archives would open this, whatever else it is."""
    return _opened(file) is not None


def _opened(file: BinaryIO) -> zipfile.ZipFile | None:
    """An archive whose directory is small enough to be read; None where there is none."""
    if not 0 < _directory_size(file) <= MOST_DIRECTORY:
        return None
    try:
        found = zipfile.ZipFile(file)
    except _DAMAGED:
        return None
    return found if found.infolist() else None


def _directory_size(file: BinaryIO) -> int:
    """The bytes of an archive's directory, as its end tells. 0 where there is no such end."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _END_SIZE - 0xFFFF))
    tail = file.read()
    place = tail.rfind(_END)
    if place < 0 or len(tail) - place < _END_SIZE or _END_64 in tail[max(0, place - 20) : place]:
        return 0
    found: int = struct.unpack_from("<L", tail, place + 12)[0]
    return found


def _read(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """The beginning of a member, not more of it than `most`; nothing where it is not there or damaged."""
    try:
        with archive.open(name) as member:
            return member.read(most)
    except (*_DAMAGED, KeyError, RuntimeError, EOFError, zlib.error, lzma.LZMAError, MemoryError):
        return b""
