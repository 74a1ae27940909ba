"""The visa of a deliberation, which alone unlocks it under that regime (T20)."""

from __future__ import annotations

from collections.abc import Iterator

from domain.kernel.decider import Facts
from domain.kernel.guards import Check
from domain.programme.commands import GrantVisa, RecordVisaDeadlineElapsed, RefuseVisa
from domain.programme.rules.common import GUARDS, day_possible, of_some_council, ran_out
from domain.programme.rules.control import control_of, received, regime_is, still_open
from domain.programme.state import ProgrammeState
from domain.programme.windows import visa_time_ends


def _visa_awaited(state: ProgrammeState, identity: str) -> Iterator[Check]:
    yield from still_open(state, identity)
    yield regime_is(state, identity, "visa")
    yield received(state, identity)


def visa_guards(
    state: ProgrammeState, command: GrantVisa | RefuseVisa | None, facts: Facts
) -> Iterator[Check]:
    """The deliberation is under the visa regime and was received."""
    named = command.collectivity_id if command else None
    yield from of_some_council(state, named, lambda identity: _visa_awaited(state, identity))
    if command is not None:
        day = command.granted_on if isinstance(command, GrantVisa) else command.refused_on
        identity = command.collectivity_id
        since = control_of(state, identity).received_on
        yield day_possible(day, since, state.because_of_control(identity, "received_on"))


def silence_guards(
    state: ProgrammeState, command: RecordVisaDeadlineElapsed | None, facts: Facts
) -> Iterator[Check]:
    """The time for the visa is over, which is recorded once."""
    named = command.collectivity_id if command else None
    yield from of_some_council(state, named, lambda identity: _silent(state, identity, command, facts))


def _silent(
    state: ProgrammeState, identity: str, command: RecordVisaDeadlineElapsed | None, facts: Facts
) -> Iterator[Check]:
    control = control_of(state, identity)
    yield from _visa_awaited(state, identity)
    end = visa_time_ends(control)
    if end is not None:
        because = state.because_of_control(identity, "regime", "received_on")
        over, day = ran_out(end, command, facts)
        yield GUARDS["visa_time_over"].check(over, because=because, found=day, expected=end)
    yield GUARDS["silence_recorded_once"].check(
        not control.visa_deadline_elapsed,
        because=state.because_of_control(identity, "visa_deadline_elapsed"),
    )
