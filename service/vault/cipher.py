"""How the vault encrypts: AES-256-GCM, for each subject under a key of its own, which a master key wraps.

What is bound to a ciphertext as associated data says where it belongs: moved elsewhere, it opens no more. No
part of such a place has a zero byte in it, since references and names of keys have none.
"""

from __future__ import annotations

import secrets
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY, NONCE = 32, 12
"""Bytes of a key, and of a nonce, which is random: no key encrypts nearly as often as nonces could repeat."""


class MasterKey(NamedTuple):
    """A key that wraps others, by its name in the key file."""

    id: str
    secret: bytes


class DataKey(NamedTuple):
    """The key of one subject. `id` tells it from an earlier or later one of the same subject."""

    id: UUID
    secret: bytes


class Sealed(NamedTuple):
    """What was encrypted, with its nonce."""

    nonce: bytes
    sealed: bytes


class CannotOpen(Exception):
    """Something in the vault does not open: what it is, and the master key that it hangs on."""

    def __init__(self, what: str, master_key_id: str, reason: str) -> None:
        super().__init__(f"{what}: expected to be opened by master key {master_key_id}, found {reason}")
        self.what, self.master_key_id = what, master_key_id


@lru_cache(maxsize=16)
def _wrapper(secret: bytes) -> AESGCM:
    """The cipher of a master key, which opens every text of a page."""
    return AESGCM(secret)


def new_key() -> DataKey:
    """A random key for a subject."""
    return DataKey(uuid4(), secrets.token_bytes(KEY))


def wrap(master: MasterKey, subject: str, key: DataKey) -> bytes:
    """A subject's key as it is stored: 12 bytes of nonce, then what was encrypted."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + _wrapper(master.secret).encrypt(nonce, key.secret, _key_place(master.id, subject, key.id))


def unwrap(master: MasterKey, subject: str, key_id: UUID, wrapped: bytes, what: str) -> DataKey:
    """The key of a subject, which opens `what`. Raises CannotOpen, which does not say whose it is."""
    place = _key_place(master.id, subject, key_id)
    try:
        return DataKey(key_id, _wrapper(master.secret).decrypt(wrapped[:NONCE], wrapped[NONCE:], place))
    except (InvalidTag, ValueError):
        raise CannotOpen(what, master.id, "a wrapped key that does not fit it") from None


def seal(key: DataKey, place: bytes, plain: bytes) -> Sealed:
    """Encrypt for a place."""
    nonce = secrets.token_bytes(NONCE)
    return Sealed(nonce, AESGCM(key.secret).encrypt(nonce, plain, place))


def opener(key: DataKey) -> AESGCM:
    """What opens all that is sealed under a key."""
    return AESGCM(key.secret)


def unseal(by: AESGCM, place: bytes, nonce: bytes, sealed: bytes) -> bytes | None:
    """What was encrypted for a place; None where it was for another, under another key, or was altered."""
    try:
        return by.decrypt(nonce, sealed, place)
    except (InvalidTag, ValueError):
        return None


def text_place(ref: str, language: str) -> bytes:
    """Where a text belongs."""
    return f"infitah vault\0text\0{ref}\0{language}".encode()


def name_place(person_ref: str) -> bytes:
    """Where a name and an office belong."""
    return f"infitah vault\0office\0{person_ref}".encode()


def contact_place(ref: str) -> bytes:
    """Where an address belongs."""
    return f"infitah vault\0contact\0{ref}".encode()


def _key_place(master_key_id: str, subject: str, key_id: UUID) -> bytes:
    return f"infitah vault\0key\0{master_key_id}\0{subject}\0{key_id.hex}".encode()
