"""The rules of workshops (T3, T4)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from domain.document.commands import RegisterDocument
from domain.document.decider import RECORDERS
from domain.kernel.commands import Command
from domain.kernel.dates import PartialDate
from domain.kernel.decider import Decider, Elsewhere, Facts, NewEvent, Rule, never
from domain.kernel.deciding import exists
from domain.kernel.events import EventData
from domain.kernel.guards import Check, GuardTable
from domain.kernel.values import Role
from domain.programme.rules.order import in_order
from domain.programme.stages import OVER, Stage
from domain.programme.state import ProgrammeState
from domain.workshop import commands as c
from domain.workshop import events as e
from domain.workshop.state import EVOLVE, WorkshopState
from domain.workshop.values import WEEKDAYS, Weekday

GUARDS = GuardTable(__package__, "workshop")
STAFF = frozenset({Role.FOCAL_POINT, Role.COUNCIL_PRESIDENT})


def _weekday_agrees(weekday: Weekday | None, held_on: PartialDate) -> Check:
    """A notice often gives both; a weekday alone says something only while the day is unknown."""
    day = held_on.day
    falls_on = WEEKDAYS[day.weekday()] if day else None
    met = weekday is None or falls_on is None or weekday == falls_on
    return GUARDS["weekday_agrees"].check(met, found=weekday, expected=falls_on)


def _announcement_guards(
    _state: WorkshopState, command: c.AnnounceWorkshop | None, facts: Facts
) -> Iterator[Check]:
    if command is None:
        return
    yield _weekday_agrees(command.weekday, command.held_on)
    turned = [
        f"{slot.starts_at}–{slot.ends_at}"
        for slot in command.agenda
        if slot.starts_at is not None and slot.ends_at is not None and slot.ends_at <= slot.starts_at
    ]
    yield GUARDS["slots_end_after_they_start"].check(not turned, found=turned)
    if command.programme_id is None:
        return
    programme = facts.state(f"programme:{command.programme_id}", ProgrammeState)
    there = exists(programme, f"programme:{command.programme_id}")
    yield there
    if not there.met:
        return
    yield GUARDS["programme_goes_on"].check(
        programme.reached not in OVER,
        because=[programme.because.get("stage")],
        found=programme.stage,
    )
    yield GUARDS["collectivity_bound"].check(
        command.collectivity_id in programme.collectivity_ids,
        because=[programme.because.get("initiated")],
        found=command.collectivity_id,
        expected=programme.collectivity_ids,
    )
    yield in_order(programme, Stage.INITIATED, command.effective_at)


def _rescheduling_guards(
    _state: WorkshopState, command: c.RescheduleWorkshop | None, _facts: Facts
) -> Iterator[Check]:
    if command is not None:
        yield _weekday_agrees(command.weekday, command.held_on)


def _holding_guards(
    state: WorkshopState, command: c.RecordWorkshopHeld | None, facts: Facts
) -> Iterator[Check]:
    """Before its day nobody is told to record that it was held; one held earlier says its own day."""
    if command is None and state.held_on is not None:
        yield GUARDS["day_has_come"].check(
            not state.held_on.may_follow(facts.now),
            because=[state.because.get("date")],
            found=state.held_on,
        )


def _report_guards(
    _state: WorkshopState, command: c.PublishWorkshopReport | None, _facts: Facts
) -> Iterator[Check]:
    if command is not None:
        yield GUARDS["report_attached"].check(bool(command.evidence))


def _as(event: type[EventData]) -> Callable[[WorkshopState, Command, Facts], list[NewEvent]]:
    """What every command here does: its own fields become one event."""
    return lambda _state, command, _facts: [NewEvent(event(**command.data()))]


def _held(_state: WorkshopState, command: c.RecordWorkshopHeld, _facts: Facts) -> list[NewEvent]:
    """Events are public for ever, so what would tell of a few people stays out of them."""
    told = command.data() | {"attendance": command.attendance.protected()}
    return [NewEvent(e.WorkshopHeld(**told))]


def _without_report(state: WorkshopState, _facts: Facts) -> bool:
    """Its report is a document, which has to be in the register."""
    return state.status == "held" and state.report is None


ANNOUNCED = frozenset({"announced"})
DECIDER = Decider(
    kind="workshop",
    plural="workshops",
    state=WorkshopState,
    evolve=EVOLVE,
    rules=(
        Rule(c.AnnounceWorkshop, STAFF, _as(e.WorkshopAnnounced), _announcement_guards),
        Rule(
            c.RescheduleWorkshop,
            STAFF,
            _as(e.WorkshopRescheduled),
            _rescheduling_guards,
            stages=ANNOUNCED,
            reasoned=True,
        ),
        Rule(c.RecordWorkshopHeld, STAFF, _held, _holding_guards, stages=ANNOUNCED),
        Rule(
            c.PublishWorkshopReport,
            STAFF,
            _as(e.WorkshopReportPublished),
            _report_guards,
            stages=frozenset({"held"}),
        ),
        Rule(c.CancelWorkshop, STAFF, _as(e.WorkshopCancelled), stages=ANNOUNCED, reasoned=True),
    ),
    elsewhere=(Elsewhere(RegisterDocument, RECORDERS, _without_report, forward=never),),
)
