"""A content that is read: compared with its event to the last byte, before that byte is given out."""

from __future__ import annotations

import hashlib
import hmac
import io
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple, Self

from service.documents.faults import WrongContent
from service.documents.sealed_file import SealedReader
from service.messages.system import system_said

PIECE = 256 * 1024


class Wanted(NamedTuple):
    """What an event says of a content: the name that it is found by (a SHA-256, or the reference of one with
    personal data), and the commitment to the latter. `document` and `position` are the event's.
    """

    name: str
    commitment: str | None
    document: str
    position: int | None = None

    @property
    def personal(self) -> bool:
        """Whether it has personal data."""
        return self.commitment is not None


class Content(NamedTuple):
    """A content that is held, opened. Close it. `file` gives it in the clear."""

    wanted: Wanted
    media_type: str
    size: int
    file: BinaryIO
    salt: bytes | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.file.close()

    def pieces(self) -> Iterator[bytes]:
        """The content from its beginning. The last piece only comes once the whole is found to be what the
        event says. Raises WrongContent.
        """
        digest, held_back, size = self._digest(), b"", 0
        try:
            self.file.seek(0)
            while piece := self.file.read(PIECE):
                size += len(piece)
                if size > self.size:
                    break
                digest.update(piece)
                if held_back:
                    yield held_back
                held_back = piece
        except OSError as error:
            raise WrongContent("unreadable", system_said(error)["en"]) from None
        if size != self.size:
            raise WrongContent("altered", f"expected {self.size} bytes, found {size} or more")
        if not hmac.compare_digest(digest.hexdigest(), self.wanted.commitment or self.wanted.name):
            raise WrongContent("altered", "its digest or commitment does not fit it")
        yield held_back

    def examine(self) -> None:
        """Read it whole. Raises WrongContent where it is not what the event says."""
        for _ in self.pieces():
            pass

    def _digest(self) -> Any:
        return hashlib.sha256() if self.salt is None else hmac.new(self.salt, digestmod="sha256")


def sealed_content(wanted: Wanted, media_type: str, size: int, file: BinaryIO, key: Any) -> Content:
    """A content with personal data, from its encrypted file. Raises WrongContent."""
    try:
        reader = SealedReader(file, key, wanted.name)
    except OSError as error:
        raise WrongContent("unreadable", system_said(error)["en"]) from None
    return Content(wanted, media_type, size, io.BufferedReader(reader), reader.salt)
