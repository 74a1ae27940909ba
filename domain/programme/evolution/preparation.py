"""How the state grows until the committee validates a text."""

from __future__ import annotations

from domain.kernel.decider import Evolution
from domain.kernel.events import Event
from domain.programme.events import (
    AdvisoryBodyConsulted,
    ConsultationRoundClosed,
    ConsultationRoundOpened,
    DraftValidatedByCommittee,
    DraftVersionPublished,
    IdeaCollectionClosed,
    IdeaCollectionOpened,
    PriorityAxesIdentified,
    ProgrammeInitiated,
)
from domain.programme.stages import Stage
from domain.programme.state import UNVALIDATED, ProgrammeState
from domain.programme.values import DraftVersion


def _initiated(state: ProgrammeState, event: Event, data: ProgrammeInitiated) -> ProgrammeState:
    return state.having(
        event,
        "stage",
        "initiated",
        "period",
        reached=Stage.INITIATED,
        collectivity_ids=data.collectivity_ids,
        title=data.title,
        starts_on=data.starts_on,
        ends_on=data.ends_on,
        flags=state.flags + data.flags,
    ).dated(event, Stage.INITIATED)


def _axes(state: ProgrammeState, event: Event, data: PriorityAxesIdentified) -> ProgrammeState:
    after = state.having(event, "axes", axes=data.axes, flags=state.flags + data.flags)
    return after.dated(event, "axes")


def _advised(state: ProgrammeState, event: Event, data: AdvisoryBodyConsulted) -> ProgrammeState:
    return state.having(event, "advisory_body", advisory_body_consulted_on=data.consulted_on)


def _collecting(state: ProgrammeState, event: Event, data: IdeaCollectionOpened) -> ProgrammeState:
    after = state.moved(event, Stage.IDEA_COLLECTION)
    return after.model_copy(update={"channels": data.channels, "flags": state.flags + data.flags})


def _collected(state: ProgrammeState, event: Event, data: IdeaCollectionClosed) -> ProgrammeState:
    return state.having(
        event,
        "stage",
        "ideas",
        reached=Stage.DRAFTING,
        ideas=data.ideas,
        ideas_digest=data.ideas_digest,
    ).dated(event, Stage.DRAFTING)


def _drafted(state: ProgrammeState, event: Event, data: DraftVersionPublished) -> ProgrammeState:
    draft = DraftVersion(
        version=data.version,
        sha256=data.sha256,
        commitments=data.commitments,
        published_on=event.effective_at,
    )
    earlier = tuple(one for one in state.drafts if one.version != data.version)
    return state.having(event, "draft", drafts=(*earlier, draft), **UNVALIDATED)


def _opened(state: ProgrammeState, event: Event, data: ConsultationRoundOpened) -> ProgrammeState:
    after = state.having(
        event,
        "round",
        consultation_ids=(*state.consultation_ids, data.consultation_id),
        open_consultation_id=data.consultation_id,
        consultation_required=False,
        sent_back_version=None,
    )
    if state.amendment is None:
        # The committee validates after the consultation, so what it validated before counts no more.
        return after.model_copy(update=UNVALIDATED).moved(event, Stage.CONSULTATION)
    changes = {"status": "consultation", "consultation_id": data.consultation_id}
    return after.having(event, "amendment", amendment=state.amendment.model_copy(update=changes))


def _closed(state: ProgrammeState, event: Event, data: ConsultationRoundClosed) -> ProgrammeState:
    if state.open_consultation_id != data.consultation_id:
        return state
    after = state.having(event, "round", open_consultation_id=None)
    if state.amendment is not None:
        amendment = state.amendment.model_copy(update={"status": "consulted"})
        return after.having(event, "amendment", amendment=amendment)
    return after.moved(event, Stage.FINALISING) if state.reached is Stage.CONSULTATION else after


def _validated(state: ProgrammeState, event: Event, data: DraftValidatedByCommittee) -> ProgrammeState:
    return state.having(event, "validated", validated_version=data.version, validated_on=event.effective_at)


EVOLVE: Evolution[ProgrammeState] = {
    ProgrammeInitiated: _initiated,
    PriorityAxesIdentified: _axes,
    AdvisoryBodyConsulted: _advised,
    IdeaCollectionOpened: _collecting,
    IdeaCollectionClosed: _collected,
    DraftVersionPublished: _drafted,
    ConsultationRoundOpened: _opened,
    ConsultationRoundClosed: _closed,
    DraftValidatedByCommittee: _validated,
}
