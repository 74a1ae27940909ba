"""How the state follows the councils."""

from __future__ import annotations

from domain.kernel.decider import Evolution
from domain.kernel.events import Event
from domain.programme.events import (
    AmendmentVoted,
    DraftingResumed,
    NewDeliberationVoted,
    ProgrammeAdopted,
    ProgrammeAdoptedByCouncil,
    ProgrammeReferredBack,
    ProgrammeRejectedByCouncil,
    ProgrammeReopened,
    ProgrammeSubmittedToCouncil,
    ProgrammeWithdrawn,
)
from domain.programme.passage import CouncilVote, Passage, Submission
from domain.programme.stages import Stage
from domain.programme.state import UNVALIDATED, ProgrammeState


def _submitted(state: ProgrammeState, event: Event, data: ProgrammeSubmittedToCouncil) -> ProgrammeState:
    submission = Submission(**dict(data), submitted_on=event.effective_at)
    passage = state.passage or Passage(version=data.version, sha256=data.sha256)
    return state.passing(event, passage.submitted(submission), f"submitted:{data.collectivity_id}")


def _adopted_by(state: ProgrammeState, event: Event, data: ProgrammeAdoptedByCouncil) -> ProgrammeState:
    passage = state.passage or Passage(version=data.version, sha256=data.sha256)
    vote = CouncilVote(outcome="adopted", **data.model_dump(exclude={"version", "sha256"}))
    after = state.passing(event, passage.voted(vote), f"vote:{data.collectivity_id}")
    if data.mandate_id is None:
        return after
    return after.model_copy(update={"mandates": state.mandates | {data.collectivity_id: data.mandate_id}})


def _adopted(state: ProgrammeState, event: Event, data: ProgrammeAdopted) -> ProgrammeState:
    return state.having(
        event,
        "adopted",
        adopted_version=data.version,
        commitments=data.commitments,
        flags=state.flags + data.flags,
    )


def _rejected(state: ProgrammeState, event: Event, data: ProgrammeRejectedByCouncil) -> ProgrammeState:
    passage = state.passage or Passage(version=data.version, sha256=data.sha256)
    vote = CouncilVote(outcome="rejected", **data.model_dump(exclude={"version", "sha256"}))
    return state.passing(event, passage.voted(vote), f"vote:{data.collectivity_id}")


def _referred_back(state: ProgrammeState, event: Event, data: ProgrammeReferredBack) -> ProgrammeState:
    if state.passage is None:
        return state
    passage = state.passage.model_copy(update={"referred_by": "council", "material": data.material})
    return state.passing(event, passage, f"vote:{data.collectivity_id}")


def _deliberated_anew(state: ProgrammeState, event: Event, data: NewDeliberationVoted) -> ProgrammeState:
    passage = state.current_passage
    if passage is None:
        return state
    if data.result == "not_maintained":
        return _let_fall(state, event, passage, data)
    changes = {"received_on": None, "objected": False, "confirmed": data.result == "confirmed"}
    passage = passage.controlled(data.collectivity_id, **changes)
    objected = any(control.objected for control in passage.controls)
    text = {
        "version": data.version,
        "sha256": data.sha256,
        "referred_by": "objection" if objected else "",
    }
    told = state.control_facts(data.collectivity_id, *changes)
    return state.passing(event, passage.model_copy(update=text), *told)


def _let_fall(
    state: ProgrammeState, event: Event, passage: Passage, data: NewDeliberationVoted
) -> ProgrammeState:
    if state.amendment is not None:
        return state.having(event, "amendment", amendment=None)
    vote = CouncilVote(outcome="rejected", **data.model_dump(exclude={"version", "sha256", "result"}))
    fallen = passage.model_copy(update={"referred_by": ""}).voted(vote)
    return state.passing(event, fallen, f"vote:{data.collectivity_id}")


def _amendment_voted(state: ProgrammeState, event: Event, data: AmendmentVoted) -> ProgrammeState:
    passage = state.amendment.passage if state.amendment else None
    if passage is None:
        return state
    if data.outcome == "rejected":
        return state.having(event, "amendment", amendment=None)
    if data.outcome == "referred_back":
        return state.passing(event, passage.model_copy(update={"referred_by": "council"}))
    vote = CouncilVote.model_validate(data.model_dump(exclude={"version", "sha256"}))
    return state.passing(event, passage.voted(vote), f"vote:{data.collectivity_id}")


def _resumed(state: ProgrammeState, event: Event, data: DraftingResumed) -> ProgrammeState:
    material = state.passage is not None and state.passage.material
    return state.having(
        event,
        "stage",
        "rework",
        reached=Stage(data.to),
        consultation_required=material,
        sent_back_version=state.passage.version if state.passage else None,
        passage=None,
        **UNVALIDATED,
    ).dated(event, data.to)


def _reopened(state: ProgrammeState, event: Event, _data: ProgrammeReopened) -> ProgrammeState:
    return state.having(
        event,
        "stage",
        "rework",
        reached=Stage.DRAFTING,
        passage=None,
        **UNVALIDATED,
    ).dated(event, Stage.DRAFTING)


def _withdrawn(state: ProgrammeState, event: Event, _data: ProgrammeWithdrawn) -> ProgrammeState:
    return state.halted().moved(event, Stage.WITHDRAWN)


EVOLVE: Evolution[ProgrammeState] = {
    ProgrammeSubmittedToCouncil: _submitted,
    ProgrammeAdoptedByCouncil: _adopted_by,
    ProgrammeAdopted: _adopted,
    ProgrammeRejectedByCouncil: _rejected,
    ProgrammeReferredBack: _referred_back,
    NewDeliberationVoted: _deliberated_anew,
    AmendmentVoted: _amendment_voted,
    DraftingResumed: _resumed,
    ProgrammeReopened: _reopened,
    ProgrammeWithdrawn: _withdrawn,
}
