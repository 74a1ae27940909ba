"""How the state follows execution, evaluation and closure."""

from __future__ import annotations

from typing import Any

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
from domain.programme.state import ProgrammeState
from domain.programme.values import DecisionReference
from domain.programme.windows import later


def _published(state: ProgrammeState, event: Event, data: ProgrammePublished) -> ProgrammeState:
    return state.having(event, "published", published_in=data.languages)


def _started(state: ProgrammeState, event: Event, data: ExecutionStarted) -> ProgrammeState:
    return state.having(event, "stage", reached=Stage.IN_EXECUTION, flags=state.flags + (data.flags or ()))


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
        *_cited(data.decision),
        reached=Stage.SUSPENDED,
        execution_suspended=True,
        deadlines_stopped_on=stopped,
    )


def _resumed(state: ProgrammeState, event: Event, data: ProgrammeResumed) -> ProgrammeState:
    return state.having(
        event,
        "stage",
        "deadlines",
        *_cited(data.decision),
        reached=Stage.IN_EXECUTION,
        execution_suspended=False,
        deadlines_stopped_on=None,
        ends_on=later(state.ends_on, data.stopped_days),
    )


def _ended(state: ProgrammeState, event: Event, _data: Any) -> ProgrammeState:
    return state.halted().moved(event, Stage.FINAL_EVALUATION)


def _ended_early(state: ProgrammeState, event: Event, data: ExecutionEndedEarly) -> ProgrammeState:
    return _ended(state, event, data).having(event, *_cited(*data.decisions))


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
    return _ended(after, event, data) if data.decision == "end" else after


EVOLVE: Evolution[ProgrammeState] = {
    ProgrammePublished: _published,
    ExecutionStarted: _started,
    MidTermReviewHeld: _reviewed,
    ProgrammeSuspended: _suspended,
    ProgrammeResumed: _resumed,
    ExecutionPeriodEnded: _ended,
    ExecutionEndedEarly: _ended_early,
    ProgrammeClosed: _closed,
    ProgrammeContinuityDecided: _continuity,
    DepartureDecided: _departure,
}
