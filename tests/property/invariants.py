"""What must hold of every log that the rules let come about (domain notes, 5.7)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from domain.commitment.state import CommitmentState
from domain.council_session.state import CouncilSessionState
from domain.kernel.amend import amend, is_amendment
from domain.programme.state import ProgrammeState
from domain.programme.text import digest
from tests.domain.scenario import Scenario

AFTER_CONTROL = {"executory", "in_execution", "final_evaluation", "closed"}
ADOPTED = AFTER_CONTROL | {"adopted", "under_control"}


def check(scenario: Scenario) -> None:
    """Raise AssertionError where an invariant does not hold."""
    streams = dict.fromkeys(event.stream for event in scenario.log)
    states = {stream: scenario.state(stream) for stream in streams}
    for state in states.values():
        if isinstance(state, ProgrammeState):
            _programme(state, states, scenario)
            _control_is_settled(state, scenario)
        elif isinstance(state, CouncilSessionState):
            _session(state, scenario)
        elif isinstance(state, CommitmentState):
            _commitment(state, scenario, states)


def _programme(state: ProgrammeState, states: dict[str, Any], scenario: Scenario) -> None:
    if state.stage in ADOPTED and not state.taken_over:
        draft = state.draft(state.adopted_version)
        assert draft is not None
        assert draft.sha256 == digest(draft.commitments)
        assert state.passage is not None
        for submission in state.passage.submissions:
            assert submission.sha256 == state.draft(submission.version).sha256  # type: ignore[union-attr]
        for vote in state.passage.votes:
            session = states[f"council_session:{vote.session_id}"]
            _had_its_quorum(session, scenario)
            assert session.item(vote.item_id).votes
            for ballot in session.item(vote.item_id).votes:
                assert session.sitting(ballot.sitting_id).opened
    if state.stage == "closed":
        _everything_answered(state, states)
    for draft in state.drafts:
        for commitment in draft.commitments:
            for milestone in commitment.milestones:
                inside = state.starts_on <= milestone.due_on <= state.ends_on
                # A programme that ran elsewhere is recorded as it was.
                assert inside or milestone.outside_period or state.taken_over


def _everything_answered(state: ProgrammeState, states: dict[str, Any]) -> None:
    for stream, found in states.items():
        if stream.startswith("idea:") and found.programme_id == state.programme_id:
            assert found.status not in ("received", "admissible")
        if stream.startswith("contribution:") and found.programme_id == state.programme_id:
            assert found.status in ("answered", "inadmissible", "withdrawn")


def _had_its_quorum(session: CouncilSessionState, scenario: Scenario) -> None:
    """More than half of those in office on the day opened the session, or it was the third attempt."""
    opening = session.opening
    assert opening is not None
    members = _members(session, opening.sitting_id, scenario)
    assert opening.present > 0
    assert opening.attempt >= 3 or 2 * opening.present > members


def _members(session: CouncilSessionState, sitting_id: str, scenario: Scenario) -> int:
    """The members in office on the day of a sitting, by the seats as they were known when it was recorded and
    as they are to be read now.
    """
    sitting: Any = session.sitting(sitting_id)
    recorded = next(
        number
        for number, event in enumerate(scenario.log)
        if event.event_id == session.because[f"sitting:{sitting_id}"]
    )
    council = f"collectivity:{session.collectivity_id}"
    seats = 0
    read = [e for n, e in enumerate(scenario.log) if n < recorded or is_amendment(e)]
    for event in amend([event for event in read if event.stream == council]):
        data: Any = event.data
        match event.type:
            case "CouncilInstalled" if data.starts_on <= sitting.held_on:
                seats = data.seats
            case "MemberSeatVacated" if data.vacated_on <= sitting.held_on:
                seats -= 1
            case "MemberSeatFilled" if data.filled_on <= sitting.held_on:
                seats += 1
    return seats


UNLOCKED_BY = {"visa": "VisaGranted", "objection_window": "ObjectionWindowExpired"}
"""What alone settles a control, by its regime; without control the regime itself does."""
DELIBERATED = {"ProgrammeAdoptedByCouncil", "NewDeliberationVoted", "AmendmentVoted"}


def _control_is_settled(state: ProgrammeState, scenario: Scenario) -> None:
    """Nothing became executory, and no amendment came into force, but by what its regime asks for."""
    if state.taken_over:
        return
    regimes: dict[str, str] = {}
    unlocked: dict[str, str] = {}
    material = True
    for event in amend([event for event in scenario.log if event.stream == state.stream]):
        data: Any = event.data
        if event.type in DELIBERATED:
            unlocked.pop(data.collectivity_id, None)
            if event.type != "NewDeliberationVoted":
                regimes.pop(data.collectivity_id, None)
        elif event.type == "ControlRegimeDetermined":
            regimes[data.collectivity_id] = data.regime
        elif event.type in UNLOCKED_BY.values():
            unlocked[data.collectivity_id] = event.type
        elif event.type == "AmendmentProposed":
            material, regimes, unlocked = data.material, {}, {}
        elif event.type == "ProgrammePublished" or (event.type == "AmendmentInForce" and material):
            _unlocked(state, regimes, unlocked)
    if state.stage == "executory":
        _unlocked(state, regimes, unlocked)


def _unlocked(state: ProgrammeState, regimes: dict[str, str], unlocked: dict[str, str]) -> None:
    for identity in state.collectivity_ids:
        regime = regimes.get(identity)
        assert regime == "none" or unlocked.get(identity) == UNLOCKED_BY[regime or ""]


def _session(state: CouncilSessionState, scenario: Scenario) -> None:
    sittings = {sitting.sitting_id: sitting for sitting in state.sittings}
    for item in state.items:
        for vote in item.votes:
            sitting = sittings[vote.sitting_id]
            cast = vote.votes_for + vote.votes_against + vote.abstentions
            arrived = sum(max(0, change.change) for change in sitting.changes)
            assert cast <= sitting.present + arrived <= _members(state, vote.sitting_id, scenario)


def _commitment(state: CommitmentState, scenario: Scenario, states: dict[str, Any]) -> None:
    days = [deadline.due_on for deadline in state.deadlines]
    for day in [*days, *(day + timedelta(days=1) for day in days)]:
        assert state.overdue(day) == _overdue_from_events(state.stream, day, scenario)


def _overdue_from_events(stream: str, on: date, scenario: Scenario) -> bool:
    """Overdue as anybody would count it from the events, without the state."""
    due, done = None, False
    for event in amend([event for event in scenario.log if event.stream == stream]):
        data: Any = event.data
        match event.type:
            case "CommitmentPlanned" | "CommitmentRevised" | "CommitmentDeadlineExtended":
                due = data.due_on
            case "CommitmentReportedComplete":
                done = data.completed_on.day is None or data.completed_on.day <= on
            case "CompletionNotConfirmed":
                done = False
            case "CommitmentDropped" | "CommitmentCarriedOver":
                given_up = event.effective_at.day
                done = done or given_up is None or given_up <= on
    return due is not None and due < on and not done


def candidates(scenario: Scenario) -> Iterator[tuple[str, str, str, Any]]:
    """Every field that may be corrected now: stream, event, field, and what it says."""
    for event in scenario.log:
        said = event.wire()["data"]
        for field in sorted(event.data.correctable):
            yield event.stream, event.event_id, field, said.get(field)
