"""Rules that ideas and contributions share: who may give words, take them back, and have them erased."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Any, Literal

from domain.document.events import ContentRedacted, PersonalDataErased
from domain.document.state import DocumentState
from domain.kernel.commands import Command
from domain.kernel.dates import PartialDate, legal_day
from domain.kernel.decider import Facts, NewEvent, Rule
from domain.kernel.events import EventData
from domain.kernel.guards import Check, GuardTable
from domain.kernel.values import Actor, Identifier, Line, Localised, Role
from domain.participation.events import ConsentToNameWithdrawn
from domain.participation.state import STAFF, GivenWords
from domain.participation.values import Author
from domain.rules.personal_data import personal_data_rules

GUARDS = GuardTable(__package__, "participation")
GIVERS = frozenset(
    {Role.CITIZEN, Role.CIVIL_SOCIETY, Role.ADVISORY_BODY, Role.FOCAL_POINT, Role.COUNCIL_PRESIDENT}
)
KEEPERS = STAFF | {Role.OPERATOR}
"""Who carries out a request under law 09-08; the request itself is the reason or the evidence."""
COMMITTEE = frozenset({Role.FOLLOW_UP_COMMITTEE})
EXAMINERS = COMMITTEE | {Role.FOCAL_POINT}
"""Who finds words admissible or not; they are public once they are found so."""


class Erasure(Command):
    """What an erasure needs to say, whatever it erases."""

    legal_basis: Line
    scope: Literal["words", "identity", "everything"] = "everything"


def whose(author: Author, actor: Actor) -> str | None:
    """Whose words these are, where a reference says so: the author's; else, of somebody who did not name
    themselves, the person's who gave them. Staff enter the words of others.
    """
    return author.ref or (actor.person_ref if actor.role not in STAFF else None)


class Inadmissibility(Command):
    """What finding words inadmissible needs to say to their author."""

    response: Localised


class Redaction(Command):
    """What a redaction needs to say."""

    new_document_id: Identifier


def admission(
    admit: tuple[type[Command], type[EventData]],
    refuse: tuple[type[Inadmissibility], type[EventData]],
    waiting: frozenset[str],
    reopening: Callable[[Any, Any, Facts], Iterator[Check]],
) -> tuple[Rule[Any, Any], ...]:
    """The rules by which words that nobody has looked at (their statuses are `waiting`) are found admissible
    or inadmissible, each by a command and with an event of its own. What was found inadmissible has its
    answer: it is taken up again only while it can be answered anew, as the guards of `reopening` tell.
    """

    def guards(state: GivenWords, command: Command | None, facts: Facts) -> Iterator[Check]:
        yield GUARDS["words_there"].check(not state.words_erased, because=[state.because.get("erased")])
        if state.status == "inadmissible":
            yield from reopening(state, command, facts)

    def admitted(_state: Any, _command: Command, _facts: Facts) -> list[NewEvent]:
        return [NewEvent(admit[1]())]

    def refused(_state: Any, command: Inadmissibility, _facts: Facts) -> list[NewEvent]:
        return [NewEvent(refuse[1](**command.data()))]

    return (
        Rule(admit[0], EXAMINERS, admitted, guards, stages=waiting | {"inadmissible"}),
        Rule(refuse[0], EXAMINERS, refused, stages=waiting, reasoned=True),
    )


def channel_declared(channel: str, declared: Collection[str], because: str | None) -> Check:
    """Words come by a way that was announced."""
    return GUARDS["channel_declared"].check(
        channel in declared, because=[because], found=channel, expected=declared
    )


def entered_by_staff(channel: str, actor: Actor) -> Check:
    """What was said in a workshop or written on paper is entered by staff; the rest by whoever says it."""
    return GUARDS["entered_by_staff"].check(
        channel == "online" or actor.role in STAFF, found=channel, role=actor.role
    )


def organisation_sealed(author: Author, actor: Actor) -> Check:
    """What somebody without an account writes as a name goes where it can be erased."""
    return GUARDS["organisation_sealed"].check(
        actor.role is not Role.CITIZEN or author.organisation is None,
        found="author.organisation",
        expected="organisation_name",
    )


def dated_by_arrival(channel: str, effective_at: PartialDate | None, facts: Facts) -> Check:
    """What comes online is received when it arrives; only what came another way has a day of its own."""
    today = legal_day(facts.now)
    return GUARDS["dated_by_arrival"].check(
        channel != "online" or effective_at is None or effective_at.day == today,
        field="effective_at",
        found=effective_at,
        expected=today,
    )


def own_words(state: GivenWords, actor: Actor) -> Check:
    """Only the author takes words back, or staff at the author's request."""
    authors = {state.given_by, state.author.ref if state.author else None} - {None}
    met = actor.role in STAFF or actor.person_ref in authors
    return GUARDS["own_words"].check(met, because=[state.because.get("stage")])


def own_reference(author: Author, actor: Actor) -> Check:
    """Who gives their own words, and is known, names nobody else as their author; staff enter the words of
    others, who have references of their own.
    """
    known = {actor.person_ref, actor.body, None}
    foreign = actor.person_ref is not None and author.ref not in known and actor.role not in STAFF
    account = author.ref is not None and author.ref.startswith(("account-", "addresses-"))
    return GUARDS["own_reference"].check(not foreign and not account, found=author.ref)


def withdrawal_guards(state: GivenWords, command: Command | None, _facts: Facts) -> Iterator[Check]:
    """The author takes words back."""
    if command is not None:
        yield own_words(state, command.actor)


def consent_guards(state: GivenWords, command: Command | None, _facts: Facts) -> Iterator[Check]:
    """There is a consent to a name, and it is the author's to withdraw."""
    named = state.author is not None and state.author.kind == "named_with_consent"
    yield GUARDS["named"].check(named and not state.consent_withdrawn, because=[state.because.get("consent")])
    if command is not None:
        yield own_words(state, command.actor)


def consent_withdrawn(state: GivenWords, _command: Any, _facts: Facts) -> list[NewEvent]:
    """The name is no longer shown, and one that was given is erased: nothing else allows keeping it."""
    if state.author_name is None or state.unnamed:
        return [NewEvent(ConsentToNameWithdrawn())]
    basis = personal_data_rules().law
    return [NewEvent(ConsentToNameWithdrawn(name_ref=state.author_name.ref, legal_basis=basis))]


def erasure_guards(state: GivenWords, command: Erasure | None, _facts: Facts) -> Iterator[Check]:
    """Something of what is asked for is still there to be erased."""
    if command is None:
        return
    yield GUARDS["something_to_erase"].check(
        any(_to_erase(state, command).values()), because=[state.because.get("erased")], found=command.scope
    )


def erased(state: GivenWords, command: Erasure, _facts: Facts) -> list[NewEvent]:
    """The references whose texts and names are to be deleted outside the log."""
    return [NewEvent(PersonalDataErased(**_to_erase(state, command), legal_basis=command.legal_basis))]


def _to_erase(state: GivenWords, command: Erasure) -> dict[str, Any]:
    words = command.scope != "identity" and state.text is not None and not state.words_erased
    identity = command.scope != "words" and state.author is not None and not state.identity_erased
    name = state.author_name if identity and not state.unnamed else None
    return {
        "refs": (state.text.ref,) if words and state.text else (),
        "name_ref": name.ref if name else None,
        "person_ref": state.author.ref if identity and state.author else None,
    }


def redaction_guards(_state: GivenWords, command: Redaction | None, facts: Facts) -> Iterator[Check]:
    """The document that is shown in the place of the words is registered."""
    if command is None:
        return
    document = facts.state(f"document:{command.new_document_id}", DocumentState)
    yield GUARDS["document_registered"].check(
        document.version > 0, because=[document.because.get("registered")], found=command.new_document_id
    )


def redacted(_state: Any, command: Redaction, _facts: Facts) -> list[NewEvent]:
    """What is shown from now on."""
    return [NewEvent(ContentRedacted(new_document_id=command.new_document_id))]
