"""What falls due as time passes, for one state at one moment.

Each command is given as `system:clock`. Its own guards decide in the end, and once it is recorded the same
state no longer asks for it, so that catching up after a pause gives each once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from domain.commitment.commands import MissDeadline
from domain.commitment.state import CommitmentState
from domain.consultation.commands import CloseConsultation
from domain.consultation.state import ConsultationState
from domain.kernel.commands import Command
from domain.kernel.dates import PartialDate, legal_day
from domain.kernel.decider import State
from domain.kernel.values import CLOCK
from domain.programme.commands import (
    EndExecutionPeriod,
    ExpireObjectionWindow,
    RecordVisaDeadlineElapsed,
)
from domain.programme.passage import Control
from domain.programme.stages import Stage
from domain.programme.state import ProgrammeState
from domain.programme.windows import objection_window_ends, visa_time_ends

UNDER_WAY = frozenset({"planned", "in_progress"})
CONTROLLED = frozenset({Stage.UNDER_CONTROL, Stage.IN_EXECUTION})


def due(state: State, now: datetime, known: Mapping[str, State] | None = None) -> list[tuple[str, Command]]:
    """The commands that fall due in a state, each with its stream; none for kinds without a clock.

    `known` are other states by stream: no deadline is missed while a decision holds a programme's time still.
    """
    today = legal_day(now)
    if isinstance(state, ProgrammeState):
        commands = _programme(state, today)
    elif isinstance(state, CommitmentState):
        programme = (known or {}).get(f"programme:{state.programme_id}")
        stopped = isinstance(programme, ProgrammeState) and programme.deadlines_stopped_on is not None
        commands = iter(()) if stopped else _commitment(state, today)
    elif isinstance(state, ConsultationState):
        commands = _consultation(state, today)
    else:
        return []
    return [(state.stream, command) for command in commands]


def _programme(state: ProgrammeState, today: date) -> Iterator[Command]:
    if state.reached in CONTROLLED:
        for control in state.controls:
            yield from _control(control, today)
    running = state.reached is Stage.IN_EXECUTION or state.execution_suspended
    if running and state.deadlines_stopped_on is None and today > state.ends_on:
        yield _by_the_clock(EndExecutionPeriod, state.ends_on)


def _control(control: Control, today: date) -> Iterator[Command]:
    if control.settled or control.objected:
        return
    window, visa_time = objection_window_ends(control), visa_time_ends(control)
    undisturbed = not control.before_court and not control.suspended
    if control.regime == "objection_window" and window is not None and today > window and undisturbed:
        yield _by_the_clock(ExpireObjectionWindow, window, collectivity_id=control.collectivity_id)
    unrecorded = control.regime == "visa" and not control.visa_deadline_elapsed
    if unrecorded and visa_time is not None and today > visa_time:
        yield _by_the_clock(RecordVisaDeadlineElapsed, visa_time, collectivity_id=control.collectivity_id)


def _commitment(state: CommitmentState, today: date) -> Iterator[Command]:
    if state.status not in UNDER_WAY:
        return
    deadline = state.current_deadline
    if deadline is not None and deadline < today and state.missed != deadline:
        yield _by_the_clock(MissDeadline, deadline, due_on=deadline)
    for milestone in state.milestones:
        unnoticed = milestone.reported_on is None and milestone.missed != milestone.due_on
        if milestone.due_on < today and unnoticed:
            yield _by_the_clock(
                MissDeadline, milestone.due_on, due_on=milestone.due_on, milestone=milestone.key
            )


def _consultation(state: ConsultationState, today: date) -> Iterator[Command]:
    if state.status == "open" and state.closes_on is not None and state.closes_on < today:
        yield _by_the_clock(CloseConsultation, state.closes_on)


def _by_the_clock(command: type[Command], ran_out_on: date, **fields: Any) -> Command:
    """The command takes effect with the day whose time ran out; when that was noticed is `recorded_at`."""
    return command.model_validate({"actor": CLOCK, "effective_at": PartialDate.of(ran_out_on), **fields})
