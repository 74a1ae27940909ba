"""What must hold of every log that the rules let come about (domain notes, 5.7)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from domain.commitment.state import CommitmentState
from domain.council_session.state import CouncilSessionState
from domain.kernel.amend import amend
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
            _programme(state, states)
        elif isinstance(state, CouncilSessionState):
            _session(state)
        elif isinstance(state, CommitmentState):
            _commitment(state, scenario, states)


def _programme(state: ProgrammeState, states: dict[str, Any]) -> None:
    if state.stage in ADOPTED and not state.taken_over:
        draft = state.draft(state.adopted_version)
        assert draft is not None
        assert draft.sha256 == digest(draft.commitments)
        assert state.passage is not None
        for submission in state.passage.submissions:
            assert submission.sha256 == state.draft(submission.version).sha256  # type: ignore[union-attr]
        for vote in state.passage.votes:
            session = states[f"council_session:{vote.session_id}"]
            sittings = {sitting.sitting_id: sitting for sitting in session.sittings}
            for ballot in session.item(vote.item_id).votes:
                sitting = sittings[ballot.sitting_id]
                assert sitting.opened
                assert sitting.present >= sitting.quorum_needed
    if state.stage in AFTER_CONTROL and not state.taken_over:
        assert state.passage is not None
        for identity in state.collectivity_ids:
            assert state.passage.control(identity).settled
    if state.stage == "closed":
        _everything_answered(state, states)
    for draft in state.drafts:
        for commitment in draft.commitments:
            for milestone in commitment.milestones:
                inside = state.starts_on <= milestone.due_on <= state.ends_on
                assert inside or milestone.outside_period


def _everything_answered(state: ProgrammeState, states: dict[str, Any]) -> None:
    for stream, found in states.items():
        if stream.startswith("idea:") and found.programme_id == state.programme_id:
            assert found.status not in ("received", "admissible")
        if stream.startswith("contribution:") and found.programme_id == state.programme_id:
            assert found.status in ("answered", "withdrawn")


def _session(state: CouncilSessionState) -> None:
    sittings = {sitting.sitting_id: sitting for sitting in state.sittings}
    for item in state.items:
        for vote in item.votes:
            sitting = sittings[vote.sitting_id]
            cast = vote.votes_for + vote.votes_against + vote.abstentions
            arrived = sum(max(0, change.change) for change in sitting.changes)
            assert cast <= sitting.present + arrived <= sitting.members_in_office


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
