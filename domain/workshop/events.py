"""What happens to a workshop."""

from __future__ import annotations

from domain.kernel.dates import PartialDate
from domain.kernel.events import EventData
from domain.kernel.values import Identifier, Localised
from domain.workshop.values import AgendaSlot, ClockTime, Place, RecordedAttendance, Weekday


class WorkshopAnnounced(EventData):
    """A public notice gives place, time and agenda."""

    correctable = frozenset({"place", "held_on", "weekday", "starts_at", "agenda"})

    programme_id: Identifier | None = None
    collectivity_id: Identifier
    place: Place
    held_on: PartialDate
    weekday: Weekday | None = None
    starts_at: str | None = None
    agenda: tuple[AgendaSlot, ...]


class WorkshopRescheduled(EventData):
    """A public notice gives the workshop another day, hour or place."""

    correctable = frozenset({"place", "held_on", "weekday", "starts_at"})

    place: Place
    held_on: PartialDate
    weekday: Weekday | None = None
    starts_at: ClockTime | None = None


class WorkshopHeld(EventData):
    """The workshop took place; attendance is counted, never listed."""

    correctable = frozenset({"attendance", "held_on"})

    held_on: PartialDate
    attendance: RecordedAttendance


class WorkshopCancelled(EventData):
    """The workshop did not and will not take place."""


class WorkshopReportPublished(EventData):
    """What was said in the workshop; the documents are in the envelope's evidence."""

    correctable = frozenset({"findings"})

    findings: Localised
