"""What may be asked of the Network's record."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from domain.kernel.commands import Command
from domain.kernel.dates import PartialDate
from domain.kernel.values import CollectivityType, Count, Identifier, Line, Localised, Principle
from domain.network.values import CharterPledge, Position


class _OfNetwork(Command):
    """A command that addresses the Network."""

    aggregate: ClassVar[str] = "network"


class FoundNetwork(_OfNetwork):
    """Record the founding of the Network."""

    creates: ClassVar[bool] = True

    name: Localised
    founded_on: PartialDate
    supervised_by: Localised
    partners: tuple[Localised, ...] = Field(max_length=20)
    principles: tuple[Principle, ...] = Field(min_length=1, max_length=5)
    purpose: Localised
    website: Line | None = None
    source: Line


class RecordCharter(_OfNetwork):
    """Record the charter."""

    purpose: Localised
    open_collectivity: Localised
    grounds: tuple[Localised, ...] = Field(min_length=1, max_length=10)
    aims: tuple[Localised, ...] = Field(min_length=1, max_length=10)
    values: tuple[Localised, ...] = Field(min_length=1, max_length=10)
    pledges: tuple[CharterPledge, ...] = Field(min_length=1, max_length=5)
    source: Line


class RecordSupportProgramme(_OfNetwork):
    """Record the support programme."""

    name: Localised
    purpose: Localised
    launched_on: PartialDate
    launched_by: Localised
    axes: tuple[Localised, ...] = Field(min_length=1, max_length=10)
    source: Line


class StateMembershipTotal(_OfNetwork):
    """Record a claim of how many members there are."""

    source: Line
    as_of: PartialDate
    total: Count
    regions: Count | None = None
    prefectures_and_provinces: Count | None = None
    communes: Count | None = None


class ListMember(_OfNetwork):
    """Record one bullet of a printed list of members."""

    source: Line
    region: Identifier
    region_heading: Line
    position: Position
    name_as_printed: Line
    type_as_printed: Line
    collectivity_type: CollectivityType
    collectivity_id: Identifier
    repeats: Position | None = None


class NoteRunningHead(_OfNetwork):
    """Record a running head that looks like an entry."""

    source: Line
    as_printed: tuple[Line, ...] = Field(min_length=1, max_length=20)


class RecordTrainingMeeting(_OfNetwork):
    """Record a training meeting."""

    source: Line
    held_on: PartialDate
    place: Localised
    subject: Localised
    audience: Localised
