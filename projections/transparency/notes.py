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
from projections.transparency.faults import Fault, Words

ED25519, COSIGNATURE = 0x01, 0x04
"""Types of signatures: over the text, and over the text with the time at which a witness saw it."""
KINDS = (ED25519, COSIGNATURE)
MOST_BYTES, MOST_SIGNATURES = 1_000_000, 100
_SIGNATURE_LINE = re.compile(r"— (\S+) (\S+)")
_KEY_ID, _TIME = 4, 8


class BadNote(Fault):
    """A note or a key that cannot be used."""


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
        name, *rest = vkey.strip().split("+", 2)  # the key's own Base64 may hold a plus
        try:
            if len(rest) != 2:
                raise Fault("key_parts", len(rest) + 1)
            check_name(name)
            found = from_base64(rest[1], 33)
            if found[0] not in KINDS:
                raise Fault("key_type", found[0])
            verifier = cls(name, Ed25519PublicKey.from_public_bytes(found[1:]), found[0])
            if verifier.key_id.hex() != rest[0]:
                raise Fault("key_id", rest[0], id=verifier.key_id.hex())
        except Fault as error:
            raise BadNote(error.expected, error.found, where="of_key", name=repr(name[:80])) from None
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
            raise BadNote("signature_of", Words("other_text"), name=self.name) from None


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
            raise BadNote("cosignature_time", Words("none"))
        value = at.to_bytes(_TIME, "big") + self._key.sign(_cosigned(text, at))
        return Signature(self.name, self.verifier.key_id, value)


def parse(data: bytes) -> SignedNote:
    """A note from its bytes; its signatures are not checked. Raises BadNote."""
    if len(data) > MOST_BYTES:
        raise BadNote("note_bytes", len(data), most=MOST_BYTES)
    try:
        found = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadNote("utf8", Words("other_byte", at=error.start)) from None
    place = found.rfind("\n\n")
    if place < 0 or not found.endswith("\n"):
        raise BadNote("note_parts", Words("no_such_parts"))
    text, lines = found[: place + 1], found[place + 2 : -1].split("\n")
    check_text(text)
    if len(lines) > MOST_SIGNATURES:
        raise BadNote("note_signatures", len(lines), most=MOST_SIGNATURES)
    return SignedNote(text, tuple(parse_signature(line) for line in lines))


def parse_signature(line: str) -> Signature:
    """A signature from its line, without the newline. Raises BadNote."""
    found = _SIGNATURE_LINE.fullmatch(line)
    if found is None:
        raise BadNote("signature_line", repr(line[:80]))
    check_name(found[1])
    try:
        value = from_base64(found[2])
        if len(value) <= _KEY_ID:
            raise Fault("signature_bytes", len(value), least=_KEY_ID)
    except Fault as error:
        raise BadNote(error.expected, error.found, where="of_signature", name=found[1]) from None
    return Signature(found[1], value[:_KEY_ID], value[_KEY_ID:])


def verify(note: SignedNote, verifiers: Iterable[Verifier]) -> tuple[Signature, ...]:
    """The signatures by known keys, each checked; those of unknown keys are ignored.

    Raises BadNote where a known key's signature is wrong, or where there is none of a known key.
    """
    known = {(verifier.name, verifier.key_id): verifier for verifier in verifiers}
    found = [signature for signature in note.signatures if signature[:2] in known]
    if not found:
        names = ", ".join(sorted({name for name, _ in known})) or Words("no_key")
        raise BadNote("signature_by", Words("none"), names=names)
    for signature in found:
        known[signature[:2]].check(note.text, signature.value)
    return tuple(found)


def cosigned_at(value: bytes) -> int:
    """The second since 1970 that a cosignature says. Raises BadNote."""
    at = int.from_bytes(value[:_TIME], "big")
    if len(value) <= _TIME or at > MOST:
        raise BadNote("cosignature", Words("another"))
    return at


def _cosigned(text: str, at: int) -> bytes:
    return f"cosignature/v1\ntime {at}\n{text}".encode()


def check_name(name: str) -> None:
    """Refuse a name that no key may have. Raises BadNote."""
    if not name or "+" in name or any(sign.isspace() or ord(sign) < 32 for sign in name):
        raise BadNote("key_name", repr(name[:80]))


def check_text(text: str) -> None:
    """Refuse a text that no note may have. Raises BadNote."""
    if not text.endswith("\n") or any(ord(sign) < 32 and sign != "\n" for sign in text):
        raise BadNote("note_text", Words("another"))
