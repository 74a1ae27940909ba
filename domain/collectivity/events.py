"""What happens to a collectivity."""

from __future__ import annotations

from domain.collectivity.values import VacancyCause
from domain.kernel.dates import Day, PartialDate
from domain.kernel.events import EventData
from domain.kernel.values import CollectivityType, Count, Identifier, Line, Localised, Reference


class CollectivityRegistered(EventData):
    """A collectivity enters the register under an identity that is not its name, named as its source prints
    it.
    """

    correctable = frozenset({"names", "source"})

    collectivity_type: CollectivityType
    region: Identifier
    names: Localised
    source: Line


class CanonicalNameAssigned(EventData):
    """The name as it should read, with the source that says so; `confirmed` is false while it is only likely.

    What a list printed stays what it printed.
    """

    correctable = frozenset({"names", "source", "confirmed"})

    names: Localised
    source: Line
    confirmed: bool


class MembershipJoined(EventData):
    """The collectivity joined the Network."""

    correctable = frozenset({"joined_on", "source"})

    joined_on: PartialDate
    source: Line


class MembershipEnded(EventData):
    """The collectivity left the Network."""

    correctable = frozenset({"ended_on"})

    ended_on: PartialDate


class FocalPointDesignated(EventData):
    """Somebody is the collectivity's focal point (نقطة ارتكاز) from now on."""

    correctable = frozenset({"focal_point_ref"})

    focal_point_ref: Reference


class AdvisoryBodyEstablished(EventData):
    """The body for equity, equal opportunity and the gender approach was created beside the council."""

    correctable = frozenset({"name", "established_on", "members"})

    name: Line
    established_on: PartialDate
    members: Count | None = None


class FollowUpCommitteeConstituted(EventData):
    """The follow-up committee was formed; its members are counted by side, never listed."""

    correctable = frozenset({"elected", "civil_society", "others", "constituted_on"})

    elected: Count
    civil_society: Count
    others: Count = 0
    constituted_on: PartialDate


class CouncilInstalled(EventData):
    """A council took office after an election."""

    correctable = frozenset({"starts_on", "ends_on", "seats", "president_ref"})

    mandate_id: Identifier
    starts_on: Day
    ends_on: Day | None = None
    seats: Count
    president_ref: Reference | None = None


class CouncilMandateEnded(EventData):
    """The council's mandate came to its end."""

    correctable = frozenset({"ended_on"})

    ended_on: Day


class PresidentElected(EventData):
    """The council elected a president during its mandate."""

    correctable = frozenset({"president_ref", "elected_on"})

    president_ref: Reference
    elected_on: Day


class MemberSeatVacated(EventData):
    """A member of the council is no longer in office."""

    correctable = frozenset({"vacated_on", "cause"})

    member_ref: Reference | None = None
    vacated_on: Day
    cause: VacancyCause


class MemberSeatFilled(EventData):
    """A vacant seat of the council is filled, by a by-election or by the next on the list."""

    correctable = frozenset({"filled_on", "by_election"})

    member_ref: Reference | None = None
    filled_on: Day
    by_election: bool = True


class CouncilDissolved(EventData):
    """The council was dissolved or suspended from office; it can vote no more."""

    correctable = frozenset({"dissolved_on"})

    dissolved_on: Day


class SpecialDelegationAppointed(EventData):
    """A special delegation runs current affairs until a council is installed."""

    correctable = frozenset({"members", "president_ref", "appointed_on"})

    members: Count
    president_ref: Reference | None = None
    appointed_on: Day
