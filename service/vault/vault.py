"""The vault of one log, as the rest of the service uses it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol
from uuid import uuid4

from pydantic_core import from_json, to_json

from service.vault.cipher import CannotOpen, DataKey, name_place, new_key, opener, seal, unseal, wrap
from service.vault.findings import FIRST, Compared, Findings, Told, Wanted, compared
from service.vault.master_keys import MasterKeys
from service.vault.rows import (
    KEY,
    NAMES,
    TEXTS,
    TEXTS_OF,
    KeyRow,
    PlainText,
    SealedWords,
    open_key,
    open_text,
    seal_text,
)

Rows = Callable[[str, Mapping[str, Any]], list[Any]]
"""Asks the database, in a transaction of its own."""
_NAME = """WITH held AS MATERIALIZED (
        SELECT vault.hold_key(%(subject)s, %(key)s, %(master)s, %(wrapped)s) AS kept)
    INSERT INTO vault.office_register (person_ref, nonce, sealed)
    SELECT %(subject)s, %(nonce)s, %(sealed)s FROM held WHERE kept
    ON CONFLICT (person_ref) DO UPDATE SET nonce = excluded.nonce, sealed = excluded.sealed
    RETURNING person_ref"""
_TRIES = 10


class Given(Protocol):
    """A text to be sealed."""

    @property
    def ref(self) -> str:
        """Its random reference."""
        ...

    @property
    def plain(self) -> PlainText:
        """The text itself."""
        ...


class KeyMovedOn(Exception):
    """A subject's key changed again and again while something was sealed under it."""


class Vault:
    """Seals, opens and erases. `keys` wrap the subjects' keys. No text that was opened is kept here: a read
    always reads the rows, so that what any process erased is gone for all at once.
    """

    def __init__(self, rows: Rows, keys: MasterKeys) -> None:
        self._rows, self.keys = rows, keys
        self.findings = Findings()

    def seal(self, subject: str | None, given: Sequence[Given]) -> SealedWords:
        """Texts of one subject as an append takes them. Without a reference the submission is a subject of
        its own; with one, its key in use is read first. Raises CannotOpen.
        """
        if not given:
            return SealedWords()
        of = subject or str(uuid4())
        key, row = self._key(of) if subject else self._new(of)
        return SealedWords([row], [seal_text(key, of, one.ref, one.plain) for one in given])

    def texts(self, refs: Iterable[str]) -> dict[str, PlainText]:
        """Texts by reference; what was erased is missing. Raises CannotOpen."""
        return {row[0]: open_text(self.keys, row) for row in self._rows(TEXTS, {"refs": list(refs)})}

    def texts_of(self, subject: str) -> dict[str, PlainText]:
        """The texts of a subject by reference. Raises CannotOpen."""
        return {row[0]: open_text(self.keys, row) for row in self._rows(TEXTS_OF, {"subject": subject})}

    def words(self, wanted: Iterable[Wanted]) -> dict[str, Told]:
        """Texts by reference, compared with what their events say; one that differs is told, not shown."""
        by_ref = {one.ref: one for one in wanted}
        found = self.compare(self._rows(TEXTS, {"refs": list(by_ref)}) if by_ref else [], by_ref)
        if found.wrong:
            first = dict(self._rows(FIRST, {"streams": [by_ref[ref].stream for ref in found.wrong]}))
            self.tell(found, {ref: first.get(one.stream) for ref, one in by_ref.items()})
        return found.told

    def compare(self, rows: Iterable[Sequence[Any]], wanted: Mapping[str, Wanted]) -> Compared:
        """Rows that were read already, compared with what events say. What is wrong is for `tell`."""
        found = compared(self.keys, rows, {ref: one.commitment for ref, one in wanted.items()})
        self.findings.settle(wanted.keys() - found.wrong.keys())
        return found

    def tell(self, found: Compared, positions: Mapping[str, int | None]) -> None:
        """Tell of what is wrong, with the positions of the events by reference."""
        for ref, reason in found.wrong.items():
            self.findings.tell(ref, positions[ref], found.told[ref].status, reason)

    def name_person(self, person_ref: str, name: str, office: str) -> None:
        """Keep who is behind a reference; what was said before gives way. Raises CannotOpen, KeyMovedOn."""
        self.put(_NAME, person_ref, name_place(person_ref), to_json([name, office]))

    def put(self, statement: str, subject: str, place: bytes, plain: bytes, **more: Any) -> None:
        """Put something sealed for a subject where a statement says, which holds the key and returns a row
        only where it is the one in use. `more` are further parameters. Raises CannotOpen, KeyMovedOn.
        """
        for _ in range(_TRIES):
            key, row = self._key(subject)
            nonce, sealed = seal(key, place, plain)
            held = {"key": row.key_id, "master": row.master_key_id, "wrapped": row.wrapped}
            if self._rows(statement, {"subject": subject, "nonce": nonce, "sealed": sealed, **held, **more}):
                return
        raise KeyMovedOn

    def names(self, person: str | None = None) -> dict[str, tuple[str, str]]:
        """Name and office by reference, of all or of one person. Raises CannotOpen."""
        found = {}
        for person_ref, nonce, sealed, *held in self._rows(NAMES, {"person": person}):
            key = open_key(self.keys, person_ref, held, "a name")
            plain = unseal(opener(key), name_place(person_ref), nonce, sealed)
            if plain is None:
                raise CannotOpen("a name", held[1], "a name that was altered or moved")
            name, office = from_json(plain)
            found[person_ref] = (name, office)
        return found

    def erase(self, refs: Iterable[str] = (), persons: Iterable[str] = ()) -> int:
        """Delete texts and names, and the key of whoever nothing remains of; how many there still were."""
        asked = {"refs": list(refs), "persons": list(persons)}
        return int(self._rows("SELECT vault.erase(%(refs)s, %(persons)s)", asked)[0][0])

    def erase_subject(self, subject: str) -> bool:
        """Destroy a subject's key, and all that it opened; whether there was one."""
        statement = "DELETE FROM vault.subjects WHERE subject_ref = %(subject)s RETURNING 1"
        return bool(self._rows(statement, {"subject": subject}))

    def holds(self, subject: str) -> bool:
        """Whether there is a key of a subject, and so something that it opens."""
        return bool(self._rows(KEY, {"subject": subject}))

    def _key(self, subject: str) -> tuple[DataKey, KeyRow]:
        """The key in use of a subject, or a new one."""
        for found in self._rows(KEY, {"subject": subject}):
            key = open_key(self.keys, subject, found, "a subject's key")
            return key, KeyRow(subject, key.id, found[1], None)
        return self._new(subject)

    def _new(self, subject: str) -> tuple[DataKey, KeyRow]:
        key, master = new_key(), self.keys.active
        return key, KeyRow(subject, key.id, master.id, wrap(master, subject, key))
