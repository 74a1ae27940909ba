"""A content that comes: written to a temporary name piece by piece, and digested on the way."""

from __future__ import annotations

import hashlib
import io
import os
from typing import BinaryIO, NamedTuple, Self
from uuid import uuid4

from service.documents.directory import ContentDirectory
from service.documents.faults import TooLarge
from service.documents.sealed_file import SealedReader, SealedWriter
from service.documents.types import ContentType, type_of
from service.vault.cipher import DataKey, new_key


class Personal(NamedTuple):
    """What a content with personal data is encrypted under; whose it is, where it is one person's; and the
    body that gives it in.
    """

    ref: str
    key: DataKey
    person_ref: str | None
    body: str | None

    @classmethod
    def new(cls, person_ref: str | None = None, body: str | None = None) -> Personal:
        """A random reference and key."""
        return cls(str(uuid4()), new_key(), person_ref, body)


class Incoming:
    """One content on its way. Used as a context, at whose end what was not kept is gone.

    `most` is how many bytes it may have. Where it is `personal`, nothing of it touches the disk in the clear.
    Raises OSError where the disk refuses.
    """

    def __init__(self, directory: ContentDirectory, most: int, personal: Personal | None) -> None:
        descriptor, self.made = directory.new()
        self._file: BinaryIO = os.fdopen(descriptor, "r+b")
        self._most, self.size, self.personal = most, 0, personal
        self._sha256 = hashlib.sha256()
        self._sealing = (
            SealedWriter(self._file.write, personal.key, personal.ref) if personal is not None else None
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        try:
            self._file.close()
        except OSError:  # what could not be written is tried once more, in vain
            pass
        finally:
            self.made.unlink(missing_ok=True)

    def write(self, piece: bytes) -> None:
        """Take more of it. Raises TooLarge."""
        self.size += len(piece)
        if self.size > self._most:
            raise TooLarge
        if self._sealing is not None:
            self._sealing.write(piece)
        else:
            self._sha256.update(piece)
            self._file.write(piece)

    def finish(self) -> ContentType:
        """All of it is there: find its type, and have it on the disk. Raises NotAllowed."""
        if self._sealing is not None:
            self._sealing.finish()
        self._file.flush()
        found = type_of(self._content())
        os.fsync(self._file.fileno())
        return found

    def _content(self) -> BinaryIO:
        if self.personal is None:
            self._file.seek(0)
            return self._file
        again = open(self._file.fileno(), "rb", closefd=False)  # noqa: SIM115 - closed by the reader
        return io.BufferedReader(SealedReader(again, self.personal.key, self.personal.ref))

    @property
    def name(self) -> str:
        """The name that it is found by: its digest, or its random reference."""
        return self.personal.ref if self.personal is not None else self._sha256.hexdigest()

    @property
    def commitment(self) -> str | None:
        """The commitment to a personal content."""
        return self._sealing.mac.hexdigest() if self._sealing is not None else None
