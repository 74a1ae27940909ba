"""How the state begins for a programme that is taken over."""

from __future__ import annotations

from datetime import timedelta

from domain.kernel.dates import legal_day
from domain.kernel.decider import Evolution
from domain.kernel.events import Event
from domain.programme.events import CommitmentsEntered, ProgrammeTakenOver
from domain.programme.stages import Stage
from domain.programme.state import ProgrammeState
from domain.programme.values import DraftVersion, Halt


def _taken_over(state: ProgrammeState, event: Event, data: ProgrammeTakenOver) -> ProgrammeState:
    drafts: tuple[DraftVersion, ...] = ()
    if data.sha256 is not None:
        drafts = (DraftVersion(version=1, sha256=data.sha256, commitments=data.commitments),)
    after = state.having(
        event,
        *("stage", "initiated", "period", "axes", "draft", "adopted", "taken_over", "execution_over"),
        reached=data.stage_reached,
        collectivity_ids=data.collectivity_ids,
        title=data.title,
        starts_on=data.starts_on,
        ends_on=data.ends_on,
        axes=data.axes,
        channels=data.channels or (),
        drafts=drafts,
        adopted_version=1 if data.adopted_before else None,
        commitments=data.planned,
        passage=data.passage(event.rule_set),
        mandates={mandate.collectivity_id: mandate.mandate_id for mandate in data.mandates},
        taken_over=True,
        unverified=data.unverified,
        missing=data.missing,
        known=data.known,
        flags=data.flags or (),
        validated_version=1 if data.stage_reached is Stage.SUBMITTED else None,
        executed_until=data.ends_on if data.stage_reached is Stage.FINAL_EVALUATION else None,
    )
    return after if data.halt is None else _halted(after, event, data.halt)


def _halted(state: ProgrammeState, event: Event, halt: Halt) -> ProgrammeState:
    """Since when the programme stands still; of a suspended execution, until when there was one."""
    days = state.days | {state.stage: halt.halted_on}
    if halt.halted_by != "execution_suspended":
        return state.model_copy(update={"days": days})
    interval = halt.halted_on.interval()
    last = interval.end - timedelta(microseconds=1) if interval else event.recorded_at
    changes = {
        "days": days,
        "execution_suspended": True,
        "executed_until": legal_day(last),
        "deadlines_stopped_on": halt.halted_on.day if halt.stops_deadlines else None,
    }
    return state.having(event, "deadlines", **changes)


def _entered(state: ProgrammeState, event: Event, data: CommitmentsEntered) -> ProgrammeState:
    before = state.draft(state.adopted_version)
    commitments = (*(before.commitments if before else ()), *data.commitments)
    draft = DraftVersion(version=data.version, sha256=data.sha256, commitments=commitments)
    return state.having(
        event,
        "draft",
        "adopted",
        drafts=(*state.drafts, draft),
        adopted_version=data.version,
        commitments=(*state.commitments, *data.planned),
    )


EVOLVE: Evolution[ProgrammeState] = {
    ProgrammeTakenOver: _taken_over,
    CommitmentsEntered: _entered,
}
