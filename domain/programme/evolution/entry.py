"""How the state begins for a programme that is taken over."""

from __future__ import annotations

from domain.kernel.decider import Evolution
from domain.kernel.events import Event
from domain.programme.events import CommitmentsEntered, ProgrammeTakenOver
from domain.programme.stages import Stage
from domain.programme.state import ProgrammeState
from domain.programme.values import DraftVersion


def _taken_over(state: ProgrammeState, event: Event, data: ProgrammeTakenOver) -> ProgrammeState:
    drafts: tuple[DraftVersion, ...] = ()
    if data.sha256 is not None:
        drafts = (DraftVersion(version=1, sha256=data.sha256, commitments=data.commitments),)
    return state.having(
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
        executed_until=data.ends_on if data.stage_reached is Stage.FINAL_EVALUATION else None,
    )


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
