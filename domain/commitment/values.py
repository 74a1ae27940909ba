"""Values of a commitment: its milestones, its deadlines as they were moved, evidence and disputes."""

from __future__ import annotations

from datetime import date
from typing import Literal

from domain.kernel.dates import Day, PartialDate
from domain.kernel.values import Evidence, Identifier, Localised, Model, ReasonCode, Role
from domain.programme.values import DecisionReference

Status = Literal[
    "", "planned", "in_progress", "reported_complete", "verified_complete", "dropped", "carried_over"
]


def after(moment: PartialDate, day: date) -> bool:
    """Whether something is known to have happened only after a day."""
    known = moment.day
    return known is not None and known > day


class Deadline(Model):
    """One deadline that was in force: the day, who decided it, in which council where that is known, why, and
    the event that recorded it.
    """

    due_on: Day
    event_id: str
    decided_by: Role
    decision: DecisionReference | None = None
    reason: ReasonCode | None = None


class MilestoneProgress(Model):
    """A milestone and how far it is, as reported by the lead and as verified by others."""

    key: Identifier
    title: Localised
    starts_on: Day | None = None
    due_on: Day
    deadlines: tuple[Deadline, ...]
    reported_on: PartialDate | None = None
    reported_by: str | None = None
    verified_on: PartialDate | None = None
    missed: Day | None = None

    def overdue(self, on: date) -> bool:
        """Whether, on a day in Casablanca, its deadline in force had passed without a report."""
        return self.due_on < on and (self.reported_on is None or after(self.reported_on, on))


class Dispute(Model):
    """Evidence contested by civil society. It changes no status; it is open until answered."""

    dispute_id: Identifier
    statement: Localised
    evidence: tuple[Evidence, ...] = ()
    upheld: bool | None = None
    response: Localised | None = None
