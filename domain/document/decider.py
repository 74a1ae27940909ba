"""The rules of documents."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from domain.document import events
from domain.document.commands import (
    ErasePersonalData,
    PublishTranslation,
    RecordErasure,
    RedactContent,
    RegisterDocument,
)
from domain.document.state import EVOLVE, DocumentState
from domain.kernel.commands import Command
from domain.kernel.decider import Decider, Facts, NewEvent, Rule
from domain.kernel.events import EventData
from domain.kernel.guards import Check, GuardTable
from domain.kernel.values import Role

GUARDS = GuardTable(__package__, "document")
RECORDERS = frozenset(Role) - {Role.CITIZEN, Role.CLOCK}
KEEPERS = frozenset({Role.FOCAL_POINT, Role.COUNCIL_PRESIDENT, Role.NETWORK_COORDINATOR, Role.OPERATOR})


def _translation_guards(
    state: DocumentState, command: PublishTranslation | None, _facts: Facts
) -> Iterator[Check]:
    if command is None:
        return
    yield GUARDS["personal_as_original"].check(
        (command.sealed is None) == (state.sealed is None), because=[state.because.get("registered")]
    )
    yield GUARDS["other_language"].check(
        command.language != state.language, because=[state.because.get("registered")], found=command.language
    )
    latest = state.latest(command.language)
    yield GUARDS["next_version"].check(
        command.version == latest + 1,
        because=[state.because.get(f"translation:{command.language}")],
        found=command.version,
        expected=latest + 1,
    )


def _redaction_guards(state: DocumentState, command: RedactContent | None, facts: Facts) -> Iterator[Check]:
    if command is None:
        return
    other = facts.state(f"document:{command.new_document_id}", DocumentState)
    yield GUARDS["another_document"].check(
        f"document:{command.new_document_id}" != state.stream, found=command.new_document_id
    )
    yield GUARDS["redacted_version_registered"].check(
        "registered" in other.because,
        because=[other.because.get("registered")],
        found=command.new_document_id,
    )


def _erasure_guards(
    state: DocumentState, command: ErasePersonalData | None, _facts: Facts
) -> Iterator[Check]:
    """A document's erasure names what is its own and is still there: the register of erasures tells nothing
    else. What belongs to none has a record of its own (RecordErasure).
    """
    if command is None:
        return
    own = state.contents - set(state.erased_refs)
    yield GUARDS["own_contents"].check(
        own.issuperset(command.refs) and command.person_ref is None,
        because=[state.because.get("registered")],
        expected=own,
        found=[*command.refs, *([command.person_ref] if command.person_ref else [])],
    )


def _as(kind: type[EventData]) -> Callable[[DocumentState, Command, Facts], list[NewEvent]]:
    """What every command here does: its own fields become one event."""
    return lambda _state, command, _facts: [NewEvent(kind(**command.data()))]


DECIDER = Decider(
    kind="document",
    plural="documents",
    state=DocumentState,
    evolve=EVOLVE,
    rules=(
        Rule(RegisterDocument, RECORDERS, _as(events.DocumentRegistered)),
        Rule(
            PublishTranslation,
            RECORDERS,
            _as(events.TranslationPublished),
            _translation_guards,
            stages=frozenset({"registered", "redacted"}),
        ),
        Rule(
            RedactContent,
            KEEPERS,
            _as(events.ContentRedacted),
            _redaction_guards,
            stages=frozenset({"registered"}),
            reasoned=True,
            step=False,
        ),
        Rule(
            ErasePersonalData,
            KEEPERS,
            _as(events.PersonalDataErased),
            _erasure_guards,
            reasoned=True,
            step=False,
        ),
        Rule(RecordErasure, KEEPERS, _as(events.PersonalDataErased), reasoned=True, step=False),
    ),
)
