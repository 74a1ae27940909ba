"""Sessions of councils: to call, to convene and to open for what the programme has to bring before them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from domain.council_session.commands import AddAgendaItem, CallSession, IssueConvocation, OpenSitting
from domain.council_session.decider import AGENDA, SECRETARY
from domain.council_session.decider import DECIDER as COUNCIL_SESSION
from domain.council_session.decision_commands import RecordVote
from domain.council_session.state import CouncilSessionState
from domain.council_session.values import OPEN_ITEM, MatterKind
from domain.kernel.decider import Elsewhere, Facts, OnOthers
from domain.kernel.guards import Check
from domain.programme.passage import Submission
from domain.programme.rules.closing import TAKING_NOTE
from domain.programme.rules.common import GUARDS, has_decided, sessions_of
from domain.programme.rules.renewal import ON_CONTINUITY, new_mandate
from domain.programme.rules.submission import on_agenda, to_be_laid
from domain.programme.stages import OVER, Stage
from domain.programme.state import ProgrammeState
from domain.programme.steps.shared import AWAITING_CONTROL, EXECUTORY, SUSPENDED

TAKES_ITEMS = frozenset({"called", "convened"})
RENEWED_AT = AWAITING_CONTROL | EXECUTORY | SUSPENDED
BEFORE_COUNCILS = frozenset({Stage.FINALISING, Stage.SUBMITTED})
BY_SECRETARY = frozenset({SECRETARY})


class _Matter(NamedTuple):
    """What a council has to decide on: as what kind of item, and on which version of the text."""

    collectivity_id: str
    kind: MatterKind
    version: int | None = None


def _matters(state: ProgrammeState, facts: Facts) -> Iterator[_Matter]:
    """All that councils have to decide on next."""
    amendment = state.amendment
    if state.reached in BEFORE_COUNCILS and state.validated_version is not None:
        for identity in to_be_laid(state, facts):
            yield _Matter(identity, "programme_adoption", state.validated_version)
    if amendment is not None and amendment.status in ("consulted", "passing") and not _objected(state):
        for identity in to_be_laid(state, facts):
            yield _Matter(identity, "programme_amendment", amendment.version)
    for identity in _objected(state):
        passage = state.current_passage
        yield _Matter(identity, "new_deliberation", passage.version if passage else None)
    for identity in state.collectivity_ids:
        if state.reached is Stage.FINAL_EVALUATION and not has_decided(state, identity, TAKING_NOTE, facts):
            yield _Matter(identity, "programme_closure")
        renewed = state.stage in RENEWED_AT and new_mandate(state, identity, facts).met
        if renewed and not has_decided(state, identity, ON_CONTINUITY, facts):
            yield _Matter(identity, "programme_continuity")


def _objected(state: ProgrammeState) -> list[str]:
    """The councils that must deliberate anew: on the text itself, or in execution on an amendment of it."""
    under_way = state.reached is Stage.REFERRED_BACK or (
        state.reached is Stage.IN_EXECUTION and state.amendment is not None
    )
    if state.referred_by != "objection" or not under_way:
        return []
    return [control.collectivity_id for control in state.controls if control.objected]


def _inscribed(state: ProgrammeState, matter: _Matter, facts: Facts) -> list[CouncilSessionState]:
    found = sessions_of(facts, matter.collectivity_id)
    return [one for one in found if on_agenda(one, state, matter.kind, matter.version)]


def _uninscribed(state: ProgrammeState, facts: Facts) -> list[_Matter]:
    return [matter for matter in _matters(state, facts) if not _inscribed(state, matter, facts)]


def _taking(identity: str, facts: Facts) -> bool:
    return any(session.status in TAKES_ITEMS for session in sessions_of(facts, identity))


def _no_session(state: ProgrammeState, facts: Facts) -> bool:
    return any(not _taking(matter.collectivity_id, facts) for matter in _uninscribed(state, facts))


def _session_called(state: ProgrammeState, facts: Facts) -> Iterator[Check]:
    found = [
        GUARDS["session_called"].check(_taking(matter.collectivity_id, facts), found=matter.collectivity_id)
        for matter in _uninscribed(state, facts)
    ]
    yield from [] if any(check.met for check in found) else found


def _at_work(state: ProgrammeState, facts: Facts) -> list[CouncilSessionState]:
    """The sessions that have something of this programme on their agenda, undecided."""
    if state.reached in OVER:
        return []
    found = {one.stream: one for identity in state.collectivity_ids for one in sessions_of(facts, identity)}
    return [
        session
        for session in found.values()
        if any(item.status in OPEN_ITEM for item in session.inscribed(state.programme_id))
    ]


def _unopened(state: ProgrammeState, facts: Facts) -> list[CouncilSessionState]:
    return [session for session in _at_work(state, facts) if session.status == "convened"]


def _vote_pending(state: ProgrammeState) -> bool:
    """A text lies before a council: its own, or in execution that of an amendment."""
    passage = state.current_passage
    if passage is None or not passage.submissions:  # one taken over is laid before the council here first
        return False
    submitted = passage.status(state.collectivity_ids) is Stage.SUBMITTED
    amending = state.reached is Stage.IN_EXECUTION and state.amendment is not None
    return submitted and (state.reached is Stage.SUBMITTED or amending)


def _to_vote(state: ProgrammeState, facts: Facts) -> bool:
    return _vote_pending(state) or bool(_objected(state)) or bool(_at_work(state, facts))


def _voting(state: ProgrammeState, facts: Facts) -> Iterator[Check]:
    if _vote_pending(state):
        found = list(_submitted(state, facts))
    elif _objected(state):
        found = list(_deliberating_anew(state, facts))
    else:
        found = [_sits(state, session) for session in _at_work(state, facts)]
    yield from [] if any(check.met and check.guard is GUARDS["sitting_awaited"] for check in found) else found


def _sits(state: ProgrammeState, session: CouncilSessionState) -> Check:
    items = (item.item_id for item in session.inscribed(state.programme_id) if item.status in OPEN_ITEM)
    return GUARDS["sitting_awaited"].check(
        session.status == "open",
        because=[session.because.get("stage")],
        found=session.collectivity_id,
        session=session.session_id,
        item=", ".join(items),
    )


def _submitted(state: ProgrammeState, facts: Facts) -> Iterator[Check]:
    """Some council that has yet to adopt the text has it and sits; where none does, each is named."""
    passage = state.current_passage
    if passage is None:
        return
    for identity in state.collectivity_ids:
        vote = passage.vote(identity)
        if vote is None or vote.outcome != "adopted":
            yield _before_the_council(state, passage.submission(identity), identity, facts)


def _before_the_council(state: ProgrammeState, laid: Submission | None, identity: str, facts: Facts) -> Check:
    """The text lies before a council, under an item that is still to be decided, and the council sits."""
    if laid is None:
        return GUARDS["text_laid"].check(False, found=identity)
    session = facts.state(f"council_session:{laid.session_id}", CouncilSessionState)
    item = session.item(laid.item_id)
    if item is None or item.status in OPEN_ITEM:
        return _sits(state, session)
    # It was put off, taken off the agenda, or not reached.
    named = {"session": laid.session_id, "item": laid.item_id}
    because = [session.because.get(f"item:{laid.item_id}")]
    return GUARDS["item_open"].check(False, because=because, found=item.status, expected=OPEN_ITEM, **named)


def _deliberating_anew(state: ProgrammeState, facts: Facts) -> Iterator[Check]:
    """The council deliberates anew (T18): the item is on an agenda, and that session sits."""
    for matter in _matters(state, facts):
        if matter.kind == "new_deliberation":
            inscribed = _inscribed(state, matter, facts)
            yield GUARDS["new_deliberation_inscribed"].check(bool(inscribed), found=matter.collectivity_id)
            yield from (_sits(state, session) for session in inscribed[-1:])


COUNCILS: tuple[Elsewhere[ProgrammeState] | OnOthers[ProgrammeState], ...] = (
    Elsewhere(RecordVote, BY_SECRETARY, _to_vote, _voting),
    OnOthers(COUNCIL_SESSION, OpenSitting, _unopened),
    OnOthers(COUNCIL_SESSION, IssueConvocation, _at_work),
    Elsewhere(AddAgendaItem, AGENDA, lambda state, facts: bool(_uninscribed(state, facts)), _session_called),
    Elsewhere(CallSession, AGENDA, _no_session),
)
