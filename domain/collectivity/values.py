"""Values of a collectivity."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from domain.kernel.dates import Day, PartialDate
from domain.kernel.values import Count, EventId, Identifier, Line, Localised, Model, Reference

VacancyCause = Literal["death", "resignation", "dismissal", "incompatibility", "court_decision", "other"]
MandateStatus = Literal["in_office", "ended", "dissolved"]


class CanonicalName(Model):
    """A name as it should read, by a source that is confirmed or only likely."""

    names: Localised
    source: Line
    confirmed: bool


class Membership(Model):
    """One stay in the Network, from joining to leaving; either date may be known only in part."""

    joined_on: PartialDate
    source: Line
    ended_on: PartialDate | None = None

    def covers(self, on: datetime) -> bool:
        """Whether the collectivity was a member at that instant, as far as the dates known allow.

        Doubt within a partly known joining date counts for the member: a member "since December 2024" may act
        throughout that month. A stay that ended on an unknown date no longer covers anything.
        """
        if self.joined_on.may_follow(on):
            return False
        if self.ended_on is None:
            return True
        ended = self.ended_on.interval()
        return ended is not None and on < ended.start


class SeatChange(Model):
    """From that day on, so many members more (filled) or fewer (vacated) are in office, and the event that
    says so.
    """

    event_id: EventId
    on: Day
    change: int


class Mandate(Model):
    """One council between two elections, and the event that installed it. `ends_on` is the end foreseen,
    `ended_on` the end that came.
    """

    event_id: EventId
    mandate_id: Identifier
    starts_on: Day
    ends_on: Day | None = None
    ended_on: Day | None = None
    seats: Count
    president_ref: Reference | None = None
    status: MandateStatus = "in_office"
    changes: tuple[SeatChange, ...] = ()

    def covers(self, day: date) -> bool:
        """Whether this council was in office on that day."""
        return self.starts_on <= day and (self.ended_on is None or day < self.ended_on)

    @property
    def events(self) -> tuple[str, ...]:
        """The events that say since when this council is in office and with how many members."""
        return (self.event_id, *(change.event_id for change in self.changes))

    def members_in_office(self, day: date) -> int:
        """The seats, less those vacated and not filled again, as of the end of that day."""
        return self.seats + sum(change.change for change in self.changes if change.on <= day)


class AdvisoryBody(Model):
    """The body for equity, equal opportunity and the gender approach beside the council (113-14 art. 120)."""

    name: Line
    established_on: PartialDate
    members: Count | None = None


class FollowUpCommittee(Model):
    """The committee of elected members and civil society that turns ideas into projects and follows them."""

    elected: Count
    civil_society: Count
    others: Count = 0
    constituted_on: PartialDate


class SpecialDelegation(Model):
    """Those who run current affairs in the place of a dissolved council."""

    members: Count
    president_ref: Reference | None = None
    appointed_on: Day
