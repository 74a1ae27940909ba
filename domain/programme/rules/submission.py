"""Before the councils and back (T9, T12, T15, T29)."""

from __future__ import annotations

from collections.abc import Iterator

from domain.council_session.state import CouncilSessionState
from domain.council_session.values import OPEN_ITEM, MatterKind
from domain.kernel.decider import Facts, NewEvent
from domain.kernel.guards import Check
from domain.programme.commands import (
    ReopenProgramme,
    ResumeDrafting,
    SubmitAmendment,
    SubmitToCouncil,
    WithdrawProgramme,
)
from domain.programme.events import (
    DraftingResumed,
    ProgrammeReopened,
    ProgrammeSubmittedToCouncil,
    ProgrammeWithdrawn,
)
from domain.programme.rules.common import (
    GUARDS,
    after_publication,
    after_validation,
    bound,
    committee_constituted,
    sessions_of,
    taking_effect,
    text_known,
)
from domain.programme.rules.drafting import report_published
from domain.programme.rules.ideas import accepted_ideas_named, ideas_answered
from domain.programme.stages import Stage
from domain.programme.state import ProgrammeState


def laying_checks(
    state: ProgrammeState, command: SubmitToCouncil | SubmitAmendment, kind: MatterKind, facts: Facts
) -> Iterator[Check]:
    """The text is one of this programme's versions and stands, open, on the agenda of that council."""
    yield bound(state, command.collectivity_id)
    yield from text_known(state, command.version, command.sha256)
    yield after_publication(state, command.version, taking_effect(command, facts))
    yield from _inscribed(state, command, kind, facts)
    passage = state.current_passage
    vote = passage.vote(command.collectivity_id) if passage and not passage.referred_by else None
    yield GUARDS["not_yet_adopted"].check(
        vote is None or vote.outcome != "adopted",
        because=[state.because.get(f"vote:{command.collectivity_id}")],
        found=command.collectivity_id,
    )


def _inscribed(
    state: ProgrammeState, command: SubmitToCouncil | SubmitAmendment, kind: MatterKind, facts: Facts
) -> Iterator[Check]:
    """The item is there and open, and on this text; where it is on something else it is said what differs."""
    session = facts.state(f"council_session:{command.session_id}", CouncilSessionState)
    item = session.item(command.item_id)
    because = [session.because.get(f"item:{command.item_id}")]
    there = item is not None and session.collectivity_id == command.collectivity_id
    named = {"session": command.session_id, "item": command.item_id}
    place = named | {"collectivity": command.collectivity_id}
    yield GUARDS["item_inscribed"].check(there, because=because, **place)
    if item is None or not there:
        return
    yield GUARDS["item_open"].check(
        item.status in OPEN_ITEM, because=because, found=item.status, expected=OPEN_ITEM, **named
    )
    found, matter = (item.matter.programme_id, item.matter.kind), (state.programme_id, kind)
    about = {"found": found[1], "on": found[0], "expected": kind, "programme": state.programme_id}
    yield GUARDS["item_on_this"].check(found == matter, because=because, **about, **named)
    if found == matter:
        text = {"version": item.matter.version, "found": item.matter.sha256}
        laid = {"laid": command.version, "expected": command.sha256}
        same = (item.matter.version, item.matter.sha256) == (command.version, command.sha256)
        yield GUARDS["item_on_this_text"].check(same, because=because, **text, **laid, **named)


def to_be_laid(state: ProgrammeState, facts: Facts) -> list[str]:
    """The councils that have neither adopted the text under way nor have it before them."""
    passage, waiting = state.current_passage, []
    for identity in state.collectivity_ids:
        anew = passage is None or passage.referred_by or passage.annulled
        vote = passage.vote(identity) if passage and not anew else None
        laid = passage.submission(identity) if passage and not anew else None
        session = facts.state(f"council_session:{laid.session_id}", CouncilSessionState) if laid else None
        item = session.item(laid.item_id) if session and laid else None
        decided = vote is not None and vote.outcome == "adopted"
        if not decided and (item is None or item.status not in OPEN_ITEM):
            waiting.append(identity)
    return waiting


def on_agenda(session: CouncilSessionState, state: ProgrammeState, kind: str, version: int | None) -> bool:
    """Whether a session has an open item on a version of the programme's text."""
    return any(
        item.matter.kind == kind and item.status in OPEN_ITEM and item.matter.version == version
        for item in session.inscribed(state.programme_id)
    )


def laying_awaited(
    state: ProgrammeState, version: int | None, kind: MatterKind, facts: Facts
) -> Iterator[Check]:
    """As a next step: some council has yet to get the text, and has it on the agenda of a session."""
    waiting = to_be_laid(state, facts)
    yield GUARDS["text_to_be_laid"].check(bool(waiting))
    if version is None:
        return  # what is to be validated first is on no agenda
    ready = [
        identity
        for identity in waiting
        if any(on_agenda(session, state, kind, version) for session in sessions_of(facts, identity))
    ]
    for identity in [] if ready else waiting:
        yield GUARDS["text_inscribed"].check(False, found=identity)


def submitting_guards(
    state: ProgrammeState, command: SubmitToCouncil | None, facts: Facts
) -> Iterator[Check]:
    """What the committee validated after the consultation is what the council gets. Once it lies there nobody
    decides on ideas, so that one taken up again since the draft has its answer by then, and its place.
    """
    yield report_published(state, facts)
    yield ideas_answered(state, facts)
    version = command.version if command else state.validated_version
    if state.reached is Stage.FINALISING and (draft := state.draft(version)) is not None:
        yield accepted_ideas_named(state, draft.commitments, facts)
    yield GUARDS["consultation_renewed"].check(
        not state.needs_new_round(version),
        because=[state.because.get(fact) for fact in ("rework", "round", "draft")],
    )
    yield GUARDS["validated"].check(
        version is not None and version == state.validated_version,
        because=[state.because.get("validated")],
        found=version,
        expected=state.validated_version,
    )
    if command is None:
        yield from laying_awaited(state, version, "programme_adoption", facts)
    else:
        yield after_validation(state, taking_effect(command, facts))
        yield from laying_checks(state, command, "programme_adoption", facts)


def submitted(_state: ProgrammeState, command: SubmitToCouncil, _facts: Facts) -> list[NewEvent]:
    """The text lies before one council."""
    return [NewEvent(ProgrammeSubmittedToCouncil(**command.data()))]


def resuming_guards(state: ProgrammeState, command: ResumeDrafting | None, _facts: Facts) -> Iterator[Check]:
    """The council or a refused visa sent the text back; a material change goes back to drafting."""
    yield GUARDS["sent_back"].check(
        state.referred_by in ("council", "visa"),
        because=[state.because.get("stage")],
        found=state.referred_by,
    )
    if command is not None and state.passage is not None:
        yield GUARDS["material_to_drafting"].check(
            command.to == "drafting" or not state.passage.material,
            because=[state.because.get("stage")],
        )


def resumed(_state: ProgrammeState, command: ResumeDrafting, _facts: Facts) -> list[NewEvent]:
    """Work on the text begins again."""
    return [NewEvent(DraftingResumed(to=command.to))]


def reopening_guards(state: ProgrammeState, command: ReopenProgramme | None, facts: Facts) -> Iterator[Check]:
    """The committee exists and was consulted by now."""
    yield committee_constituted(state, facts)


def reopened(_state: ProgrammeState, command: ReopenProgramme, _facts: Facts) -> list[NewEvent]:
    """The rejected programme is in drafting again."""
    return [NewEvent(ProgrammeReopened(**command.data()))]


def withdrawing_guards(
    state: ProgrammeState, _command: WithdrawProgramme | None, _facts: Facts
) -> Iterator[Check]:
    """No council has voted on the text as it lies, and none adopted an earlier one."""
    yield GUARDS["before_the_vote"].check(
        not state.votes and state.adopted_version is None, because=[state.because.get("stage")]
    )


def withdrawn(_state: ProgrammeState, _command: WithdrawProgramme, _facts: Facts) -> list[NewEvent]:
    """The president gives the programme up."""
    return [NewEvent(ProgrammeWithdrawn(decided_by="president"))]
