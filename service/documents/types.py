"""What a content is, by its bytes alone; what it is called or said to be counts for nothing."""

from __future__ import annotations

import codecs
import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import BinaryIO, NamedTuple

import puremagic

from service.documents.archives import archive_inside, is_archive
from service.documents.faults import NotAllowed

HEAD = 4096
PIECE = 256 * 1024
ARCHIVE = b"PK"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_MARKUP = re.compile(r"\A\s*<|<(!doctype|html|head|body|script|svg|iframe)\b", re.IGNORECASE)
SURE = 0.5
"""How sure a signature must be to make of readable text something else: five bytes or more."""


class ContentType(NamedTuple):
    """A type of content that is taken in."""

    media_type: str
    extension: str
    label: str
    signature: str | None = None
    inside: str | None = None


@cache
def allowed_types() -> dict[str, ContentType]:
    """All of them by media type."""
    table = tomllib.loads(files(__package__).joinpath("types.toml").read_text("utf-8"))
    return {found["media_type"]: ContentType(**found) for found in table["type"]}


def type_of(file: BinaryIO) -> ContentType:
    """The type of a content, which is read as far as it takes. Raises NotAllowed."""
    head = file.read(HEAD)
    if not head:
        raise NotAllowed("content_empty")
    file.seek(0)
    if head.startswith(ARCHIVE):
        return archive_inside(file, allowed_types().values())
    found, sure = _signature(file)
    for known in allowed_types().values():
        if known.signature is not None and known.signature in found:
            return _only(known, file)
    return _text(file, found[0] if found and sure >= SURE else None)


def _signature(file: BinaryIO) -> tuple[list[str], float]:
    """The media types of the surest signatures at the beginning, and how sure they are."""
    file.seek(0)
    try:
        matches = [one for one in puremagic.magic_stream(file) if one.offset >= 0 and _says(one.byte_match)]
    except puremagic.PureError:
        return [], 0.0
    sure = max((one.confidence for one in matches), default=0.0)
    return [one.mime_type or one.name for one in matches if one.confidence == sure], sure


def _says(signature: bytes) -> bool:
    """Whether a signature says what a file is: one byte repeated is the beginning of many."""
    return len(set(signature)) > 1


def _only(known: ContentType, file: BinaryIO) -> ContentType:
    """A file that is also an archive would be one thing here and another where it is opened."""
    if known.media_type == "application/pdf":
        file.seek(max(0, file.seek(0, 2) - PIECE))
        if b"%%EOF" not in file.read():
            raise NotAllowed("content_damaged", known.label)
    if is_archive(file):
        raise NotAllowed("content_two_types", known.label)
    return known


def _text(file: BinaryIO, taken_for: str | None) -> ContentType:
    """Readable text in UTF-8 that no program takes for something to be run or shown."""
    if taken_for is not None:
        raise NotAllowed("content_type_refused", taken_for)
    file.seek(0)
    decoder, first = codecs.getincrementaldecoder("utf-8-sig")(), True
    while piece := file.read(PIECE):
        try:
            text = decoder.decode(piece)
        except UnicodeDecodeError:
            raise NotAllowed("content_type_unknown") from None
        if _CONTROL.search(text):
            raise NotAllowed("content_type_unknown")
        if first and (text.startswith("#!") or _MARKUP.search(text[:HEAD])):
            raise NotAllowed("content_markup")
        first = False
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise NotAllowed("content_type_unknown") from None
    return allowed_types()["text/plain; charset=utf-8"]
