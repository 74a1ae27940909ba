"""What happens to the Network, and what is claimed of it."""

from __future__ import annotations

from domain.kernel.dates import PartialDate
from domain.kernel.events import EventData
from domain.kernel.values import CollectivityType, Count, Identifier, Line, Localised, Principle
from domain.network.values import CharterPledge, Position


class NetworkFounded(EventData):
    """The Network was founded, under whose supervision and with which partners, on which principles."""

    correctable = frozenset(
        {"name", "founded_on", "supervised_by", "partners", "principles", "purpose", "website", "source"}
    )

    name: Localised
    founded_on: PartialDate
    supervised_by: Localised
    partners: tuple[Localised, ...]
    principles: tuple[Principle, ...]
    purpose: Localised
    website: Line | None = None
    source: Line


class CharterAdopted(EventData):
    """The Network has a charter: its grounds, aims, values and the pledges of its members."""

    correctable = frozenset(
        {"purpose", "open_collectivity", "grounds", "aims", "values", "pledges", "source"}
    )

    purpose: Localised
    open_collectivity: Localised
    grounds: tuple[Localised, ...]
    aims: tuple[Localised, ...]
    values: tuple[Localised, ...]
    pledges: tuple[CharterPledge, ...]
    source: Line


class SupportProgrammeLaunched(EventData):
    """The support programme for open collectivities was launched, with its axes."""

    correctable = frozenset({"name", "purpose", "launched_on", "launched_by", "axes", "source"})

    name: Localised
    purpose: Localised
    launched_on: PartialDate
    launched_by: Localised
    axes: tuple[Localised, ...]
    source: Line


class MembershipTotalStated(EventData):
    """A source states how many members there are. A claim, kept apart from what is listed."""

    correctable = frozenset({"as_of", "total", "regions", "prefectures_and_provinces", "communes"})

    source: Line
    as_of: PartialDate
    total: Count
    regions: Count | None = None
    prefectures_and_provinces: Count | None = None
    communes: Count | None = None


class MemberListed(EventData):
    """A printed list of members has this bullet at this place."""

    correctable = frozenset({"region_heading", "name_as_printed", "type_as_printed"})

    source: Line
    region: Identifier
    region_heading: Line
    position: Position
    name_as_printed: Line
    type_as_printed: Line
    collectivity_type: CollectivityType
    collectivity_id: Identifier
    repeats: Position | None = None


class RunningHeadNoted(EventData):
    """A source repeats a line as the head of its pages: it looks like an entry of the list and is none."""

    correctable = frozenset({"as_printed"})

    source: Line
    as_printed: tuple[Line, ...]


class TrainingMeetingHeld(EventData):
    """The Network held a meeting for members on its method."""

    correctable = frozenset({"held_on", "place", "subject", "audience"})

    source: Line
    held_on: PartialDate
    place: Localised
    subject: Localised
    audience: Localised
