"""The guards of commitments (T22, 5.3; invariant 6: dates within the programme's period or explained)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from domain.commitment import commands as c
from domain.commitment.execution import programme, while_executed
from domain.commitment.state import CommitmentState, moved_by
from domain.commitment.table import GUARDS
from domain.council_session.state import CouncilSessionState
from domain.kernel.dates import PartialDate, legal_day
from domain.kernel.decider import Facts
from domain.kernel.guards import Check
from domain.kernel.values import Actor, Localised
from domain.programme.values import DecisionReference

ON_DROPPING = frozenset({"other"})
ON_DEADLINES = ON_DROPPING | {"deadline_extension"}
"""Matters whose adoption can mean the act; that a council adopted a text does not mean that it changes it."""


def milestone_reported(
    state: CommitmentState, command: c.ReportMilestone | None, facts: Facts
) -> Iterator[Check]:
    """A milestone is reported once. It was reached in execution; the report may come later."""
    yield from while_executed(state, command.reached_on if command else PartialDate.of(facts.now), facts)
    if command is None:
        left = [one for one in state.milestones if one.reported_on is None]
        yield GUARDS["milestone_not_reported"].check(bool(left), milestone=None)
        return
    yield from _milestone_known(state, command.milestone)
    milestone = state.milestone(command.milestone)
    if milestone is not None:
        yield GUARDS["milestone_not_reported"].check(milestone.reported_on is None, milestone=milestone.key)


def milestone_verified(
    state: CommitmentState, command: c.VerifyMilestone | None, _facts: Facts
) -> Iterator[Check]:
    """A reported milestone is verified once, by somebody else."""
    if command is None:
        reported_ones = [one for one in state.milestones if one.reported_on and one.verified_on is None]
        yield GUARDS["milestone_reported"].check(bool(reported_ones), milestone=None)
        return
    yield from _milestone_known(state, command.milestone)
    milestone = state.milestone(command.milestone)
    if milestone is None:
        return
    reported = state.because.get(f"reported:{milestone.key}")
    yield GUARDS["milestone_reported"].check(
        milestone.reported_on is not None, because=[reported], milestone=milestone.key
    )
    yield GUARDS["milestone_not_verified"].check(milestone.verified_on is None, milestone=milestone.key)
    yield _by_another(command.actor, milestone.reported_by, reported)


def completed(
    state: CommitmentState, command: c.ReportCommitmentComplete | None, facts: Facts
) -> Iterator[Check]:
    """Every milestone was reported and there is evidence. The work was done in execution."""
    yield from while_executed(state, command.completed_on if command else PartialDate.of(facts.now), facts)
    missing = [milestone.key for milestone in state.milestones if milestone.reported_on is None]
    because = [state.because.get(f"reported:{milestone.key}") for milestone in state.milestones]
    yield GUARDS["every_milestone_reported"].check(not missing, because=because, found=missing)
    given = state.evidence_count > 0 or (command is not None and bool(command.evidence))
    yield GUARDS["evidence_given"].check(given, because=[state.because.get("evidence")])


def verified(
    state: CommitmentState, command: c.VerifyCommitmentComplete | None, _facts: Facts
) -> Iterator[Check]:
    """Every milestone was verified, and the verifier is not the reporter."""
    missing = [milestone.key for milestone in state.milestones if milestone.verified_on is None]
    because = [state.because.get(f"verified:{milestone.key}") for milestone in state.milestones]
    yield GUARDS["every_milestone_verified"].check(not missing, because=because, found=missing)
    if command is not None:
        yield _by_another(command.actor, state.reported_by, state.because.get("reported"))


def evidence_given(state: CommitmentState, command: c.AddEvidence | None, _facts: Facts) -> Iterator[Check]:
    """The command names documents."""
    if command is None:
        return
    yield GUARDS["evidence_given"].check(bool(command.evidence))
    if command.milestone is not None:
        yield from _milestone_known(state, command.milestone)


def dropped(state: CommitmentState, command: c.DropCommitment | None, facts: Facts) -> Iterator[Check]:
    """A recorded decision or a document gives the ground; a replacement belongs to the programme."""
    if command is None:
        return
    yield GUARDS["decision_named"].check(command.decision is not None or bool(command.evidence))
    yield from _decided(state, command.decision, ON_DROPPING, facts)
    if command.replaced_by is not None:
        other = facts.state(f"commitment:{command.replaced_by}", CommitmentState)
        met = (
            other.programme_id == state.programme_id and command.replaced_by != state.stream.partition(":")[2]
        )
        yield GUARDS["replacement_in_programme"].check(
            met, because=[other.because.get("planned")], found=command.replaced_by
        )


def extended(
    state: CommitmentState, command: c.ExtendCommitmentDeadline | None, facts: Facts
) -> Iterator[Check]:
    """The deadline moves to a later day, within the period or explained."""
    if command is None:
        due = state.current_deadline
        yield GUARDS["later_deadline"].check(due is not None, expected=due, found=None)
        return
    yield GUARDS["later_deadline"].check(
        state.current_deadline is not None and command.due_on > state.current_deadline,
        because=[state.because.get("deadline")],
        expected=state.current_deadline,
        found=command.due_on,
    )
    yield _within_period(state, command.due_on, command.outside_period, facts)
    yield from _moving(state, command.decision, facts)


def milestone_extended(
    state: CommitmentState, command: c.ExtendMilestoneDeadline | None, facts: Facts
) -> Iterator[Check]:
    """A milestone's deadline moves to a later day that is not after the commitment's."""
    if command is None:
        yield GUARDS["milestone_known"].check(bool(state.milestones), found=None, expected=None)
        return
    yield from _milestone_known(state, command.milestone)
    milestone, due = state.milestone(command.milestone), state.current_deadline
    if milestone is None or due is None:
        return
    because = [state.because.get(f"deadline:{milestone.key}")]
    yield GUARDS["later_deadline"].check(
        command.due_on > milestone.due_on, because=because, expected=milestone.due_on, found=command.due_on
    )
    yield GUARDS["within_commitment"].check(
        command.due_on <= due, because=[state.because.get("deadline")], expected=due, found=command.due_on
    )
    yield _within_period(state, command.due_on, command.outside_period, facts)
    yield from _moving(state, command.decision, facts, milestone.key)


def missed(state: CommitmentState, command: c.MissDeadline | None, facts: Facts) -> Iterator[Check]:
    """The deadline in force is over, the work is not reported, and nobody noted it yet."""
    if command is None:
        return
    if command.milestone is not None:
        yield from _milestone_known(state, command.milestone)
    milestone = state.milestone(command.milestone)
    due = milestone.due_on if milestone else state.current_deadline
    done = milestone.reported_on if milestone else state.completed_on
    noted = milestone.missed if milestone else state.missed
    part = f":{milestone.key}" if milestone else ""
    because = [state.because.get(f"deadline{part}")]
    today = legal_day(facts.now)
    yield GUARDS["deadline_in_force"].check(
        due == command.due_on, because=because, expected=due, found=command.due_on
    )
    yield GUARDS["deadline_passed"].check(command.due_on < today, expected=command.due_on, found=today)
    yield GUARDS["work_unfinished"].check(done is None, found=done)
    yield GUARDS["miss_not_recorded"].check(noted != command.due_on, found=command.due_on)
    stopped = programme(state, facts).deadlines_stopped_on
    yield GUARDS["deadlines_running"].check(stopped is None, found=stopped)


def resolved(state: CommitmentState, command: c.ResolveDispute | None, _facts: Facts) -> Iterator[Check]:
    """The contestation is open."""
    if command is None:
        yield GUARDS["dispute_open"].check(bool(state.open_disputes), found=None)
        return
    met = command.dispute_id in {dispute.dispute_id for dispute in state.open_disputes}
    because = [state.because.get(f"dispute:{command.dispute_id}")]
    yield GUARDS["dispute_open"].check(met, because=because, found=command.dispute_id)


def _milestone_known(state: CommitmentState, key: str) -> Iterator[Check]:
    keys = [milestone.key for milestone in state.milestones]
    because = [state.because.get("planned")]
    yield GUARDS["milestone_known"].check(key in keys, because=because, found=key, expected=keys)


def _by_another(actor: Actor, reporter: str | None, because: str | None) -> Check:
    verifier = actor.person_ref or actor.body or str(actor.role)
    return GUARDS["verified_by_another"].check(verifier != reporter, because=[because], found=reporter)


def _within_period(state: CommitmentState, due: date, explained: Localised | None, facts: Facts) -> Check:
    found = programme(state, facts)
    met = found.starts_on <= due <= found.ends_on or explained is not None
    period = f"{found.starts_on} – {found.ends_on}"
    return GUARDS["within_period"].check(
        met, because=[found.because.get("period")], found=due, expected=period
    )


def _decided(
    state: CommitmentState,
    decision: DecisionReference | None,
    kinds: frozenset[str],
    facts: Facts,
) -> Iterator[Check]:
    if decision is None:
        return
    session = facts.state(f"council_session:{decision.session_id}", CouncilSessionState)
    item = session.adopted(decision.item_id, decision.collectivity_id, state.programme_id, kinds)
    met = (
        item is not None
        and item.matter.commitment_id in (None, state.stream.partition(":")[2])
        and decision.collectivity_id in state.collectivity_ids
    )
    because = [session.because.get(f"vote:{decision.item_id}")]
    yield GUARDS["decision_recorded"].check(
        met, because=because, item=decision.item_id, session=decision.session_id
    )


def _moving(
    state: CommitmentState, decision: DecisionReference | None, facts: Facts, milestone: str | None = None
) -> Iterator[Check]:
    """A decision that is cited for a deadline can mean it. It may move several, but each once."""
    yield from _decided(state, decision, ON_DEADLINES, facts)
    if decision is not None:
        moved = state.because.get(moved_by(decision, milestone))
        yield GUARDS["decision_not_used"].check(
            moved is None, because=[moved], item=decision.item_id, session=decision.session_id
        )
