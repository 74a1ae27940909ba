"""How the state follows execution, evaluation and closure."""

from __future__ import annotations

from datetime import date, timedelta

from domain.kernel.dates import legal_day
from domain.kernel.decider import Evolution
from domain.kernel.events import Event
from domain.programme.events import (
    DepartureDecided,
    ExecutionEndedEarly,
    ExecutionPeriodEnded,
    ExecutionStarted,
    MidTermReviewHeld,
    ProgrammeClosed,
    ProgrammeContinuityDecided,
    ProgrammePublished,
    ProgrammeResumed,
    ProgrammeSuspended,
)
from domain.programme.stages import Stage
from domain.programme.state import ProgrammeState, day_of
from domain.programme.values import DecisionReference
from domain.programme.windows import later


def _published(state: ProgrammeState, event: Event, data: ProgrammePublished) -> ProgrammeState:
    return state.having(event, "published", published_in=data.languages).dated(event, "published")


def _started(state: ProgrammeState, event: Event, data: ExecutionStarted) -> ProgrammeState:
    flags = state.flags + (data.flags or ())
    after = state.having(event, "stage", "execution", reached=Stage.IN_EXECUTION, flags=flags)
    return after.dated(event, Stage.IN_EXECUTION)


def _last_day(event: Event) -> date:
    """The last day on which what an event ends may still have been: the day itself belongs to it."""
    interval = day_of(event).interval()
    return legal_day(interval.end - timedelta(microseconds=1)) if interval else legal_day(event.recorded_at)


def _reviewed(state: ProgrammeState, event: Event, data: MidTermReviewHeld) -> ProgrammeState:
    flags = state.flags + data.flags
    return state.having(event, "mid_term", mid_term_review_on=data.held_on, flags=flags)


def _cited(*decisions: DecisionReference | None) -> tuple[str, ...]:
    """The facts that these decisions were cited."""
    return tuple(decision.cited for decision in decisions if decision is not None)


def _suspended(state: ProgrammeState, event: Event, data: ProgrammeSuspended) -> ProgrammeState:
    stopped = legal_day(event.recorded_at) if data.stops_deadlines else None
    if stopped is not None and event.effective_at.day is not None:
        stopped = event.effective_at.day
    return state.having(
        event,
        "stage",
        "deadlines",
        "execution_over",
        *_cited(data.decision),
        reached=Stage.SUSPENDED,
        execution_suspended=True,
        deadlines_stopped_on=stopped,
        executed_until=_last_day(event),
    ).dated(event, Stage.SUSPENDED)


def _resumed(state: ProgrammeState, event: Event, data: ProgrammeResumed) -> ProgrammeState:
    return state.having(
        event,
        "stage",
        "deadlines",
        *_cited(data.decision),
        reached=Stage.IN_EXECUTION,
        execution_suspended=False,
        deadlines_stopped_on=None,
        executed_until=None,
        ends_on=later(state.ends_on, data.stopped_days),
    )


def _ended(state: ProgrammeState, event: Event, last: date) -> ProgrammeState:
    # Where execution was suspended when it ended, nothing was carried out since the suspension.
    until = min(last, state.ends_on, state.executed_until or last)
    after = state.halted().moved(event, Stage.FINAL_EVALUATION)
    return after.having(event, "execution_over", executed_until=until)


def _period_ended(state: ProgrammeState, event: Event, _data: ExecutionPeriodEnded) -> ProgrammeState:
    return _ended(state, event, state.ends_on)


def _ended_early(state: ProgrammeState, event: Event, data: ExecutionEndedEarly) -> ProgrammeState:
    return _ended(state, event, _last_day(event)).having(event, *_cited(*data.decisions))


def _closed(state: ProgrammeState, event: Event, data: ProgrammeClosed) -> ProgrammeState:
    after = state.moved(event, Stage.CLOSED)
    return after.model_copy(update={"closing_decisions": data.decisions, "dispositions": data.dispositions})


def _continuity(state: ProgrammeState, event: Event, data: ProgrammeContinuityDecided) -> ProgrammeState:
    after = state.having(
        event,
        f"continuity:{data.collectivity_id}",
        *_cited(DecisionReference.named_by(data)),
        continuity=state.continuity | {data.collectivity_id: data.decision},
        mandates=state.mandates | {data.collectivity_id: data.mandate_id},
    )
    if data.decision != "withdraw":
        return after
    return after.halted().moved(event, Stage.WITHDRAWN)


def _departure(state: ProgrammeState, event: Event, data: DepartureDecided) -> ProgrammeState:
    after = state.having(event, f"departure:{data.collectivity_id}", *_cited(*data.decisions or ()))
    return _ended(after, event, _last_day(event)) if data.decision == "end" else after


EVOLVE: Evolution[ProgrammeState] = {
    ProgrammePublished: _published,
    ExecutionStarted: _started,
    MidTermReviewHeld: _reviewed,
    ProgrammeSuspended: _suspended,
    ProgrammeResumed: _resumed,
    ExecutionPeriodEnded: _period_ended,
    ExecutionEndedEarly: _ended_early,
    ProgrammeClosed: _closed,
    ProgrammeContinuityDecided: _continuity,
    DepartureDecided: _departure,
}
