"""What the vault's tables hold, and how it is read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, LiteralString, NamedTuple
from uuid import UUID

from service.vault.cipher import CannotOpen, DataKey, opener, seal, text_place, unseal, unwrap
from service.vault.master_keys import MasterKeys


class KeyRow(NamedTuple):
    """A subject's key as an append carries it: wrapped where it is new, else None for the one in use."""

    subject: str
    key_id: UUID
    master_key_id: str
    wrapped: bytes | None


class TextRow(NamedTuple):
    """A text as it is stored."""

    ref: str
    language: str
    subject: str
    nonce: bytes
    sealed: bytes


class SealedWords(NamedTuple):
    """What one append puts in the vault."""

    keys: Sequence[KeyRow] = ()
    texts: Sequence[TextRow] = ()


class PlainText(NamedTuple):
    """A text as it was given, with the salt of its commitment."""

    language: str
    salt: bytes
    text: str


TEXTS: LiteralString = """SELECT t.ref, t.language, t.subject_ref, t.nonce, t.sealed,
        s.key_id::text, s.master_key_id, s.wrapped_key
    FROM vault.texts t JOIN vault.subjects s USING (subject_ref) WHERE t.ref = ANY(%(refs)s)"""
"""Texts by reference, each with its key. Where one of the two is gone there is no row."""
TEXTS_OF: LiteralString = TEXTS.replace("t.ref = ANY(%(refs)s)", "t.subject_ref = %(subject)s")
KEY: LiteralString = """SELECT key_id, master_key_id, wrapped_key FROM vault.subjects
    WHERE subject_ref = %(subject)s"""
NAMES: LiteralString = """SELECT o.person_ref, o.nonce, o.sealed, s.key_id, s.master_key_id, s.wrapped_key
    FROM vault.office_register o JOIN vault.subjects s ON s.subject_ref = o.person_ref
    WHERE %(person)s::text IS NULL OR o.person_ref = %(person)s ORDER BY 1"""


def open_key(keys: MasterKeys, subject: str, found: Sequence[Any], what: str) -> DataKey:
    """A subject's key from its columns (id, master key, wrapped). Raises CannotOpen, which names `what`."""
    key_id, master_key_id, wrapped = found
    return unwrap(keys.find(master_key_id, what), subject, key_id, bytes(wrapped), what)


def open_text(keys: MasterKeys, row: Sequence[Any]) -> PlainText:
    """The text of a row of TEXTS. Raises CannotOpen, which names its reference."""
    ref, language, subject, nonce, sealed, key_id, master_key_id, wrapped = row
    place = subject, master_key_id, wrapped
    if (by := keys.lately.get(place)) is None:
        by = opener(open_key(keys, subject, (UUID(key_id), master_key_id, wrapped), ref))
        keys.lately.keep(place, by)
    plain = unseal(by, text_place(ref, language), nonce, sealed)
    if plain is None:
        raise CannotOpen(ref, master_key_id, "a text that was altered or moved")
    length = plain[0] + 1
    return PlainText(language, plain[1:length], plain[length:].decode())


def seal_text(key: DataKey, subject: str, ref: str, given: PlainText) -> TextRow:
    """A text as it is stored: the salt of its commitment is encrypted with it, so that both go together."""
    plain = bytes([len(given.salt)]) + given.salt + given.text.encode()
    return TextRow(ref, given.language, subject, *seal(key, text_place(ref, given.language), plain))
