"""What may be asked of a collectivity."""

from __future__ import annotations

from typing import ClassVar

from domain.collectivity.values import VacancyCause
from domain.kernel.commands import Command
from domain.kernel.dates import Day, PartialDate
from domain.kernel.values import CollectivityType, Count, Identifier, Line, Localised, Reference


class _OfCollectivity(Command):
    """A command that addresses a collectivity."""

    aggregate: ClassVar[str] = "collectivity"


class RegisterCollectivity(_OfCollectivity):
    """Enter a collectivity in the register."""

    creates: ClassVar[bool] = True
    summary: ClassVar[str] = "Enter a collectivity in the register, named as the source prints it."

    collectivity_type: CollectivityType
    region: Identifier
    names: Localised
    source: Line


class AssignCanonicalName(_OfCollectivity):
    """Say how a name should read."""

    summary: ClassVar[str] = "Say how the name should read, and who says so; the printed name stays visible."

    names: Localised
    source: Line
    confirmed: bool


class RecordMembershipJoined(_OfCollectivity):
    """Record that the collectivity joined the Network."""

    summary: ClassVar[str] = "Record that the collectivity joined the Network; the date may be partly known."

    joined_on: PartialDate
    source: Line


class RecordMembershipEnded(_OfCollectivity):
    """Record that the collectivity left the Network."""

    summary: ClassVar[str] = "Record that the collectivity left the Network."

    ended_on: PartialDate


class DesignateFocalPoint(_OfCollectivity):
    """Name the focal point by reference."""

    summary: ClassVar[str] = "Designate the focal point, by reference; the name lies outside the log."

    focal_point_ref: Reference


class RecordAdvisoryBody(_OfCollectivity):
    """Record the creation of the advisory body."""

    summary: ClassVar[str] = "Record the body for equity, equal opportunity and the gender approach."

    name: Line
    established_on: PartialDate
    members: Count | None = None


class ConstituteFollowUpCommittee(_OfCollectivity):
    """Form the follow-up committee."""

    summary: ClassVar[str] = "Form the follow-up committee of elected members and civil society."

    elected: Count
    civil_society: Count
    others: Count = 0
    constituted_on: PartialDate


class InstallCouncil(_OfCollectivity):
    """Record that an elected council took office."""

    summary: ClassVar[str] = "Record that a council took office, with its seats and president."

    mandate_id: Identifier
    starts_on: Day
    ends_on: Day | None = None
    seats: Count
    president_ref: Reference | None = None


class EndCouncilMandate(_OfCollectivity):
    """Record the end of the council's mandate."""

    summary: ClassVar[str] = "Record the end of the council's mandate."

    ended_on: Day


class RecordPresidentElected(_OfCollectivity):
    """Record a president elected during the mandate."""

    summary: ClassVar[str] = "Record that the council elected a president during its mandate."

    president_ref: Reference
    elected_on: Day


class RecordMemberSeatVacated(_OfCollectivity):
    """Record that a council member is no longer in office."""

    summary: ClassVar[str] = "Record a death, resignation or other end of a council member's office."

    member_ref: Reference | None = None
    vacated_on: Day
    cause: VacancyCause


class RecordMemberSeatFilled(_OfCollectivity):
    """Record that a vacant seat is filled."""

    summary: ClassVar[str] = "Record that a vacant seat was filled."

    member_ref: Reference | None = None
    filled_on: Day
    by_election: bool = True


class RecordCouncilDissolved(_OfCollectivity):
    """Record the dissolution of the council."""

    summary: ClassVar[str] = "Record that the council was dissolved."

    dissolved_on: Day


class AppointSpecialDelegation(_OfCollectivity):
    """Record the special delegation that stands in for a dissolved council."""

    summary: ClassVar[str] = "Record the special delegation that runs current affairs."

    members: Count
    president_ref: Reference | None = None
    appointed_on: Day
