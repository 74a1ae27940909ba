"""What is known of a workshop."""

from __future__ import annotations

from domain.kernel.dates import PartialDate
from domain.kernel.decider import Evolution, State
from domain.kernel.events import Event
from domain.kernel.values import Localised
from domain.workshop.events import (
    WorkshopAnnounced,
    WorkshopCancelled,
    WorkshopHeld,
    WorkshopReportPublished,
    WorkshopRescheduled,
)
from domain.workshop.values import AgendaSlot, Attendance


class WorkshopState(State):
    """`status` is announced, held or cancelled. Facts in `because`: stage, announced, date, held, report.

    `noticed_on` is when the public was told of the day that stands, which may be another than the first.
    """

    programme_id: str | None = None
    collectivity_id: str = ""
    status: str = ""
    place: str = ""
    held_on: PartialDate | None = None
    weekday: str | None = None
    starts_at: str | None = None
    agenda: tuple[AgendaSlot, ...] = ()
    attendance: Attendance | None = None
    report: Localised | None = None
    announced_on: PartialDate | None = None
    noticed_on: PartialDate | None = None

    @property
    def stage(self) -> str:
        """The workshop's status."""
        return self.status

    @property
    def concerns(self) -> tuple[str, ...]:
        """The workshop, its collectivity, and the programme that it prepares, if any."""
        programme = (f"programme:{self.programme_id}",) if self.programme_id else ()
        return (self.stream, f"collectivity:{self.collectivity_id}", *programme)


def _announced(state: WorkshopState, event: Event, data: WorkshopAnnounced) -> WorkshopState:
    return state.having(
        event,
        "stage",
        "announced",
        "date",
        status="announced",
        programme_id=data.programme_id,
        collectivity_id=data.collectivity_id,
        place=data.place,
        held_on=data.held_on,
        weekday=data.weekday,
        starts_at=data.starts_at,
        agenda=data.agenda,
        announced_on=event.effective_at,
        noticed_on=event.effective_at,
    )


def _rescheduled(state: WorkshopState, event: Event, data: WorkshopRescheduled) -> WorkshopState:
    return state.having(
        event,
        "date",
        place=data.place,
        held_on=data.held_on,
        weekday=data.weekday,
        starts_at=data.starts_at,
        noticed_on=event.effective_at,
    )


def _reported(state: WorkshopState, event: Event, data: WorkshopReportPublished) -> WorkshopState:
    return state.having(event, "report", report=data.findings)


def _held(state: WorkshopState, event: Event, data: WorkshopHeld) -> WorkshopState:
    return state.having(
        event, "stage", "held", status="held", held_on=data.held_on, attendance=data.attendance.protected()
    )


def _cancelled(state: WorkshopState, event: Event, _data: WorkshopCancelled) -> WorkshopState:
    return state.having(event, "stage", status="cancelled")


EVOLVE: Evolution[WorkshopState] = {
    WorkshopAnnounced: _announced,
    WorkshopHeld: _held,
    WorkshopRescheduled: _rescheduled,
    WorkshopReportPublished: _reported,
    WorkshopCancelled: _cancelled,
}
