"""All that is held of one person, and its erasure through the commands that record it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from domain.contribution.commands import EraseContributionPersonalData
from domain.document.commands import ErasePersonalData, RecordErasure
from domain.document.state import DocumentState
from domain.idea.commands import EraseIdeaPersonalData
from domain.kernel.commands import Command
from domain.kernel.events import Event
from domain.kernel.stored import decode
from domain.kernel.values import SealedContent, SealedText
from domain.participation.events import SEALED_FIELDS
from domain.participation.state import GivenWords
from service.documents.keeping import PersonContent
from service.handling.handler import CommandHandler
from service.store.log import Log
from service.vault.rows import PlainText

BATCH = 2_000
AT_ONCE = 200
"""References in one event of an erasure."""
ERASING: dict[str, type[Command]] = {
    "idea": EraseIdeaPersonalData,
    "contribution": EraseContributionPersonalData,
}


class Named(NamedTuple):
    """An event that names a person, or a text of theirs."""

    position: int
    event: Event


class Held(NamedTuple):
    """What is held of a person: texts by reference, name and office, contents of documents that are theirs
    alone, and the events that name them.
    """

    subject: str
    texts: dict[str, PlainText]
    office: tuple[str, str] | None
    contents: Sequence[PersonContent]
    events: Sequence[Named]

    @property
    def nothing(self) -> bool:
        """Whether nothing is held, and no event names them."""
        return not self.texts and self.office is None and not self.contents and not self.events

    def streams_of(self, ref: str) -> list[str]:
        """The documents whose content, or that of a translation, is the one of this reference."""
        named = (one.event for one in self.events if (sealed := _content(one.event)) and sealed.ref == ref)
        return [*dict.fromkeys(event.stream for event in named)]

    def exported(self) -> dict[str, Any]:
        """As JSON: names are those of the record."""
        office = {"name": self.office[0], "office": self.office[1]} if self.office else None
        by_ref: dict[str, list[dict[str, Any]]] = {ref: [] for ref in self.texts}
        for position, event in self.events:
            for text in _sealed(event):
                if text.ref in by_ref:
                    by_ref[text.ref].append(_told(position, event))
        return {
            "subject": self.subject,
            "office_register": office,
            "texts": [
                {"ref": ref, "language": one.language, "text": one.text, "events": by_ref[ref]}
                for ref, one in sorted(self.texts.items())
            ],
            "contents": [
                one._asdict() | {"stored_at": one.stored_at.isoformat(), "streams": self.streams_of(one.ref)}
                for one in self.contents
            ],
            "events": [_told(position, event) for position, event in self.events],
        }


def held(log: Log, subject: str, told: Callable[[int, int], None] = lambda _done, _all: None) -> Held:
    """Look up what is held of a person; the whole log is read. `told` hears how far. Raises CannotOpen."""
    texts = log.vault.texts_of(subject)
    office = log.vault.names(subject).get(subject)
    contents = log.contents.of_person(subject)
    refs = {subject, *texts, *(one.ref for one in contents)}
    return Held(subject, texts, office, contents, [*_naming(log, refs, subject, told)])


def _naming(log: Log, refs: set[str], subject: str, told: Callable[[int, int], None]) -> Iterator[Named]:
    """The events that name a person as who acted, as author or as erased, or a text or content of theirs."""
    marks = [f'"{ref}"'.encode() for ref in refs]
    position, head = 0, log.head()
    while rows := log.since(position, BATCH):
        for row in rows:
            if any(mark in row.body for mark in marks):
                event = decode(row.body)
                held = [one.ref for one in (*_sealed(event), _content(event)) if one is not None]
                if subject in _persons(event) or not refs.isdisjoint(held):
                    yield Named(row.position, event)
        position = rows[-1].position
        told(position, max(head, position))


def _persons(event: Event) -> set[str | None]:
    author = getattr(event.data, "author", None)
    return {event.actor.person_ref, getattr(event.data, "person_ref", None), getattr(author, "ref", None)}


def _sealed(event: Event) -> list[SealedText]:
    found = (getattr(event.data, name, None) for name in SEALED_FIELDS)
    return [one for one in found if isinstance(one, SealedText)]


def _content(event: Event) -> SealedContent | None:
    sealed = getattr(event.data, "sealed", None)
    return sealed if isinstance(sealed, SealedContent) else None


def _told(position: int, event: Event) -> dict[str, Any]:
    of = {"stream": event.stream, "type": event.type, "recorded_at": event.recorded_at.isoformat()}
    return {"position": position, "event_id": event.event_id, **of}


def erase(handler: CommandHandler, found: Held, fields: dict[str, Any]) -> list[str]:
    """Erase a person: in each idea, contribution and document of theirs, then under a record of its own what
    belongs to none, and with the key all that it opened. `fields` are those of every command: actor, reason,
    basis.

    Returns the streams that record it. Interrupted, it goes on when it is done again. Raises Refused.
    """
    vault, recorded = handler.log.vault, []
    streams = dict.fromkeys(one.event.stream for one in found.events if _sealed(one.event))
    states = [one for one in handler.states(streams).values() if isinstance(one, GivenWords)]
    # What was recorded as erased, and not deleted any more before somebody was interrupted.
    vault.erase(refs=[sealed.ref for one in states for sealed in one.erased])
    for state in states:
        if _remains(state, found):
            kind = ERASING[state.stream.partition(":")[0]]
            recorded.append(handler.handle(state.stream, kind.model_validate(fields)).stream)
    recorded += _erase_contents(handler, found, fields)
    recorded += _erase_rest(handler, found.subject, fields)
    vault.erase_subject(found.subject)
    return recorded


def _remains(state: GivenWords, found: Held) -> bool:
    """Whether something of the person is shown of these words."""
    identity = state.author is not None and state.author.ref == found.subject and not state.identity_erased
    return bool(state.sealed) or identity


def _erase_contents(handler: CommandHandler, found: Held, fields: dict[str, Any]) -> Iterator[str]:
    """In each document that a content is of; what no document names, under a record of its own."""
    nowhere = []
    for ref in (one.ref for one in found.contents):
        states = handler.states(streams) if (streams := found.streams_of(ref)) else {}
        known = [state for state in states.values() if isinstance(state, DocumentState)]
        for state in known:
            if ref not in state.erased_refs:
                command = ErasePersonalData.model_validate(fields | {"refs": [ref]})
                yield handler.handle(state.stream, command).stream
        nowhere += [] if known else [ref]
        handler.log.contents.erase([ref] if known else [])  # where somebody was interrupted before it
    for first in range(0, len(nowhere), AT_ONCE):
        rest = RecordErasure.model_validate(fields | {"refs": nowhere[first : first + AT_ONCE]})
        yield handler.handle("document", rest).stream


def _erase_rest(handler: CommandHandler, subject: str, fields: dict[str, Any]) -> Iterator[str]:
    vault = handler.log.vault
    while vault.holds(subject):
        refs = sorted(vault.texts_of(subject))[:AT_ONCE]
        person = subject if len(refs) < AT_ONCE else None
        command = RecordErasure.model_validate(fields | {"refs": refs, "person_ref": person})
        yield handler.handle("document", command).stream
        if person:
            return
