"""What may be asked of a workshop."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from domain.kernel.commands import Command
from domain.kernel.dates import PartialDate, PastDate
from domain.kernel.values import Identifier, Localised
from domain.workshop.values import AgendaSlot, Attendance, ClockTime, Place, Weekday


class AnnounceWorkshop(Command):
    """Announce a workshop by a public notice."""

    aggregate: ClassVar[str] = "workshop"
    creates: ClassVar[bool] = True

    programme_id: Identifier | None = None
    collectivity_id: Identifier
    place: Place
    held_on: PartialDate
    weekday: Weekday | None = None
    starts_at: ClockTime | None = None
    agenda: tuple[AgendaSlot, ...] = Field(min_length=1, max_length=60)


class RecordWorkshopHeld(Command):
    """Record that a workshop took place, with attendance counts."""

    aggregate: ClassVar[str] = "workshop"

    held_on: PastDate
    attendance: Attendance


class RescheduleWorkshop(Command):
    """Give an announced workshop another time or place."""

    aggregate: ClassVar[str] = "workshop"

    place: Place
    held_on: PartialDate
    weekday: Weekday | None = None
    starts_at: ClockTime | None = None


class PublishWorkshopReport(Command):
    """Publish the report of a workshop; its documents are the evidence."""

    aggregate: ClassVar[str] = "workshop"

    findings: Localised


class CancelWorkshop(Command):
    """Cancel an announced workshop."""

    aggregate: ClassVar[str] = "workshop"
