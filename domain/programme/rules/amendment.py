"""A change of the text in force: minor by the committee, material by the path of adoption (T24)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from domain.consultation.state import ConsultationState
from domain.kernel.decider import Facts, NewEvent
from domain.kernel.guards import Check
from domain.kernel.values import Role
from domain.programme.commands import (
    AbandonAmendment,
    ApproveMinorAmendment,
    BringAmendmentIntoForce,
    ProposeAmendment,
    SubmitAmendment,
)
from domain.programme.events import (
    AmendmentAbandoned,
    AmendmentApprovedByCommittee,
    AmendmentInForce,
    AmendmentProposed,
    AmendmentSubmittedToCouncil,
)
from domain.programme.planning import Plan
from domain.programme.rules.common import GUARDS, committee_constituted
from domain.programme.rules.drafting import changed, text_checks
from domain.programme.rules.ideas import draft_ideas_accepted
from domain.programme.rules.submission import laying_awaited, laying_checks
from domain.programme.stages import Stage
from domain.programme.state import ProgrammeState
from domain.programme.text import digest, materially_changed
from domain.programme.values import Decided, DecisionReference, ProposedCommitment


def _open(state: ProgrammeState, version: int | None) -> Check:
    amendment = state.amendment
    met = amendment is not None and version in (None, amendment.version)
    return GUARDS["amendment_open"].check(met, because=[state.because.get("amendment")], found=version)


def _ideas(commitments: Sequence[ProposedCommitment]) -> set[str]:
    return {idea_id for commitment in commitments for idea_id in commitment.idea_ids}


def proposing_guards(
    state: ProgrammeState, command: ProposeAmendment | None, facts: Facts
) -> Iterator[Check]:
    """One amendment at a time; the text is sound, and what is called minor changes no substance."""
    amendment = state.amendment
    yield GUARDS["no_open_amendment"].check(
        amendment is None,
        because=[state.because.get("amendment")],
        found=amendment.version if amendment else None,
    )
    if command is None:
        return
    yield from text_checks(state, command.commitments)
    in_force = state.draft(state.adopted_version)
    adopted = {
        one for commitment in (in_force.commitments if in_force else ()) for one in commitment.idea_ids
    }
    named = {one for commitment in command.commitments for one in commitment.idea_ids}
    yield draft_ideas_accepted(state, sorted(named - adopted), facts)
    yield changed(state, command.commitments)
    before = in_force.commitments if in_force else ()
    substance = [] if command.material else materially_changed(before, command.commitments)
    yield GUARDS["minor_change"].check(not substance, because=[state.because.get("adopted")], found=substance)


def proposed(state: ProgrammeState, command: ProposeAmendment, _facts: Facts) -> list[NewEvent]:
    """The next version of the text, beside the one in force."""
    sha256 = digest(command.commitments)
    return [NewEvent(AmendmentProposed(**command.data(), version=state.next_version, sha256=sha256))]


def approving_guards(
    state: ProgrammeState, command: ApproveMinorAmendment | None, facts: Facts
) -> Iterator[Check]:
    """The committee decides on minor amendments alone."""
    yield _open(state, command.version if command else None)
    yield committee_constituted(state, facts)
    if state.amendment is not None:
        because = [state.because.get("amendment")]
        yield GUARDS["amendment_minor"].check(not state.amendment.material, because=because)
        yield GUARDS["amendment_undecided"].check(
            state.amendment.status == "proposed", because=because, found=state.amendment.status
        )


def approved(_state: ProgrammeState, command: ApproveMinorAmendment, _facts: Facts) -> list[NewEvent]:
    """The committee's decision."""
    return [NewEvent(AmendmentApprovedByCommittee(**command.data()))]


def submitting_guards(
    state: ProgrammeState, command: SubmitAmendment | None, facts: Facts
) -> Iterator[Check]:
    """A material amendment goes before the councils once its consultation has been answered."""
    yield _open(state, command.version if command else None)
    amendment = state.amendment
    if amendment is None:
        return
    because = [state.because.get("amendment")]
    yield GUARDS["amendment_material"].check(amendment.material, because=because)
    if amendment.consultation_id is None:
        yield GUARDS["report_published"].check(False, because=because)
    else:
        consultation = facts.state(f"consultation:{amendment.consultation_id}", ConsultationState)
        yield GUARDS["report_published"].check(
            consultation.status == "report_published", because=[consultation.because.get("stage")]
        )
    status = amendment.passage.status(state.collectivity_ids) if amendment.passage else Stage.SUBMITTED
    again = status is Stage.REFERRED_BACK and state.referred_by in ("council", "visa")
    yield GUARDS["amendment_undecided"].check(
        status is Stage.SUBMITTED or again, because=because, found=status
    )
    if command is None:
        yield from laying_awaited(state, amendment.version, "programme_amendment", facts)
    else:
        yield from laying_checks(state, command, "programme_amendment", facts)


def submitted(_state: ProgrammeState, command: SubmitAmendment, _facts: Facts) -> list[NewEvent]:
    """The amendment lies before one council."""
    return [NewEvent(AmendmentSubmittedToCouncil(**command.data()))]


def abandoning_guards(
    state: ProgrammeState, command: AbandonAmendment | None, _facts: Facts
) -> Iterator[Check]:
    """What every council adopted is no longer the proposers' to give up, unless it was sent back."""
    yield _open(state, command.version if command else None)
    passage = state.amendment.passage if state.amendment else None
    status = passage.status(state.collectivity_ids) if passage else Stage.SUBMITTED
    yield GUARDS["amendment_undecided"].check(
        status in (Stage.SUBMITTED, Stage.REFERRED_BACK),
        because=[state.because.get("amendment")],
        found=status,
    )


def abandoned(_state: ProgrammeState, command: AbandonAmendment, _facts: Facts) -> list[NewEvent]:
    """The text in force stands."""
    return [NewEvent(AmendmentAbandoned(**command.data()))]


def in_force_guards(
    state: ProgrammeState, command: BringAmendmentIntoForce | None, _facts: Facts
) -> Iterator[Check]:
    """The committee approved it, or it passed the councils and the control."""
    yield _open(state, command.version if command else None)
    amendment = state.amendment
    if amendment is None:
        return
    passed = amendment.passage.status(state.collectivity_ids) if amendment.passage else None
    yield GUARDS["amendment_settled"].check(
        amendment.status == "approved" or passed is Stage.EXECUTORY,
        because=[state.because.get("amendment"), *(state.passage_because if passed else ())],
        found=passed or amendment.status,
    )
    if command is not None:
        yield GUARDS["published_in_arabic"].check("ar" in command.languages, found=command.languages)


def in_force(state: ProgrammeState, command: BringAmendmentIntoForce, facts: Facts) -> list[NewEvent]:
    """The new text, with what it plans, revises and drops."""
    text = next(draft for draft in state.drafts if draft.version == command.version)
    plan = Plan(state, text, facts, _decided(state))
    event = AmendmentInForce(**command.data(), sha256=text.sha256, commitments=plan.planned)
    return [NewEvent(event), *plan.events]


def _decided(state: ProgrammeState) -> Decided:
    """A minor amendment is the committee's; a material one the councils', the last to adopt it named."""
    amendment = state.amendment
    if amendment is None or not amendment.material:
        return Decided(by=Role.FOLLOW_UP_COMMITTEE, reason=amendment.reason if amendment else None)
    votes = amendment.passage.votes if amendment.passage else ()
    places = [
        DecisionReference(collectivity_id=vote.collectivity_id, session_id=session, item_id=item)
        for vote in votes
        if vote.outcome == "adopted" and (session := vote.session_id) and (item := vote.item_id)
    ]
    return Decided(by=Role.COUNCIL, decision=places[-1] if places else None, reason=amendment.reason)
