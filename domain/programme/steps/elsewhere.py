"""Steps that a programme waits for and that are commands of a consultation or of a council's session."""

from __future__ import annotations

from collections.abc import Iterator

from domain.consultation.commands import CloseConsultation, OpenConsultation
from domain.consultation.state import ConsultationState
from domain.council_session.commands import AddAgendaItem
from domain.council_session.decision_commands import RecordVote
from domain.council_session.state import CouncilSessionState
from domain.council_session.values import OPEN_ITEM
from domain.kernel.dates import legal_day
from domain.kernel.decider import Elsewhere, Facts
from domain.kernel.guards import Check
from domain.kernel.values import Role
from domain.programme.rules.common import FOCAL, GUARDS
from domain.programme.stages import OVER, Stage
from domain.programme.state import ProgrammeState
from domain.programme.steps.shared import CLOCK

AGENDA = frozenset({Role.COUNCIL_PRESIDENT, Role.COUNCIL_SECRETARY, Role.CONTROL_AUTHORITY})
SECRETARY = frozenset({Role.COUNCIL_SECRETARY})
TAKES_ITEMS = frozenset({"called", "convened"})


def _to_consult(state: ProgrammeState) -> bool:
    """In drafting, and where a text that was sent back was changed in substance while it was finalised."""
    latest = state.latest_draft.version if state.latest_draft else None
    again = state.reached is Stage.FINALISING and state.needs_new_round(latest)
    return state.reached is Stage.DRAFTING or again


def _draft_there(state: ProgrammeState, _facts: Facts) -> Iterator[Check]:
    yield GUARDS["draft_published"].check(bool(state.drafts), because=[state.because.get("draft")])


def _consulting(state: ProgrammeState) -> bool:
    return state.open_consultation_id is not None and state.reached not in OVER


def _closing_day_over(state: ProgrammeState, facts: Facts) -> Iterator[Check]:
    consultation = facts.state(f"consultation:{state.open_consultation_id}", ConsultationState)
    closes_on = consultation.closes_on
    yield GUARDS["consultation_runs"].check(
        closes_on is None or legal_day(facts.now) > closes_on,
        because=[consultation.because.get("closes")],
        found=state.open_consultation_id,
        expected=closes_on,
    )


def _under_way(state: ProgrammeState, stage: Stage) -> bool:
    """The text itself is at that stage, or in execution an amendment of it is on the same way."""
    return state.reached is stage or (state.reached is Stage.IN_EXECUTION and state.amendment is not None)


def _vote_pending(state: ProgrammeState) -> bool:
    passage = state.current_passage
    if passage is None or not passage.submissions:  # one taken over is laid before the council here first
        return False
    submitted = passage.status(state.collectivity_ids) is Stage.SUBMITTED
    return submitted and _under_way(state, Stage.SUBMITTED)


def _sitting_open(state: ProgrammeState, facts: Facts) -> Iterator[Check]:
    """Some council that has yet to vote sits; where none does, each is named with its session."""
    waiting = []
    for one in state.submissions:
        passage = state.current_passage
        vote = passage.vote(one.collectivity_id) if passage else None
        if vote is not None and vote.outcome == "adopted":
            continue
        session = facts.state(f"council_session:{one.session_id}", CouncilSessionState)
        waiting.append(
            GUARDS["sitting_awaited"].check(
                session.status == "open",
                because=[session.because.get("stage")],
                found=one.collectivity_id,
                session=one.session_id,
                item=one.item_id,
            )
        )
    yield from [] if any(check.met for check in waiting) else waiting


def _objection_pending(state: ProgrammeState) -> bool:
    return (
        state.referred_by == "objection" and _under_way(state, Stage.REFERRED_BACK) and bool(_objected(state))
    )


def _objected(state: ProgrammeState) -> list[str]:
    return [control.collectivity_id for control in state.controls if control.objected]


def _sessions(identity: str, facts: Facts) -> tuple[CouncilSessionState, ...]:
    return facts.members(f"collectivity:{identity}/council_session", CouncilSessionState)


def _inscribed(state: ProgrammeState, session: CouncilSessionState) -> bool:
    return any(
        item.matter.kind == "new_deliberation" and item.status in OPEN_ITEM
        for item in session.inscribed(state.programme_id)
    )


def _session_called(state: ProgrammeState, facts: Facts) -> Iterator[Check]:
    for identity in _objected(state):
        found = any(session.status in TAKES_ITEMS for session in _sessions(identity, facts))
        yield GUARDS["session_called"].check(found, found=identity)


def _new_deliberation_open(state: ProgrammeState, facts: Facts) -> Iterator[Check]:
    """The council deliberates anew (T18): the item is on an agenda, and that session sits."""
    for identity in _objected(state):
        inscribed = [session for session in _sessions(identity, facts) if _inscribed(state, session)]
        yield GUARDS["new_deliberation_inscribed"].check(bool(inscribed), found=identity)
        for session in inscribed[-1:]:
            yield GUARDS["sitting_awaited"].check(
                session.status == "open",
                because=[session.because.get("stage")],
                found=identity,
                session=session.session_id,
                item=", ".join(item.item_id for item in session.inscribed(state.programme_id)),
            )


ELSEWHERE: tuple[Elsewhere[ProgrammeState], ...] = (
    Elsewhere(OpenConsultation, FOCAL, _to_consult, _draft_there),
    Elsewhere(CloseConsultation, CLOCK, _consulting, _closing_day_over),
    Elsewhere(RecordVote, SECRETARY, _vote_pending, _sitting_open),
    Elsewhere(AddAgendaItem, AGENDA, _objection_pending, _session_called),
    Elsewhere(RecordVote, SECRETARY, _objection_pending, _new_deliberation_open),
)
