"""How events change what is known of a commitment."""

from __future__ import annotations

from datetime import date
from typing import Any

from domain.commitment import events as e
from domain.commitment.state import CommitmentState, moved_by
from domain.commitment.values import Deadline, Dispute, MilestoneProgress
from domain.kernel.decider import Evolution
from domain.kernel.events import Event
from domain.kernel.values import Role
from domain.programme.values import Decided, DecisionReference, ProposedMilestone


def _planned(state: CommitmentState, event: Event, data: e.CommitmentPlanned) -> CommitmentState:
    text = {name: getattr(data, name) for name in _TEXT}
    identity = {name: getattr(data, name) for name in ("programme_id", "collectivity_ids", "key")}
    return state.having(
        event,
        "stage",
        "planned",
        "deadline",
        *(f"deadline:{milestone.key}" for milestone in data.milestones),
        **identity,
        **text,
        status="planned",
        unverified=data.unverified or (),
        deadlines=(_deadline(event, data.due_on),),
        milestones=tuple(_new_milestone(event, milestone) for milestone in data.milestones),
    )


_TEXT = ("title", "lead", "principles", "axis", "idea_ids")


def _revised(state: CommitmentState, event: Event, data: e.CommitmentRevised) -> CommitmentState:
    milestones = tuple(_revised_milestone(state, event, milestone) for milestone in data.milestones)
    moved = state.current_deadline != data.due_on
    deadlines = (*state.deadlines, _deadline(event, data.due_on)) if moved else state.deadlines
    promised = {milestone.key: milestone.due_on for milestone in state.milestones}
    newly_due = [one.key for one in data.milestones if promised.get(one.key) != one.due_on]
    return state.having(
        event,
        *(["deadline"] if moved else []),
        *(f"deadline:{key}" for key in newly_due),
        **{name: getattr(data, name) for name in _TEXT},
        milestones=milestones,
        deadlines=deadlines,
        text_version=data.text_version,
    )


def _new_milestone(event: Event, milestone: ProposedMilestone) -> MilestoneProgress:
    return MilestoneProgress(
        key=milestone.key,
        title=milestone.title,
        starts_on=milestone.starts_on,
        due_on=milestone.due_on,
        deadlines=(_deadline(event, milestone.due_on),),
    )


def _revised_milestone(state: CommitmentState, event: Event, new: ProposedMilestone) -> MilestoneProgress:
    old = state.milestone(new.key)
    if old is None:
        return _new_milestone(event, new)
    text = {"title": new.title, "starts_on": new.starts_on}
    if old.due_on == new.due_on:
        return old.model_copy(update=text)
    deadlines = (*old.deadlines, _deadline(event, new.due_on))
    return old.model_copy(update={**text, "due_on": new.due_on, "deadlines": deadlines})


def _deadline(event: Event, due_on: date) -> Deadline:
    """Who recorded a decision of a council is not who decided it."""
    decided: Decided | None = getattr(event.data, "decided", None)
    decision: DecisionReference | None = getattr(event.data, "decision", None)
    if decided is None:
        reason = event.reason.code if event.reason else None
        decided = Decided(by=Role.COUNCIL if decision else event.actor.role, decision=decision, reason=reason)
    return Deadline(
        due_on=due_on,
        event_id=event.event_id,
        decided_by=decided.by,
        decision=decided.decision,
        reason=decided.reason,
    )


def _started(state: CommitmentState, event: Event, _data: e.CommitmentStarted) -> CommitmentState:
    return state.having(event, "stage", status="in_progress")


def _progress(state: CommitmentState, event: Event, data: e.ProgressReported) -> CommitmentState:
    return _with_evidence(state, event).having(event, claimed_percentage=data.percentage)


def _milestone_reported(state: CommitmentState, event: Event, data: e.MilestoneReported) -> CommitmentState:
    changes = {"reported_on": data.reached_on, "reported_by": by(event)}
    state = _with_evidence(state, event)
    return _change(state, event, data.milestone, f"reported:{data.milestone}", **changes)


def _milestone_verified(state: CommitmentState, event: Event, data: e.MilestoneVerified) -> CommitmentState:
    return _change(state, event, data.milestone, f"verified:{data.milestone}", verified_on=event.effective_at)


def _change(state: CommitmentState, event: Event, key: str, *facts: str, **changes: Any) -> CommitmentState:
    milestones = tuple(
        milestone.model_copy(update=changes) if milestone.key == key else milestone
        for milestone in state.milestones
    )
    return state.having(event, *facts, milestones=milestones)


def _with_evidence(state: CommitmentState, event: Event) -> CommitmentState:
    if not event.evidence:
        return state
    return state.having(event, "evidence", evidence_count=state.evidence_count + len(event.evidence))


def _evidence(state: CommitmentState, event: Event, _data: e.EvidenceAdded) -> CommitmentState:
    return _with_evidence(state, event)


def _reported(state: CommitmentState, event: Event, data: e.CommitmentReportedComplete) -> CommitmentState:
    return _with_evidence(state, event).having(
        event,
        "stage",
        "reported",
        status="reported_complete",
        completed_on=data.completed_on,
        reported_by=by(event),
    )


def _verified(state: CommitmentState, event: Event, _data: e.CommitmentVerifiedComplete) -> CommitmentState:
    return state.having(event, "stage", status="verified_complete")


def _not_confirmed(state: CommitmentState, event: Event, _data: e.CompletionNotConfirmed) -> CommitmentState:
    return state.having(event, "stage", status="in_progress", completed_on=None, reported_by=None)


def _dropped(state: CommitmentState, event: Event, data: e.CommitmentDropped) -> CommitmentState:
    return state.having(
        event, "stage", status="dropped", replaced_by=data.replaced_by, given_up_on=event.effective_at
    )


def _carried_over(state: CommitmentState, event: Event, _data: e.CommitmentCarriedOver) -> CommitmentState:
    return state.having(event, "stage", status="carried_over", given_up_on=event.effective_at)


def _extended(state: CommitmentState, event: Event, data: e.CommitmentDeadlineExtended) -> CommitmentState:
    deadlines = (*state.deadlines, _deadline(event, data.due_on))
    moved = (moved_by(data.decision),) if data.decision else ()
    return state.having(event, "deadline", *moved, deadlines=deadlines)


def _milestone_extended(
    state: CommitmentState, event: Event, data: e.MilestoneDeadlineExtended
) -> CommitmentState:
    milestone = state.milestone(data.milestone)
    if milestone is None:
        return state
    deadlines = (*milestone.deadlines, _deadline(event, data.due_on))
    facts = [f"deadline:{data.milestone}"]
    if data.decision is not None:
        facts.append(moved_by(data.decision, data.milestone))
    return _change(state, event, data.milestone, *facts, due_on=data.due_on, deadlines=deadlines)


def _missed(state: CommitmentState, event: Event, data: e.DeadlineMissed) -> CommitmentState:
    if data.milestone is not None:
        return _change(state, event, data.milestone, f"missed:{data.milestone}", missed=data.due_on)
    return state.having(event, "missed", missed=data.due_on)


def _contested(state: CommitmentState, event: Event, data: e.EvidenceContested) -> CommitmentState:
    dispute = Dispute(dispute_id=data.dispute_id, statement=data.statement, evidence=event.evidence)
    return state.having(event, f"dispute:{data.dispute_id}", disputes=(*state.disputes, dispute))


def _resolved(state: CommitmentState, event: Event, data: e.DisputeResolved) -> CommitmentState:
    answer = {"upheld": data.upheld, "response": data.response}
    disputes = tuple(
        dispute.model_copy(update=answer) if dispute.dispute_id == data.dispute_id else dispute
        for dispute in state.disputes
    )
    return state.having(event, f"resolved:{data.dispute_id}", disputes=disputes)


def by(event: Event) -> str:
    """Who acted, as one comparable word."""
    return event.actor.person_ref or event.actor.body or str(event.actor.role)


EVOLVE: Evolution[CommitmentState] = {
    e.CommitmentPlanned: _planned,
    e.CommitmentRevised: _revised,
    e.CommitmentStarted: _started,
    e.ProgressReported: _progress,
    e.MilestoneReported: _milestone_reported,
    e.MilestoneVerified: _milestone_verified,
    e.EvidenceAdded: _evidence,
    e.CommitmentReportedComplete: _reported,
    e.CommitmentVerifiedComplete: _verified,
    e.CompletionNotConfirmed: _not_confirmed,
    e.CommitmentDropped: _dropped,
    e.CommitmentCarriedOver: _carried_over,
    e.CommitmentDeadlineExtended: _extended,
    e.MilestoneDeadlineExtended: _milestone_extended,
    e.DeadlineMissed: _missed,
    e.EvidenceContested: _contested,
    e.DisputeResolved: _resolved,
}
