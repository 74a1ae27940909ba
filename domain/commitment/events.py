"""What happens to a commitment (T22, 5.3)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from domain.kernel.dates import Day, PartialDate
from domain.kernel.events import EventData
from domain.kernel.values import Identifier, Line, Localised, Principle
from domain.programme.values import Decided, DecisionReference, Part, ProposedMilestone

Percentage = Annotated[int, Field(ge=0, le=100, strict=True)]
Milestones = Annotated[tuple[ProposedMilestone, ...], Field(min_length=1, max_length=30)]


class CommitmentPlanned(EventData):
    """A commitment of the adopted text; it is recorded with the adoption and keeps its identity.

    `unverified` are the parts of its programme's procedure that this service has not seen.
    """

    correctable = frozenset({"title", "lead", "principles"})

    programme_id: Identifier
    collectivity_ids: tuple[Identifier, ...] = Field(min_length=1, max_length=20)
    key: Identifier
    title: Localised
    lead: Line
    principles: tuple[Principle, ...] = Field(min_length=1, max_length=5)
    axis: Identifier | None = None
    idea_ids: tuple[Identifier, ...] = Field(default=(), max_length=200)
    milestones: Milestones
    due_on: Day
    decided: Decided | None = None
    unverified: tuple[Part, ...] | None = None


class CommitmentRevised(EventData):
    """An amendment in force gives the commitment a new text; it keeps its key and its history."""

    correctable = frozenset({"title", "lead", "principles"})

    title: Localised
    lead: Line
    principles: tuple[Principle, ...] = Field(min_length=1, max_length=5)
    axis: Identifier | None = None
    idea_ids: tuple[Identifier, ...] = Field(default=(), max_length=200)
    milestones: Milestones
    due_on: Day
    text_version: int
    decided: Decided | None = None


class CommitmentStarted(EventData):
    """Work on the commitment begins."""


class ProgressReported(EventData):
    """The lead claims a percentage; a claim, never a computed completion."""

    correctable = frozenset({"percentage", "statement"})

    percentage: Percentage
    statement: Localised


class MilestoneReported(EventData):
    """The lead reports a milestone as reached."""

    correctable = frozenset({"reached_on", "statement"})

    milestone: Identifier
    reached_on: PartialDate
    statement: Localised | None = None


class MilestoneVerified(EventData):
    """Somebody other than the lead confirms that a milestone was reached."""

    correctable = frozenset({"statement"})

    milestone: Identifier
    statement: Localised | None = None


class EvidenceAdded(EventData):
    """Documents are added; they are in the envelope's evidence."""

    correctable = frozenset({"statement"})

    statement: Localised
    milestone: Identifier | None = None


class CommitmentReportedComplete(EventData):
    """The lead reports the whole commitment as done."""

    correctable = frozenset({"completed_on"})

    completed_on: PartialDate


class CommitmentVerifiedComplete(EventData):
    """Somebody other than the lead confirms that the commitment is done."""


class CompletionNotConfirmed(EventData):
    """Verification found the commitment unfinished: it is in progress again."""

    correctable = frozenset({"statement"})

    statement: Localised


class CommitmentDropped(EventData):
    """The commitment is given up by a decision; another may replace it.

    `decided` says who decided and why, where it falls with something else: a text, or its programme.
    """

    decision: DecisionReference | None = None
    replaced_by: Identifier | None = None
    decided: Decided | None = None


class CommitmentCarriedOver(EventData):
    """The programme closed before the commitment was done; it goes on in the next one."""


class CommitmentDeadlineExtended(EventData):
    """The deadline of the whole commitment moves."""

    correctable = frozenset({"due_on", "outside_period"})

    due_on: Day
    decision: DecisionReference | None = None
    outside_period: Localised | None = None


class MilestoneDeadlineExtended(EventData):
    """The deadline of one milestone moves."""

    correctable = frozenset({"due_on", "outside_period"})

    milestone: Identifier
    due_on: Day
    decision: DecisionReference | None = None
    outside_period: Localised | None = None


class DeadlineMissed(EventData):
    """A deadline passed without the work being reported; recorded once for each deadline."""

    due_on: Day
    milestone: Identifier | None = None


class EvidenceContested(EventData):
    """A civil society organisation opposes what was reported; its own evidence is in the envelope."""

    statement: Localised
    dispute_id: Identifier


class DisputeResolved(EventData):
    """The committee answers a contestation with reasons."""

    correctable = frozenset({"response"})

    dispute_id: Identifier
    upheld: bool
    response: Localised
