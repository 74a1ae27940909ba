"""How the state follows a change of the text in force."""

from __future__ import annotations

from domain.kernel.decider import Evolution
from domain.kernel.events import Event
from domain.programme.events import (
    AmendmentAbandoned,
    AmendmentApprovedByCommittee,
    AmendmentInForce,
    AmendmentProposed,
    AmendmentSubmittedToCouncil,
)
from domain.programme.passage import Amendment, Passage, Submission
from domain.programme.state import ProgrammeState
from domain.programme.values import DraftVersion


def _proposed(state: ProgrammeState, event: Event, data: AmendmentProposed) -> ProgrammeState:
    draft = DraftVersion(
        version=data.version,
        sha256=data.sha256,
        commitments=data.commitments,
        published_on=event.effective_at,
    )
    amendment = Amendment(
        version=data.version,
        sha256=data.sha256,
        material=data.material,
        commitments=data.commitments,
        reason=event.reason.code if event.reason else None,
    )
    drafts = tuple(one for one in state.drafts if one.version != data.version)
    after = state.having(event, "amendment", "draft", drafts=(*drafts, draft), amendment=amendment)
    return after.dated(event, "amendment")


def _approved(state: ProgrammeState, event: Event, _data: AmendmentApprovedByCommittee) -> ProgrammeState:
    if state.amendment is None:
        return state
    approved = state.amendment.model_copy(update={"status": "approved"})
    return state.having(event, "amendment", amendment=approved)


def _submitted(state: ProgrammeState, event: Event, data: AmendmentSubmittedToCouncil) -> ProgrammeState:
    if state.amendment is None:
        return state
    passage = state.amendment.passage or Passage(version=data.version, sha256=data.sha256)
    if passage.referred_by:
        passage = Passage(version=data.version, sha256=data.sha256)
    submission = Submission(**dict(data), submitted_on=event.effective_at)
    return state.passing(event, passage.submitted(submission), f"submitted:{data.collectivity_id}")


def _abandoned(state: ProgrammeState, event: Event, _data: AmendmentAbandoned) -> ProgrammeState:
    return state.having(event, "amendment", amendment=None)


def _in_force(state: ProgrammeState, event: Event, data: AmendmentInForce) -> ProgrammeState:
    return state.having(
        event,
        "amendment",
        "adopted",
        amendment=None,
        adopted_version=data.version,
        commitments=data.commitments,
        published_in=data.languages,
    )


EVOLVE: Evolution[ProgrammeState] = {
    AmendmentProposed: _proposed,
    AmendmentApprovedByCommittee: _approved,
    AmendmentSubmittedToCouncil: _submitted,
    AmendmentAbandoned: _abandoned,
    AmendmentInForce: _in_force,
}
