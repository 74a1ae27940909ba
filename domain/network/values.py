"""Values of the Network."""

from __future__ import annotations

from typing import Literal

from domain.kernel.dates import PartialDate
from domain.kernel.values import CollectivityType, Count, Identifier, Line, Localised, Model

PledgeKey = Literal["c1", "c2", "c3", "c4", "c5"]
Position = Count


class CharterPledge(Model):
    """What every member pledges by the charter. Not a commitment of a programme."""

    key: PledgeKey
    text: Localised


class Charter(Model):
    """The charter's content in short words of our own: the text itself is its authors'."""

    purpose: Localised
    open_collectivity: Localised
    grounds: tuple[Localised, ...]
    aims: tuple[Localised, ...]
    values: tuple[Localised, ...]
    pledges: tuple[CharterPledge, ...]
    source: Line


class SupportProgramme(Model):
    """The programme that accompanies the members, with its axes."""

    name: Localised
    purpose: Localised
    launched_on: PartialDate
    launched_by: Localised
    axes: tuple[Localised, ...]
    source: Line


class MembershipClaim(Model):
    """How many members a source says there are. Sources contradict each other and themselves; none is
    adjusted.
    """

    source: Line
    as_of: PartialDate
    total: Count
    regions: Count | None = None
    prefectures_and_provinces: Count | None = None
    communes: Count | None = None

    @property
    def sum_of_parts(self) -> int | None:
        """The parts added up, where all three are given."""
        parts = (self.regions, self.prefectures_and_provinces, self.communes)
        known = [part for part in parts if part is not None]
        return sum(known) if len(known) == len(parts) else None


class Listing(Model):
    """One bullet of a printed list of members, exactly as printed, and the register entry it is taken for.

    `repeats` is the position in the same region of the bullet that says the very same.
    """

    source: Line
    region: Identifier
    region_heading: Line
    position: Position
    name_as_printed: Line
    type_as_printed: Line
    collectivity_type: CollectivityType
    collectivity_id: Identifier
    repeats: Position | None = None


class TrainingMeeting(Model):
    """A meeting that the Network held for members."""

    source: Line
    held_on: PartialDate
    place: Localised
    subject: Localised
    audience: Localised
