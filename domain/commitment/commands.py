"""What may be asked of a commitment. It is planned by the adoption of its programme, not by a command."""

from __future__ import annotations

from typing import ClassVar

from domain.commitment.events import Percentage
from domain.kernel.commands import Command
from domain.kernel.dates import Day as AnyDay
from domain.kernel.dates import PastDate
from domain.kernel.values import Identifier, Localised
from domain.programme.values import Day, DecisionReference


class CommitmentCommand(Command):
    """A command to a commitment."""

    aggregate: ClassVar[str] = "commitment"


class StartCommitment(CommitmentCommand):
    """Begin work."""


class ReportProgress(CommitmentCommand):
    """Claim a percentage."""

    percentage: Percentage
    statement: Localised


class ReportMilestone(CommitmentCommand):
    """Report a milestone as reached."""

    milestone: Identifier
    reached_on: PastDate
    statement: Localised | None = None


class VerifyMilestone(CommitmentCommand):
    """Confirm a milestone."""

    milestone: Identifier
    statement: Localised | None = None


class AddEvidence(CommitmentCommand):
    """Add documents as evidence."""

    statement: Localised
    milestone: Identifier | None = None


class ReportCommitmentComplete(CommitmentCommand):
    """Report the commitment as done."""

    completed_on: PastDate


class VerifyCommitmentComplete(CommitmentCommand):
    """Confirm that the commitment is done."""


class DenyCompletion(CommitmentCommand):
    """Find that the commitment is not done."""

    statement: Localised


class DropCommitment(CommitmentCommand):
    """Give a commitment up."""

    decision: DecisionReference | None = None
    replaced_by: Identifier | None = None


class ExtendCommitmentDeadline(CommitmentCommand):
    """Move the deadline of the commitment."""

    due_on: Day
    decision: DecisionReference | None = None
    outside_period: Localised | None = None


class ExtendMilestoneDeadline(CommitmentCommand):
    """Move the deadline of a milestone."""

    milestone: Identifier
    due_on: Day
    decision: DecisionReference | None = None
    outside_period: Localised | None = None


class MissDeadline(CommitmentCommand):
    """Note that a deadline passed, however far off one was ever set."""

    due_on: AnyDay
    milestone: Identifier | None = None


class ContestEvidence(CommitmentCommand):
    """Oppose what was reported."""

    statement: Localised


class ResolveDispute(CommitmentCommand):
    """Answer a contestation."""

    dispute_id: Identifier
    upheld: bool
    response: Localised
