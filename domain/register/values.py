"""What a press kit of the Network says, as values."""

from __future__ import annotations

from hashlib import sha256
from typing import Self

from domain.kernel.dates import PartialDate
from domain.kernel.values import ByteSize, CollectivityType, Count, Identifier, Line, Model, Sha256
from domain.workshop.values import ClockTime, Weekday


class Bullet(Model):
    """One bullet of the list of members; positions count from 1 within the region."""

    position: Count
    name_as_printed: Line
    type_as_printed: Line
    collectivity_type: CollectivityType


class RegionListing(Model):
    """A region's heading as printed and the bullets under it."""

    region: Identifier
    heading: Line
    bullets: tuple[Bullet, ...]

    def first_like(self, bullet: Bullet) -> Bullet:
        """The first bullet of the region that says the very same; the bullet itself when none stands before
        it.
        """
        return next(
            found
            for found in self.bullets
            if (found.name_as_printed, found.type_as_printed)
            == (bullet.name_as_printed, bullet.type_as_printed)
        )

    def distinct(self, kind: CollectivityType) -> int:
        """How many collectivities of a type are listed, exact repetitions counted once."""
        return len({bullet.name_as_printed for bullet in self.bullets if bullet.collectivity_type is kind})


class Totals(Model):
    """The members that the text states."""

    total: Count
    regions: Count
    prefectures_and_provinces: Count
    communes: Count


class Slot(Model):
    """A timed slot of the workshop's agenda and how many speeches it announces."""

    starts_at: ClockTime
    ends_at: ClockTime
    speeches: Count = 0


class Points(Model):
    """How many points each part of the text has."""

    axes: Count
    grounds: Count
    aims: Count
    values: Count
    pledges: Count


class PressKit(Model):
    """All facts of the press kit that the register records. Equal press kits make equal registers."""

    joined_name: Line
    joined_on: PartialDate
    founded_on: PartialDate
    training_on: PartialDate
    launched_on: PartialDate
    weekday: Weekday
    website: Line
    totals: Totals
    points: Points
    agenda: tuple[Slot, ...]
    running_heads: tuple[Line, ...]
    regions: tuple[RegionListing, ...]


class Source(Model):
    """The document that a press kit was read from."""

    sha256: Sha256
    size: ByteSize

    @classmethod
    def of(cls, body: bytes) -> Self:
        """The document with this content."""
        return cls(sha256=sha256(body).hexdigest(), size=len(body))

    @property
    def document_id(self) -> str:
        """The identity of the document, which follows its content: another edition is another source."""
        return f"press-kit-{self.sha256[:12]}"
