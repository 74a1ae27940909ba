"""From publication to the end of execution (T21, T23, T25, T26), elections and departures on the way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from domain.commitment.events import CommitmentDeadlineExtended, MilestoneDeadlineExtended
from domain.commitment.state import CommitmentState
from domain.kernel.dates import PartialDate, legal_day
from domain.kernel.decider import Facts, NewEvent
from domain.kernel.guards import Check
from domain.programme.commands import (
    EndExecutionEarly,
    EndExecutionPeriod,
    PublishProgramme,
    RecordMidTermReview,
    ResumeProgramme,
    StartExecution,
    SuspendProgramme,
)
from domain.programme.events import ExecutionStarted, MidTermReviewHeld, ProgrammeResumed
from domain.programme.planning import OPEN, commitments_of
from domain.programme.rules.common import (
    GUARDS,
    decided_for,
    every_council_decided,
    ran_out,
    rules_on,
    taking_effect,
)
from domain.programme.rules.order import while_executed
from domain.programme.stages import Stage
from domain.programme.state import ProgrammeState
from domain.programme.values import Flag
from domain.programme.windows import later

ON_SUSPENSION = frozenset({"other"})
ON_EARLY_END = ON_SUSPENSION | {"programme_closure"}
"""Matters whose adoption can mean the act. There is no kind for suspensions alone, but what a council decided
on a text or on continuity says nothing of one.
"""
MID_TERM_TOLERANCE = timedelta(days=92)
"""How far from its foreseen day a mid-term review may lie without a flag: a quarter, a choice of ours."""


def publishing_guards(
    _state: ProgrammeState, command: PublishProgramme | None, _facts: Facts
) -> Iterator[Check]:
    """Arabic is the authoritative language."""
    if command is not None:
        yield GUARDS["published_in_arabic"].check("ar" in command.languages, found=command.languages)


def starting_guards(state: ProgrammeState, _command: StartExecution | None, _facts: Facts) -> Iterator[Check]:
    """The text that is carried out is public."""
    yield GUARDS["published"].check(bool(state.published_in), because=[state.because.get("published")])


def started(state: ProgrammeState, command: StartExecution, facts: Facts) -> list[NewEvent]:
    """Execution begins; no source forbids that it begins before the period, so that is flagged."""
    on = taking_effect(command, facts).day or legal_day(facts.now)
    return [NewEvent(ExecutionStarted(flags=("before_period",) if on < state.starts_on else None))]


def review_guards(
    state: ProgrammeState, command: RecordMidTermReview | None, facts: Facts
) -> Iterator[Check]:
    """There is one mid-term review, held in execution; it may be entered after its end."""
    yield from while_executed(state, PartialDate.of(command.held_on if command else facts.now))
    yield GUARDS["not_reviewed_yet"].check(
        state.mid_term_review_on is None,
        because=[state.because.get("mid_term")],
        found=state.mid_term_review_on,
    )


def reviewed(state: ProgrammeState, command: RecordMidTermReview, facts: Facts) -> list[NewEvent]:
    """The review, flagged where it lies far from the middle."""
    rules = rules_on(facts, state.lead, command.held_on)
    foreseen = state.starts_on + timedelta(days=rules.mid_term_after_months.value * 365 // 12)
    far = abs(command.held_on - foreseen) > MID_TERM_TOLERANCE
    flags: tuple[Flag, ...] = ("mid_term_date",) if far else ()
    return [NewEvent(MidTermReviewHeld(**command.data(), flags=flags), rule_set=rules.id)]


def decision_checks(
    state: ProgrammeState, command: SuspendProgramme | ResumeProgramme | None, facts: Facts
) -> Iterator[Check]:
    """A suspension, or its end, that a council decides refers to the decision."""
    if command is None or command.decided_by == "court":
        return
    if command.decision is None:
        yield GUARDS["decision_named"].check(False)
        return
    # One decision may say until when execution is suspended.
    by = state.because.get("stage") if isinstance(command, ResumeProgramme) else None
    yield from decided_for(state, command.decision, ON_SUSPENSION, facts, by=by)


def resuming_guards(state: ProgrammeState, command: ResumeProgramme | None, facts: Facts) -> Iterator[Check]:
    """A decision suspended execution; what a judge suspended, a judge lifts."""
    yield GUARDS["execution_suspended"].check(state.execution_suspended, because=[state.because.get("stage")])
    yield from decision_checks(state, command, facts)


def resumed(state: ProgrammeState, command: ResumeProgramme, facts: Facts) -> list[NewEvent]:
    """Execution goes on; where the deadlines had stopped, they move by the days that they stood still."""
    since = state.deadlines_stopped_on
    effective = command.effective_at.day if command.effective_at else None
    days = max(0, ((effective or legal_day(facts.now)) - since).days) if since else 0
    event = NewEvent(ProgrammeResumed(**command.data(), stopped_days=days))
    if since is None or not days:
        return [event]
    moved = (_moved(one, since, days, command) for one in commitments_of(state, facts) if one.status in OPEN)
    return [event, *(extension for extensions in moved for extension in extensions)]


def _moved(
    commitment: CommitmentState, since: date, days: int, command: ResumeProgramme
) -> Iterator[NewEvent]:
    """Only what was still running stood still: what had passed by then stays missed, and what is reported
    waits for no day.
    """

    def moves(day: date) -> bool:
        return since <= day < later(day, days)

    due, stream, decision = commitment.current_deadline, commitment.stream, command.decision
    if due is not None and moves(due):
        event = CommitmentDeadlineExtended(due_on=later(due, days), decision=decision)
        yield NewEvent(event, stream=stream)
    for one in commitment.milestones:
        if one.reported_on is None and moves(one.due_on):
            extended = MilestoneDeadlineExtended(
                milestone=one.key, due_on=later(one.due_on, days), decision=decision
            )
            yield NewEvent(extended, stream=stream)


def running(state: ProgrammeState) -> Check:
    """The programme is in execution, suspended by a decision or not."""
    return GUARDS["running"].check(
        state.reached is Stage.IN_EXECUTION or state.execution_suspended,
        because=[state.because.get("stage")],
    )


def ending_guards(state: ProgrammeState, command: EndExecutionPeriod | None, facts: Facts) -> Iterator[Check]:
    """The last day is over, and no decision holds time still."""
    yield running(state)
    yield GUARDS["deadlines_running"].check(
        state.deadlines_stopped_on is None,
        because=[state.because.get("deadlines")],
        found=state.deadlines_stopped_on,
    )
    over, day = ran_out(state.ends_on, command, facts)
    yield GUARDS["period_over"].check(
        over,
        because=[state.because.get("period"), state.because.get("deadlines")],
        found=day,
        expected=state.ends_on,
    )


def early_end_guards(
    state: ProgrammeState, command: EndExecutionEarly | None, facts: Facts
) -> Iterator[Check]:
    """Every council that the programme binds decided it."""
    yield running(state)
    if command is not None:
        yield from every_council_decided(state, command.decisions, ON_EARLY_END, facts)
