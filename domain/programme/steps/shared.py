"""Who acts and at which stages, in the words that the tables of steps use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from domain.kernel.commands import Command
from domain.kernel.decider import Facts, NewEvent
from domain.kernel.events import EventData
from domain.kernel.values import Role
from domain.programme.rules.common import COMMITTEE, FOCAL, PRESIDENT, SECRETARIAT
from domain.programme.stages import Stage
from domain.programme.state import ProgrammeState

AUTHORITY = SECRETARIAT | {Role.CONTROL_AUTHORITY}
COURT = SECRETARIAT | {Role.COURT}
COUNCIL_OR_COURT = COURT | {Role.COUNCIL}
CLOCK = FOCAL | {Role.CLOCK}
PROPOSERS = PRESIDENT | COMMITTEE


def at(*stages: Stage) -> frozenset[str]:
    """The keys of these stages."""
    return frozenset(str(stage) for stage in stages)


def as_event(kind: type[EventData]) -> Callable[[ProgrammeState, Any, Facts], list[NewEvent]]:
    """The command's own fields become one event."""

    def events(_state: ProgrammeState, command: Command, _facts: Facts) -> list[NewEvent]:
        return [NewEvent(kind(**command.data()))]

    return events


INITIATED, COLLECTION, DRAFTING = at(Stage.INITIATED), at(Stage.IDEA_COLLECTION), at(Stage.DRAFTING)
FINALISING, SUBMITTED = at(Stage.FINALISING), at(Stage.SUBMITTED)
REFERRED_BACK, REJECTED = at(Stage.REFERRED_BACK), at(Stage.REJECTED)
EXECUTORY, EXECUTION, EVALUATION = (
    at(Stage.EXECUTORY),
    at(Stage.IN_EXECUTION),
    at(Stage.FINAL_EVALUATION),
)
SUSPENDED = at(Stage.SUSPENDED)
AWAITING_CONTROL = at(Stage.ADOPTED, Stage.UNDER_CONTROL) | EXECUTION
UNDER_CONTROL = at(Stage.UNDER_CONTROL) | EXECUTION
"""Stages of control; in execution it is an amendment that is under control."""
