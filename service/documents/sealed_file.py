"""Files encrypted piece by piece, so that none is ever whole in memory, nor in the clear on the disk.

A file is 16 random bytes, then pieces of 64 KiB, each encrypted by AES-256-GCM under a key that HKDF-SHA-256
derives from the content's key, these bytes and the reference. The nonce is the number of the piece and
whether it is the last: a piece that was altered, moved or cut off does not open. The first 32 bytes encrypted
are the salt of the commitment.
"""

from __future__ import annotations

import hmac
import io
import secrets
from collections.abc import Callable
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from service.documents.faults import WrongContent
from service.vault.cipher import KEY, DataKey

PIECE, TAG, HEAD, SALT = 64 * 1024, 16, 16, 32


def _cipher(key: DataKey, ref: str, head: bytes) -> AESGCM:
    info = f"infitah documents\0content\0{ref}".encode()
    return AESGCM(HKDF(SHA256(), KEY, salt=head, info=info).derive(key.secret))


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11) + bytes([last])


class SealedWriter:
    """Encrypts what is written, and hands it on to `write`. `mac` is the commitment to it."""

    def __init__(self, write: Callable[[bytes], Any], key: DataKey, ref: str) -> None:
        head, salt = secrets.token_bytes(HEAD), secrets.token_bytes(SALT)
        self.mac = hmac.new(salt, digestmod="sha256")
        self._write, self._cipher = write, _cipher(key, ref, head)
        self._number, self._waiting = 0, bytearray(salt)
        write(head)

    def write(self, data: bytes) -> None:
        """Take more of the content."""
        self.mac.update(data)
        self._waiting += data
        while len(self._waiting) > PIECE:
            self._seal(bytes(self._waiting[:PIECE]), last=False)
            del self._waiting[:PIECE]

    def finish(self) -> None:
        """Write what is left, as the last piece."""
        self._seal(bytes(self._waiting), last=True)

    def _seal(self, piece: bytes, *, last: bool) -> None:
        self._write(self._cipher.encrypt(_nonce(self._number, last=last), piece, None))
        self._number += 1


class SealedReader(io.RawIOBase):
    """Reads the content of an encrypted file, from any place. Raises WrongContent where a piece does not
    open.

    `salt` is that of the commitment. Closes the file with itself.
    """

    def __init__(self, file: BinaryIO, key: DataKey, ref: str) -> None:
        super().__init__()
        self._file, size = file, file.seek(0, io.SEEK_END)
        file.seek(0)
        self._cipher = _cipher(key, ref, file.read(HEAD))
        self._pieces = -(-(size - HEAD) // (PIECE + TAG))
        self._length = size - HEAD - self._pieces * TAG - SALT
        if self._length < 0:
            raise WrongContent("altered", "expected an encrypted content, found too few bytes")
        self._number, self._piece = -1, b""
        self._place = 0
        self.salt = self._opened(0)[:SALT]

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place in the content."""
        self._place = max(0, offset + {io.SEEK_CUR: self._place, io.SEEK_END: self._length}.get(whence, 0))
        return self._place

    def readinto(self, buffer: Any) -> int:
        """Read up to the end of the piece at hand."""
        if self._place >= self._length:
            return 0
        number, start = divmod(self._place + SALT, PIECE)
        found = self._opened(number)[start : start + len(buffer)]
        buffer[: len(found)] = found
        self._place += len(found)
        return len(found)

    def close(self) -> None:
        """Close it, and the file."""
        self._file.close()
        super().close()

    def _opened(self, number: int) -> bytes:
        if number != self._number:
            self._file.seek(HEAD + number * (PIECE + TAG))
            sealed = self._file.read(PIECE + TAG)
            nonce = _nonce(number, last=number == self._pieces - 1)
            try:
                self._number, self._piece = number, self._cipher.decrypt(nonce, sealed, None)
            except (InvalidTag, ValueError):
                raise WrongContent("altered", f"piece {number} does not open") from None
        return self._piece
