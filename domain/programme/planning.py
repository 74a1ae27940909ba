"""What a text in force means for the commitments: each has a stream of its own that outlives versions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from domain.commitment.events import CommitmentDropped, CommitmentPlanned, CommitmentRevised
from domain.commitment.state import CommitmentState
from domain.kernel.decider import Facts, NewEvent
from domain.kernel.values import ReasonCode, Role
from domain.programme.state import ProgrammeState
from domain.programme.values import (
    LAST_DAY,
    Decided,
    DecisionReference,
    DraftVersion,
    PlannedCommitment,
    ProposedCommitment,
    ProposedMilestone,
)

GIVEN_UP = frozenset({"dropped", "carried_over"})
FINISHED = GIVEN_UP | {"verified_complete"}
OPEN = frozenset({"planned", "in_progress"})
"""From here alone is a commitment dropped by what happens to its text (5.3). Work that was reported stays as
reported, to be verified or not confirmed, whatever becomes of the text that promised it.
"""


def commitments_of(state: ProgrammeState, facts: Facts) -> tuple[CommitmentState, ...]:
    """Every commitment that the programme ever had, given up or not, in the order of their recording."""
    return facts.members(f"{state.stream}/commitment", CommitmentState)


class Plan:
    """The commitments of a text that comes into force, beside those of the one before.

    `planned` names their streams; `events` plan the new ones, revise the changed and drop what is left out
    and open. A commitment keeps its key and its history through every version, also where one leaves it out.
    """

    def __init__(
        self,
        state: ProgrammeState,
        text: DraftVersion,
        facts: Facts,
        decided: Decided,
    ) -> None:
        standing = [one for one in commitments_of(state, facts) if one.status not in GIVEN_UP]
        before = state.draft(state.adopted_version)
        self._before = {one.key: one for one in before.commitments} if before else {}
        self._kept = {one.key: _planned(one) for one in standing}
        self._state, self._facts, self._version, self._decided = state, facts, text.version, decided
        self.planned = tuple(self._named(one) for one in text.commitments)
        left_out = set(state.commitments) - set(self.planned)
        self.events = [
            *(event for one in text.commitments for event in self._event(one)),
            *_dropped((one for one in standing if _planned(one) in left_out), decided),
        ]

    def _named(self, proposed: ProposedCommitment) -> PlannedCommitment:
        kept = self._kept.get(proposed.key)
        new = self._facts.new_id(f"commitment-{proposed.key}")
        return kept or PlannedCommitment(key=proposed.key, commitment_id=new)

    def _event(self, proposed: ProposedCommitment) -> Iterator[NewEvent]:
        stream = f"commitment:{self._named(proposed).commitment_id}"
        terms = {name: getattr(proposed, name) for name in type(proposed).model_fields}
        if proposed.key not in self._kept:
            yield NewEvent(
                CommitmentPlanned(
                    programme_id=self._state.programme_id,
                    collectivity_ids=self._state.collectivity_ids,
                    due_on=proposed.due_on,
                    decided=self._decided,
                    unverified=self._state.unverified or None,
                    **terms,
                ),
                stream=stream,
            )
        elif self._before.get(proposed.key) != proposed:
            yield self._revised(proposed, stream, terms)

    def _revised(self, proposed: ProposedCommitment, stream: str, terms: dict[str, Any]) -> NewEvent:
        before = self._before.get(proposed.key)
        days = _Days(before, self._facts.state(stream, CommitmentState))
        del terms["key"]
        terms["milestones"] = tuple(days.of(milestone) for milestone in proposed.milestones)
        due_on = max(days.due_on(proposed), *(milestone.due_on for milestone in terms["milestones"]))
        revised = CommitmentRevised(due_on=due_on, text_version=self._version, decided=self._decided, **terms)
        return NewEvent(revised, stream=stream, relies_on=tuple(days.relies_on))


class _Days:
    """The due days of a commitment whose text changes. A day that the new text leaves as the text in force
    has it was not decided on anew, so that what it was moved to since by a decision stands.

    `relies_on` are the events that moved the days that stand.
    """

    def __init__(self, before: ProposedCommitment | None, current: CommitmentState) -> None:
        self._before, self._current = before, current
        self._promised = {one.key: one.due_on for one in before.milestones} if before else {}
        self.relies_on: list[str] = []

    def of(self, milestone: ProposedMilestone) -> ProposedMilestone:
        """The milestone with the day that is in force for it."""
        now = self._current.milestone(milestone.key)
        if now is None or self._promised.get(milestone.key) != milestone.due_on:
            return milestone
        # A day stored before days had bounds may lie behind the last that a text can have.
        stands = min(self._standing(milestone.due_on, now.due_on, f"deadline:{milestone.key}"), LAST_DAY)
        return milestone.model_copy(update={"due_on": stands})

    def due_on(self, proposed: ProposedCommitment) -> date:
        """The day that is in force for the whole commitment."""
        now = self._current.current_deadline
        if now is None or self._before is None or self._before.due_on != proposed.due_on:
            return proposed.due_on
        return self._standing(proposed.due_on, now, "deadline")

    def _standing(self, written: date, now: date, fact: str) -> date:
        if now != written:
            self.relies_on.append(self._current.because[fact])
        return now


def _planned(commitment: CommitmentState) -> PlannedCommitment:
    return PlannedCommitment(key=commitment.key, commitment_id=commitment.stream.partition(":")[2])


def dropped(commitment_id: str, decided: Decided) -> NewEvent:
    """A commitment is dropped by what was decided about something else."""
    event = CommitmentDropped(decision=decided.decision, decided=decided)
    return NewEvent(event, stream=f"commitment:{commitment_id}")


def _dropped(commitments: Iterable[CommitmentState], decided: Decided) -> Iterator[NewEvent]:
    for commitment in commitments:
        if commitment.status in OPEN:
            yield dropped(_planned(commitment).commitment_id, decided)


def given_up(
    state: ProgrammeState, facts: Facts, decision: DecisionReference | None = None
) -> list[NewEvent]:
    """The commitments that fall with their programme: by the decision of a council or, where there is none,
    by the judgment that annulled the deliberation.
    """
    decided = Decided(by=Role.COURT, reason=ReasonCode.COURT_DECISION)
    if decision is not None:
        decided = Decided(by=Role.COUNCIL, decision=decision)
    return list(_dropped(commitments_of(state, facts), decided))
