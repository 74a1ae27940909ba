"""The rules of workshops (T3, T4)."""

from __future__ import annotations

from collections.abc import Iterator

from domain.kernel.decider import Decider, Facts, NewEvent, Rule
from domain.kernel.guards import Check, GuardTable
from domain.kernel.values import Role
from domain.workshop.commands import AnnounceWorkshop, CancelWorkshop, RecordWorkshopHeld
from domain.workshop.events import WorkshopAnnounced, WorkshopCancelled, WorkshopHeld
from domain.workshop.state import EVOLVE, WorkshopState

GUARDS = GuardTable(__package__, "workshop")
STAFF = frozenset({Role.FOCAL_POINT, Role.COUNCIL_PRESIDENT})


def _held_guards(state: WorkshopState, command: RecordWorkshopHeld | None, facts: Facts) -> Iterator[Check]:
    if command is not None:
        begun = not command.held_on.may_follow(facts.now)
        yield GUARDS["has_begun"].check(begun, found=command.held_on, expected=facts.now.isoformat())


def _announced(_state: WorkshopState, command: AnnounceWorkshop, _facts: Facts) -> list[NewEvent]:
    return [NewEvent(WorkshopAnnounced(**command.data()))]


def _held(_state: WorkshopState, command: RecordWorkshopHeld, _facts: Facts) -> list[NewEvent]:
    return [NewEvent(WorkshopHeld(**command.data()))]


def _cancelled(_state: WorkshopState, _command: CancelWorkshop, _facts: Facts) -> list[NewEvent]:
    return [NewEvent(WorkshopCancelled())]


DECIDER = Decider(
    kind="workshop",
    plural="workshops",
    state=WorkshopState,
    evolve=EVOLVE,
    rules=(
        Rule(AnnounceWorkshop, STAFF, _announced),
        Rule(RecordWorkshopHeld, STAFF, _held, _held_guards, stages=frozenset({"announced"})),
        Rule(CancelWorkshop, STAFF, _cancelled, stages=frozenset({"announced"}), reasoned=True),
    ),
)
