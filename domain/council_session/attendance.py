"""Who leaves or comes during a sitting, and sittings closed to the public (113-14 articles 42, 48)."""

from __future__ import annotations

from collections.abc import Iterator

from domain.council_session.commands import DeclareSittingClosed, RecordMemberArrived, RecordMemberLeft
from domain.council_session.events import MemberArrived, MemberLeft, SittingDeclaredClosed
from domain.council_session.findings import GUARDS
from domain.council_session.office import council
from domain.council_session.sittings import opened_sitting
from domain.council_session.state import CouncilSessionState
from domain.council_session.values import Sitting
from domain.kernel.decider import Facts, NewEvent
from domain.kernel.guards import Check


def attendance_because(state: CouncilSessionState, sitting: Sitting) -> list[str | None]:
    """The events that say how many members are present in a sitting."""
    return [
        state.because.get(f"sitting:{sitting.sitting_id}"),
        *(change.event_id for change in sitting.changes),
    ]


def left_guards(
    state: CouncilSessionState, command: RecordMemberLeft | None, _facts: Facts
) -> Iterator[Check]:
    """No more leave than are present."""
    if command is None:
        return
    sitting, is_open = opened_sitting(state, command.sitting_id)
    yield is_open
    if sitting is not None:
        yield GUARDS["were_present"].check(
            command.members <= sitting.present_now,
            because=attendance_because(state, sitting),
            found=command.members,
            expected=sitting.present_now,
        )


def arrived_guards(
    state: CouncilSessionState, command: RecordMemberArrived | None, facts: Facts
) -> Iterator[Check]:
    """No more are present than are in office."""
    if command is None:
        return
    sitting, is_open = opened_sitting(state, command.sitting_id)
    yield is_open
    if sitting is not None:
        collectivity, present = council(state.collectivity_id, facts), sitting.present_now + command.members
        members = collectivity.members_in_office(sitting.held_on)
        yield GUARDS["present_are_members"].check(
            present <= members,
            because=[*attendance_because(state, sitting), *collectivity.seats_because(sitting.held_on)],
            found=present,
            expected=members,
        )


def closed_guards(
    state: CouncilSessionState, command: DeclareSittingClosed | None, _facts: Facts
) -> Iterator[Check]:
    """The sitting is open."""
    if command is not None:
        yield opened_sitting(state, command.sitting_id)[1]


def left(_state: CouncilSessionState, command: RecordMemberLeft, _facts: Facts) -> list[NewEvent]:
    """Fewer are present."""
    return [NewEvent(MemberLeft(**command.data()))]


def arrived(_state: CouncilSessionState, command: RecordMemberArrived, _facts: Facts) -> list[NewEvent]:
    """More are present."""
    return [NewEvent(MemberArrived(**command.data()))]


def declared_closed(
    _state: CouncilSessionState, command: DeclareSittingClosed, _facts: Facts
) -> list[NewEvent]:
    """The public is excluded."""
    return [NewEvent(SittingDeclaredClosed(**command.data()))]
