"""Signed notes (C2SP signed-note), and the timestamped cosignatures of witnesses (C2SP tlog-cosignature)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from projections.transparency.encoding import MOST, from_base64, to_base64

ED25519, COSIGNATURE = 0x01, 0x04
"""Types of signatures: over the text, and over the text with the time at which a witness saw it."""
KINDS = (ED25519, COSIGNATURE)
MOST_BYTES, MOST_SIGNATURES = 1_000_000, 100
_SIGNATURE_LINE = re.compile(r"— (\S+) (\S+)")
_KEY_ID, _TIME = 4, 8


class BadNote(ValueError):
    """A note or a key that cannot be used; the message says what was expected and what was found."""


class Signature(NamedTuple):
    """One signature: the name of its key, the key's 4-byte id, and the bytes that the algorithm gave."""

    name: str
    key_id: bytes
    value: bytes

    def line(self) -> str:
        """The line of the note, without its newline."""
        return f"— {self.name} {to_base64(self.key_id + self.value)}"


@dataclass(frozen=True)
class SignedNote:
    """A text that ends with a newline, and the signatures under it."""

    text: str
    signatures: tuple[Signature, ...]

    def encode(self) -> bytes:
        """The note as it is served and kept."""
        lines = "".join(f"{signature.line()}\n" for signature in self.signatures)
        return f"{self.text}\n{lines}".encode()


@dataclass(frozen=True)
class Verifier:
    """A public key with its name and the type of its signatures."""

    name: str
    key: Ed25519PublicKey
    kind: int = ED25519

    @classmethod
    def from_vkey(cls, vkey: str) -> Verifier:
        """The key of a line `name+id+key`. Raises BadNote."""
        name = vkey.partition("+")[0]
        try:
            name, key_id, encoded = vkey.strip().split("+", 2)  # the key's own Base64 may hold a plus
            check_name(name)
            found = from_base64(encoded, 33)
            if found[0] not in KINDS:
                raise ValueError(f"expected a key of type 1 or 4, found {found[0]}")
        except ValueError as error:
            raise BadNote(f"verifier key {name[:80]!r}: {error}") from None
        verifier = cls(name, Ed25519PublicKey.from_public_bytes(found[1:]), found[0])
        if verifier.key_id.hex() != key_id:
            raise BadNote(
                f"verifier key {name[:80]!r}: expected the id {verifier.key_id.hex()}, found {key_id}"
            )
        return verifier

    @property
    def key_id(self) -> bytes:
        """The 4 bytes that name the key beside its name."""
        named = f"{self.name}\n".encode() + bytes([self.kind]) + self.key.public_bytes_raw()
        return sha256(named).digest()[:_KEY_ID]

    @property
    def vkey(self) -> str:
        """The line that others check signatures with."""
        return (
            f"{self.name}+{self.key_id.hex()}+{to_base64(bytes([self.kind]) + self.key.public_bytes_raw())}"
        )

    def check(self, text: str, value: bytes) -> None:
        """Check one signature. Raises BadNote."""
        signed, signature = text.encode(), value
        try:
            if self.kind == COSIGNATURE:
                signed, signature = _cosigned(text, cosigned_at(value)), value[_TIME:]
            self.key.verify(signature, signed)
        except InvalidSignature:
            raise BadNote(f"the signature of {self.name} is not of this text") from None


class Signer:
    """A private key with its name: signs notes, or cosigns them (`kind` COSIGNATURE). Raises BadNote for a
    name that no signature may have.
    """

    def __init__(self, name: str, key: Ed25519PrivateKey, kind: int = ED25519) -> None:
        check_name(name)
        self.name, self._key = name, key
        self.verifier = Verifier(name, key.public_key(), kind)

    @property
    def vkey(self) -> str:
        """The line that others check signatures with."""
        return self.verifier.vkey

    def sign(self, text: str, at: int | None = None) -> Signature:
        """Sign a text that ends with a newline; a cosignature says `at` which second since 1970."""
        check_text(text)
        if self.verifier.kind != COSIGNATURE:
            return Signature(self.name, self.verifier.key_id, self._key.sign(text.encode()))
        if at is None:
            raise BadNote("expected the time of a cosignature, found none")
        value = at.to_bytes(_TIME, "big") + self._key.sign(_cosigned(text, at))
        return Signature(self.name, self.verifier.key_id, value)


def parse(data: bytes) -> SignedNote:
    """A note from its bytes; its signatures are not checked. Raises BadNote."""
    if len(data) > MOST_BYTES:
        raise BadNote(f"expected a note of at most {MOST_BYTES} bytes, found {len(data)}")
    try:
        found = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadNote(f"expected UTF-8, found another byte at {error.start}") from None
    place = found.rfind("\n\n")
    if place < 0 or not found.endswith("\n"):
        raise BadNote("expected a text, an empty line and signatures, found no such parts")
    text, lines = found[: place + 1], found[place + 2 : -1].split("\n")
    check_text(text)
    if len(lines) > MOST_SIGNATURES:
        raise BadNote(f"expected at most {MOST_SIGNATURES} signatures, found {len(lines)}")
    return SignedNote(text, tuple(parse_signature(line) for line in lines))


def parse_signature(line: str) -> Signature:
    """A signature from its line, without the newline. Raises BadNote."""
    found = _SIGNATURE_LINE.fullmatch(line)
    if found is None:
        raise BadNote(f"expected a line '— name signature', found {line[:80]!r}")
    check_name(found[1])
    try:
        value = from_base64(found[2])
    except ValueError as error:
        raise BadNote(f"signature of {found[1]}: {error}") from None
    if len(value) <= _KEY_ID:
        raise BadNote(f"signature of {found[1]}: expected more than {_KEY_ID} bytes, found {len(value)}")
    return Signature(found[1], value[:_KEY_ID], value[_KEY_ID:])


def verify(note: SignedNote, verifiers: Iterable[Verifier]) -> tuple[Signature, ...]:
    """The signatures by known keys, each checked; those of unknown keys are ignored.

    Raises BadNote where a known key's signature is wrong, or where there is none of a known key.
    """
    known = {(verifier.name, verifier.key_id): verifier for verifier in verifiers}
    found = [signature for signature in note.signatures if signature[:2] in known]
    if not found:
        names = ", ".join(sorted({name for name, _ in known})) or "no key"
        raise BadNote(f"expected a signature by {names}, found none")
    for signature in found:
        known[signature[:2]].check(note.text, signature.value)
    return tuple(found)


def cosigned_at(value: bytes) -> int:
    """The second since 1970 that a cosignature says. Raises BadNote."""
    at = int.from_bytes(value[:_TIME], "big")
    if len(value) <= _TIME or at > MOST:
        raise BadNote("expected a cosignature of a time and a signature, found another")
    return at


def _cosigned(text: str, at: int) -> bytes:
    return f"cosignature/v1\ntime {at}\n{text}".encode()


def check_name(name: str) -> None:
    """Refuse a name that no key may have. Raises BadNote."""
    if not name or "+" in name or any(sign.isspace() or ord(sign) < 32 for sign in name):
        raise BadNote(f"expected a name without spaces and plus signs, found {name[:80]!r}")


def check_text(text: str) -> None:
    """Refuse a text that no note may have. Raises BadNote."""
    if not text.endswith("\n") or any(ord(sign) < 32 and sign != "\n" for sign in text):
        raise BadNote("expected a text that ends with a newline and has no control characters, found another")
