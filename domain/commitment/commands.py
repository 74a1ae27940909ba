"""What may be asked of a commitment. It is planned by the adoption of its programme, not by a command."""

from __future__ import annotations

from typing import ClassVar

from domain.commitment.events import Percentage
from domain.kernel.commands import Command
from domain.kernel.dates import Day, PartialDate
from domain.kernel.values import Identifier, Localised
from domain.programme.values import DecisionReference


class CommitmentCommand(Command):
    """A command to a commitment."""

    aggregate: ClassVar[str] = "commitment"


class StartCommitment(CommitmentCommand):
    """Begin work."""

    summary: ClassVar[str] = "Begin work on a commitment of a programme in execution."


class ReportProgress(CommitmentCommand):
    """Claim a percentage."""

    summary: ClassVar[str] = "Report progress as a claim, in percent."

    percentage: Percentage
    statement: Localised


class ReportMilestone(CommitmentCommand):
    """Report a milestone as reached."""

    summary: ClassVar[str] = "Report that a milestone was reached."

    milestone: Identifier
    reached_on: PartialDate
    statement: Localised | None = None


class VerifyMilestone(CommitmentCommand):
    """Confirm a milestone."""

    summary: ClassVar[str] = "Confirm that a reported milestone was reached."

    milestone: Identifier
    statement: Localised | None = None


class AddEvidence(CommitmentCommand):
    """Add documents as evidence."""

    summary: ClassVar[str] = "Add evidence documents to a commitment."

    statement: Localised
    milestone: Identifier | None = None


class ReportCommitmentComplete(CommitmentCommand):
    """Report the commitment as done."""

    summary: ClassVar[str] = "Report the whole commitment as done, with evidence."

    completed_on: PartialDate


class VerifyCommitmentComplete(CommitmentCommand):
    """Confirm that the commitment is done."""

    summary: ClassVar[str] = "Confirm that the commitment is done."


class DenyCompletion(CommitmentCommand):
    """Find that the commitment is not done."""

    summary: ClassVar[str] = "Record that verification found the commitment unfinished."

    statement: Localised


class DropCommitment(CommitmentCommand):
    """Give a commitment up."""

    summary: ClassVar[str] = "Drop a commitment by a decision, with the reason."

    decision: DecisionReference | None = None
    replaced_by: Identifier | None = None


class ExtendCommitmentDeadline(CommitmentCommand):
    """Move the deadline of the commitment."""

    summary: ClassVar[str] = "Extend the deadline of the commitment, with the reason and who decided."

    due_on: Day
    decision: DecisionReference | None = None
    outside_period: Localised | None = None


class ExtendMilestoneDeadline(CommitmentCommand):
    """Move the deadline of a milestone."""

    summary: ClassVar[str] = "Extend the deadline of one milestone."

    milestone: Identifier
    due_on: Day
    decision: DecisionReference | None = None
    outside_period: Localised | None = None


class MissDeadline(CommitmentCommand):
    """Note that a deadline passed."""

    summary: ClassVar[str] = "Note, once, that a deadline has passed."

    due_on: Day
    milestone: Identifier | None = None


class ContestEvidence(CommitmentCommand):
    """Oppose what was reported."""

    summary: ClassVar[str] = "Contest the evidence of a commitment; the status does not change."

    statement: Localised


class ResolveDispute(CommitmentCommand):
    """Answer a contestation."""

    summary: ClassVar[str] = "Answer a contestation with reasons."

    dispute_id: Identifier
    upheld: bool
    response: Localised
