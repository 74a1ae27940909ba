"""The contents of one log's documents: taken in, given out, erased. What the database says of them and what
lies in the directory are brought in line in an order that an end at any moment leaves repairable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import structlog

from service.documents import rows
from service.documents.directory import ContentDirectory
from service.documents.faults import ErasedBefore, NotHeld, WrongContent
from service.documents.findings import Findings
from service.documents.incoming import Incoming, Personal
from service.documents.keeping import Keeping, Kept, KeyMovedOn, NoDirectory, PersonContent
from service.documents.reading import Content, Wanted, sealed_content
from service.documents.types import ContentType
from service.messages.system import system_said
from service.vault.cipher import CannotOpen, wrap
from service.vault.master_keys import MasterKeys
from service.vault.rows import open_key

Rows = Callable[[str, Mapping[str, Any]], list[Any]]
"""Asks the database, in a transaction of its own; may ask twice where a connection breaks."""
log_lines = structlog.get_logger("infitah.documents")
_TRIES = 10


class Contents:
    """Takes in and gives out the contents of a log's documents. Safe to use from several threads."""

    def __init__(self, ask: Rows, keys: MasterKeys, keeping: Keeping | None) -> None:
        self.ask, self._keys, self._keeping = ask, keys, keeping
        self.findings = Findings()
        self._origin = ""

    @property
    def keeping(self) -> Keeping:
        """How contents are kept. Raises NoDirectory."""
        if self._keeping is None:
            raise NoDirectory
        return self._keeping

    @property
    def directory(self) -> ContentDirectory:
        """Where they lie. Raises NoDirectory."""
        return ContentDirectory(self.keeping.path)

    @property
    def has_directory(self) -> bool:
        """Whether there is one."""
        return self._keeping is not None

    def belong_to(self, origin: str) -> None:
        """Say of which log these are. Raises BadDirectory where the directory is another's."""
        self._origin = origin
        if self.has_directory:
            self.directory.check(origin)

    def receive(self, personal: Personal | None = None) -> Incoming:
        """Begin to take in a content. Raises OSError, BadDirectory."""
        self.directory.make(self._origin)
        return Incoming(self.directory, self.keeping.most, personal)

    def keep(self, come: Incoming, kind: ContentType) -> Kept:
        """Keep a content that has come whole. Raises ErasedBefore, KeyMovedOn, OSError."""
        known = {"name": come.name, "size": come.size, "type": kind.media_type}
        with self.directory.locked():
            if come.personal is None:
                self._put_public(known)
                self.directory.put(come.made, self.directory.public(come.name))
                self.ask(rows.HOLD_PUBLIC, known)
            else:
                self._put_sealed(come.personal, known | {"commitment": come.commitment})
                self.directory.put(come.made, self.directory.sealed(come.name))
                self.ask(rows.HOLD_SEALED, known)
        self.findings.settle(come.name)
        return Kept(come.name, come.commitment, come.size, kind.media_type)

    def open(self, wanted: Wanted) -> Content:
        """Open a content; nothing of it is looked at yet. Raises NotHeld, WrongContent, which is told."""
        try:
            return self._open_sealed(wanted) if wanted.personal else self._open_public(wanted)
        except FileNotFoundError:
            wrong = WrongContent("missing", "its file is not there")
        except OSError as error:
            wrong = WrongContent("unreadable", system_said(error)["en"])
        except CannotOpen as error:
            wrong = WrongContent("unreadable", str(error))
        except WrongContent as error:
            wrong = error
        self.tell(wanted, wrong)
        raise wrong

    def tell(self, wanted: Wanted, wrong: WrongContent) -> None:
        """Tell of a content that is wrong, in every process."""
        self.ask(_of(wanted, rows.TELL_PUBLIC, rows.TELL_SEALED), _told(wanted, wrong.status))
        self.findings.tell(wanted, wrong)

    def settle(self, wanted: Wanted) -> None:
        """A content was found to be right."""
        self.ask(_of(wanted, rows.TELL_PUBLIC, rows.TELL_SEALED), _told(wanted, None))
        self.findings.settle(wanted.name)

    def holds(self, wanted: Wanted) -> bool:
        """Whether a content is held now; whether its file is as it should be, `open` says."""
        held = _of(wanted, rows.HELD_PUBLIC, rows.HELD_SEALED)
        return bool(self.ask(held, {"name": wanted.name}))

    def given_by(self, ref: str) -> str | None:
        """The body that gave a content with personal data in; None for one that is not there."""
        return next((row[0] for row in self.ask(rows.GIVEN_BY, {"name": ref})), None)

    def was_given(self, ref: str, commitment: str, body: str) -> bool:
        """Whether a body gave in the content with personal data that is known by these."""
        return self.ask(rows.GIVEN_BY, {"name": ref}) == [(body, commitment)]

    def size_of(self, name: str, *, personal: bool) -> int | None:
        """How many bytes a content has that is kept; None for one that is not."""
        found = self.ask(rows.SEALED if personal else rows.PUBLIC, {"name": name})
        return int(found[0][0]) if found and found[0][2] else None

    def of_person(self, person: str) -> list[PersonContent]:
        """What is held that is one person's alone."""
        return [PersonContent(*row) for row in self.ask(rows.OF_PERSON, {"person": person})]

    def erase(self, names: Iterable[str]) -> int:
        """Destroy the keys of contents with personal data, and remove the files of all that are named, by
        reference or SHA-256; returns how many there still were. Doing it again does nothing more.

        A file that cannot be removed is told: of a content with personal data nobody reads it any more, and a
        public one is removed by the clock.
        """
        wanted = list(names)
        erased = [
            name
            for statement in (rows.ERASE_SEALED, rows.ERASE_PUBLIC)
            for (name,) in (self.ask(statement, {"names": wanted}) if wanted else ())
        ]
        for name in erased:
            self.findings.settle(name)
        if wanted and self.has_directory and self.directory.path.is_dir():
            try:
                with self.directory.locked(alone=True):
                    self.remove_erased()
                    for name in wanted:
                        self.directory.remove(self.directory.sealed(name))
            except OSError as error:
                log_lines.critical("an erased file could not be removed", reason=system_said(error)["en"])
        return len(erased)

    def remove_erased(self) -> int:
        """Remove the files of public contents that were erased; how many. Held alone. Raises OSError."""
        found = [name for (name,) in self.ask(rows.STILL_THERE, {})]
        for name in found:
            self.directory.remove(self.directory.public(name))
        if found:
            self.ask(rows.NO_MORE, {"names": found})
        return len(found)

    def _put_public(self, known: dict[str, Any]) -> None:
        if not self.ask(rows.PUT_PUBLIC, known):
            raise ErasedBefore(known["name"], self.ask(rows.PUBLIC, known)[0][3])

    def _put_sealed(self, personal: Personal, known: dict[str, Any]) -> None:
        for _ in range(_TRIES):  # a master key that was retired meanwhile wraps nothing any more
            master = self._keys.active
            wrapped = wrap(master, personal.ref, personal.key)
            key = {"key": personal.key.id, "master": master.id, "wrapped": wrapped}
            if self.ask(
                rows.PUT_SEALED, known | key | {"person": personal.person_ref, "body": personal.body}
            ):
                return
        raise KeyMovedOn

    def _open_public(self, wanted: Wanted) -> Content:
        found = self.ask(rows.PUBLIC, {"name": wanted.name})
        if not found:
            raise NotHeld
        size, media_type, held, erased_at = found[0]
        if erased_at is not None or not held:
            raise NotHeld(erased_at)
        return Content(wanted, media_type, size, self.directory.public(wanted.name).open("rb"))

    def _open_sealed(self, wanted: Wanted) -> Content:
        found = self.ask(rows.SEALED, {"name": wanted.name})
        if not found or not found[0][2]:
            raise NotHeld
        size, media_type, _held, *wrapped = found[0]
        key = open_key(self._keys, wanted.name, wrapped, "a content")
        return sealed_content(wanted, media_type, size, self.directory.sealed(wanted.name).open("rb"), key)


def _of(wanted: Wanted, public: str, sealed: str) -> str:
    return sealed if wanted.personal else public


def _told(wanted: Wanted, wrong: str | None) -> dict[str, Any]:
    return {"name": wanted.name, "wrong": wrong}
