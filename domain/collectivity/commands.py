"""What may be asked of a collectivity."""

from __future__ import annotations

from typing import ClassVar

from domain.collectivity.values import VacancyCause
from domain.kernel.commands import Command
from domain.kernel.dates import Day, PastDate, PastDay
from domain.kernel.values import CollectivityType, Count, Identifier, Line, Localised, Reference


class _OfCollectivity(Command):
    """A command that addresses a collectivity."""

    aggregate: ClassVar[str] = "collectivity"


class RegisterCollectivity(_OfCollectivity):
    """Enter a collectivity in the register."""

    creates: ClassVar[bool] = True

    collectivity_type: CollectivityType
    region: Identifier
    names: Localised
    source: Line


class AssignCanonicalName(_OfCollectivity):
    """Say how a name should read."""

    names: Localised
    source: Line
    confirmed: bool


class RecordMembershipJoined(_OfCollectivity):
    """Record that the collectivity joined the Network."""

    joined_on: PastDate
    source: Line


class RecordMembershipEnded(_OfCollectivity):
    """Record that the collectivity left the Network."""

    ended_on: PastDate


class DesignateFocalPoint(_OfCollectivity):
    """Name the focal point by reference."""

    focal_point_ref: Reference


class RecordAdvisoryBody(_OfCollectivity):
    """Record the creation of the advisory body."""

    name: Line
    established_on: PastDate
    members: Count | None = None


class ConstituteFollowUpCommittee(_OfCollectivity):
    """Form the follow-up committee."""

    elected: Count
    civil_society: Count
    others: Count = 0
    constituted_on: PastDate


class InstallCouncil(_OfCollectivity):
    """Record that an elected council took office."""

    mandate_id: Identifier
    starts_on: PastDay
    ends_on: Day | None = None
    seats: Count
    president_ref: Reference | None = None


class EndCouncilMandate(_OfCollectivity):
    """Record the end of the council's mandate."""

    ended_on: PastDay


class RecordPresidentElected(_OfCollectivity):
    """Record a president elected during the mandate."""

    president_ref: Reference
    elected_on: PastDay


class RecordMemberSeatVacated(_OfCollectivity):
    """Record that a council member is no longer in office."""

    member_ref: Reference | None = None
    vacated_on: PastDay
    cause: VacancyCause


class RecordMemberSeatFilled(_OfCollectivity):
    """Record that a vacant seat is filled."""

    member_ref: Reference | None = None
    filled_on: PastDay
    by_election: bool = True


class RecordCouncilDissolved(_OfCollectivity):
    """Record the dissolution of the council."""

    dissolved_on: PastDay


class AppointSpecialDelegation(_OfCollectivity):
    """Record the special delegation that stands in for a dissolved council."""

    members: Count
    president_ref: Reference | None = None
    appointed_on: PastDay
