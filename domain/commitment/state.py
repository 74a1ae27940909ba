"""What is known of a commitment: the claims of its lead and what others verified, apart."""

from __future__ import annotations

from datetime import date

from domain.commitment.values import Deadline, Dispute, MilestoneProgress, Status, after
from domain.kernel.dates import PartialDate
from domain.kernel.decider import State
from domain.kernel.values import Localised, Principle
from domain.programme.values import DecisionReference


def moved_by(decision: DecisionReference, milestone: str | None = None) -> str:
    """The name of the fact that a council's decision moved the deadline of a commitment or of a milestone."""
    return decision.cited if milestone is None else f"{decision.cited}:{milestone}"


class CommitmentState(State):
    """Facts in `because`: stage, planned, deadline, missed, reported, and per part `milestone:KEY`,
    `reported:KEY`, `verified:KEY`, `deadline:KEY`, `missed:KEY`, `dispute:ID`; for a council's decision that
    moved a deadline what `moved_by` says.
    """

    programme_id: str = ""
    collectivity_ids: tuple[str, ...] = ()
    key: str = ""
    title: Localised | None = None
    lead: str = ""
    principles: tuple[Principle, ...] = ()
    axis: str | None = None
    idea_ids: tuple[str, ...] = ()
    status: Status = ""
    text_version: int = 1
    milestones: tuple[MilestoneProgress, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    missed: date | None = None
    reported_by: str | None = None
    completed_on: PartialDate | None = None
    claimed_percentage: int | None = None
    evidence_count: int = 0
    disputes: tuple[Dispute, ...] = ()
    replaced_by: str | None = None
    given_up_on: PartialDate | None = None
    unverified: tuple[str, ...] = ()

    @property
    def stage(self) -> str:
        """The commitment's status."""
        return self.status

    @property
    def concerns(self) -> tuple[str, ...]:
        """The commitment, its programme and its collectivities."""
        programme = (f"programme:{self.programme_id}",) if self.programme_id else ()
        collectivities = tuple(f"collectivity:{identity}" for identity in self.collectivity_ids)
        return (self.stream, *programme, *collectivities)

    @property
    def original_deadline(self) -> date | None:
        """The day first promised."""
        return self.deadlines[0].due_on if self.deadlines else None

    @property
    def current_deadline(self) -> date | None:
        """The day in force."""
        return self.deadlines[-1].due_on if self.deadlines else None

    @property
    def times_moved(self) -> int:
        """How often the deadline moved."""
        return max(0, len(self.deadlines) - 1)

    @property
    def slippage_days(self) -> int:
        """Days between the day first promised and the day in force."""
        if self.original_deadline is None or self.current_deadline is None:
            return 0
        return (self.current_deadline - self.original_deadline).days

    @property
    def open_disputes(self) -> tuple[Dispute, ...]:
        """Contestations that nobody answered yet."""
        return tuple(dispute for dispute in self.disputes if dispute.upheld is None)

    @property
    def finished_on(self) -> PartialDate | None:
        """When the lead reported it done, or it was dropped or carried over; None while it goes on."""
        return self.given_up_on or self.completed_on

    def finished_by(self, on: date) -> bool:
        """Whether it was reported done or given up by the end of a day; yes where the day is not known."""
        return self.finished_on is not None and not after(self.finished_on, on)

    def overdue(self, on: date, *, stopped_on: date | None = None) -> bool:
        """Whether, on a day in Casablanca, the deadline in force had passed with the work unfinished. While a
        decision holds the programme's deadlines still, none passes that had not by the day it `stopped_on`.
        """
        due = self.current_deadline
        return due is not None and due < min(on, stopped_on or on) and not self.finished_by(on)

    def milestone(self, key: str | None) -> MilestoneProgress | None:
        """A milestone by its key."""
        return next((milestone for milestone in self.milestones if milestone.key == key), None)
