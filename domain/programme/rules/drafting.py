"""The text: published in versions, consulted on, validated (T5, T8)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from domain.consultation.state import ConsultationState
from domain.kernel.decider import Facts, NewEvent
from domain.kernel.guards import Check
from domain.programme.commands import PublishDraft, ValidateDraft
from domain.programme.events import DraftValidatedByCommittee, DraftVersionPublished
from domain.programme.rules.common import (
    GUARDS,
    after_publication,
    committee_constituted,
    taking_effect,
    vouched,
)
from domain.programme.rules.founding import unique_keys
from domain.programme.rules.ideas import (
    accepted_ideas_named,
    accounted_for,
    draft_ideas_accepted,
    ideas_answered,
    ideas_of,
)
from domain.programme.rules.order import not_earlier, not_earlier_than_all
from domain.programme.stages import Stage
from domain.programme.state import ProgrammeState
from domain.programme.text import digest
from domain.programme.values import ProposedCommitment, ProposedMilestone


def text_checks(state: ProgrammeState, commitments: Sequence[ProposedCommitment]) -> Iterator[Check]:
    """Keys name one thing each, axes are the programme's, and milestones lie in its period or say why not."""
    yield unique_keys([commitment.key for commitment in commitments])
    for commitment in commitments:
        keys = [milestone.key for milestone in commitment.milestones]
        if len(set(keys)) != len(keys):
            yield unique_keys(keys)
    known = {axis.key for axis in state.axes}
    strange = {one.axis for one in commitments if one.axis is not None} - known
    yield GUARDS["axis_known"].check(not strange, because=[state.because.get("axes")], found=strange)
    outside = [
        f"{commitment.key}/{milestone.key}"
        for commitment in commitments
        for milestone in commitment.milestones
        if milestone.outside_period is None and not _within(state, milestone)
    ]
    yield GUARDS["within_period"].check(
        not outside,
        because=[state.because.get("period")],
        found=outside,
        expected=f"{state.starts_on} – {state.ends_on}",
    )


def _within(state: ProgrammeState, milestone: ProposedMilestone) -> bool:
    begins = milestone.starts_on or milestone.due_on
    return state.starts_on <= begins <= milestone.due_on <= state.ends_on


def changed(state: ProgrammeState, commitments: Sequence[ProposedCommitment]) -> Check:
    """The text differs from the latest version."""
    latest = state.latest_draft
    met = latest is None or latest.sha256 != digest(commitments)
    return GUARDS["text_changed"].check(met, expected=latest.version if latest else 0)


def publishing_guards(state: ProgrammeState, command: PublishDraft | None, facts: Facts) -> Iterator[Check]:
    """The committee exists, every idea has its answer, the text is sound and says what changed."""
    if state.reached is Stage.REFERRED_BACK:
        yield GUARDS["text_open"].check(
            state.referred_by == "objection",
            because=[state.because.get("stage")],
            found=state.referred_by,
        )
    yield committee_constituted(state, facts)
    yield ideas_answered(state, facts)
    if command is None:
        return
    yield from text_checks(state, command.commitments)
    ids = [idea_id for commitment in command.commitments for idea_id in commitment.idea_ids]
    yield draft_ideas_accepted(state, ids, facts)
    yield accepted_ideas_named(state, command.commitments, facts)
    answers = [(one.decided_on, one.because.get("stage")) for one in ideas_of(state, facts)]
    yield not_earlier_than_all("idea_decided", command.effective_at, answers)
    latest = state.latest_draft
    yield GUARDS["changes_told"].check(
        latest is None or command.changes is not None, expected=latest.version if latest else 0
    )
    yield changed(state, command.commitments)


def published(state: ProgrammeState, command: PublishDraft, facts: Facts) -> list[NewEvent]:
    """The next version, with the digest that identifies its text."""
    version = state.next_version
    event = DraftVersionPublished(**command.data(), version=version, sha256=digest(command.commitments))
    return [NewEvent(event), *accounted_for(state, version, facts)]


def report_published(state: ProgrammeState, facts: Facts) -> Check:
    """The latest consultation has its report, which answers every contribution."""
    if not state.consultation_ids:
        because = [state.because.get("taken_over")]
        return GUARDS["report_published"].check(vouched(state, "consultation"), because=because)
    consultation = facts.state(f"consultation:{state.consultation_ids[-1]}", ConsultationState)
    return GUARDS["report_published"].check(
        consultation.status == "report_published", because=[consultation.because.get("stage")]
    )


def _after_report(state: ProgrammeState, command: ValidateDraft, facts: Facts) -> Check:
    """The committee validates what it knows to have been said."""
    if not state.consultation_ids:
        return not_earlier("consultation_report", command.effective_at, None)
    consultation = facts.state(f"consultation:{state.consultation_ids[-1]}", ConsultationState)
    because = [consultation.because.get("stage")]
    return not_earlier("consultation_report", command.effective_at, consultation.report_published_on, because)


def validating_guards(state: ProgrammeState, command: ValidateDraft | None, facts: Facts) -> Iterator[Check]:
    """The latest version is validated, after the report of the consultation."""
    yield committee_constituted(state, facts)
    yield GUARDS["draft_published"].check(bool(state.drafts), because=[state.because.get("draft")])
    yield report_published(state, facts)
    if state.latest_draft is not None:
        yield accepted_ideas_named(state, state.latest_draft.commitments, facts)
    if command is None:
        return
    yield _after_report(state, command, facts)
    if state.latest_draft is not None:
        yield GUARDS["latest_version"].check(
            command.version == state.latest_draft.version,
            because=[state.because.get("draft")],
            found=command.version,
            expected=state.latest_draft.version,
        )
        yield after_publication(state, command.version, taking_effect(command, facts))


def validated(state: ProgrammeState, command: ValidateDraft, _facts: Facts) -> list[NewEvent]:
    """The committee's validation names the text by its digest."""
    texts = (draft for draft in state.drafts if draft.version == command.version)
    return [NewEvent(DraftValidatedByCommittee(version=text.version, sha256=text.sha256)) for text in texts]
