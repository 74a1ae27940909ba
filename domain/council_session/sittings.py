"""Sittings: the quorum of each attempt, who leaves, the public excluded (113-14 articles 42 and 48).

The quorum is counted once, at the opening of the session. Whether a later sitting of it needs one again is
contested (Imintanoute, 12 of 26 members the next day), so such a sitting is flagged and not refused.
"""

from __future__ import annotations

from collections.abc import Iterator

from domain.collectivity.state import CollectivityState
from domain.council_session.commands import (
    AdjournForLackOfQuorum,
    OpenSitting,
)
from domain.council_session.convening import next_window
from domain.council_session.events import (
    QuorumNotReached,
    SittingAdjournedForLackOfQuorum,
    SittingOpened,
)
from domain.council_session.findings import GUARDS, Finding, binding_checks, flags
from domain.council_session.office import council, in_office, rules_on
from domain.council_session.state import CouncilSessionState
from domain.council_session.values import Sitting
from domain.kernel.dates import PartialDate, legal_day
from domain.kernel.decider import Facts, NewEvent
from domain.kernel.guards import Check
from domain.rules.calendar import working_days_between

Meeting = OpenSitting | AdjournForLackOfQuorum


def _attempt(state: CouncilSessionState) -> int:
    return state.last_convocation.attempt if state.last_convocation else 1


def _attendance(
    state: CouncilSessionState, command: Meeting, collectivity: CollectivityState
) -> Iterator[Check]:
    """Those present, excused and absent are together the members in office, or fewer where not all given."""
    members = collectivity.members_in_office(command.held_on)
    because = collectivity.seats_because(command.held_on)
    complete = command.excused is not None and command.unexcused is not None
    total = command.present + (command.excused or 0) + (command.unexcused or 0)
    yield GUARDS["present_are_members"].check(
        command.present <= members, because=because, found=command.present, expected=members
    )
    yield GUARDS["attendance_adds_up"].check(
        total == members if complete else total <= members, because=because, found=total, expected=members
    )
    yield GUARDS["sitting_is_new"].check(
        state.sitting(command.sitting_id) is None,
        because=[state.because.get(f"sitting:{command.sitting_id}")],
        found=command.sitting_id,
    )


def _day_come(state: CouncilSessionState, facts: Facts) -> Iterator[Check]:
    """As a next step: a session is not opened before the day for which it is convened."""
    convocation, today = state.last_convocation, legal_day(facts.now)
    if convocation is not None and state.opening is None:
        yield GUARDS["on_convened_day"].check(
            today >= convocation.held_on,
            because=[state.because.get(f"convocation:{_attempt(state)}")],
            found=today,
            expected=convocation.held_on,
        )


def _as_convened(state: CouncilSessionState, command: Meeting) -> Check:
    convocation = state.last_convocation
    return GUARDS["on_convened_day"].check(
        convocation is not None and command.held_on == convocation.held_on,
        because=[state.because.get(f"convocation:{_attempt(state)}")],
        found=command.held_on,
        expected=convocation.held_on if convocation else None,
    )


def _needed(state: CouncilSessionState, command: Meeting, collectivity: CollectivityState) -> int:
    rules = rules_on(collectivity, command.held_on)
    return rules.quorum_needed(_attempt(state), collectivity.members_in_office(command.held_on))


def opening_guards(state: CouncilSessionState, command: OpenSitting | None, facts: Facts) -> Iterator[Check]:
    """The first sitting meets as convened and with its quorum; a later one continues an opened session."""
    collectivity = council(state.collectivity_id, facts)
    yield in_office(collectivity, command.held_on if command else legal_day(facts.now))
    if command is None:
        yield from _day_come(state, facts)
        return
    yield from _attendance(state, command, collectivity)
    yield GUARDS["somebody_present"].check(command.present > 0)
    if state.opening is not None:
        yield GUARDS["sittings_in_order"].check(
            command.held_on >= state.sittings[-1].held_on,
            because=[state.because.get("opened")],
            found=command.held_on,
            expected=state.sittings[-1].held_on,
        )
        yield from binding_checks(_continuation_findings(state, command, collectivity))
        return
    yield _as_convened(state, command)
    needed = _needed(state, command, collectivity)
    yield GUARDS["quorum_reached"].check(
        command.present >= needed,
        because=collectivity.seats_because(command.held_on),
        found=command.present,
        expected=needed,
        members=collectivity.members_in_office(command.held_on),
    )


def _continuation_findings(
    state: CouncilSessionState, command: OpenSitting, collectivity: CollectivityState
) -> Iterator[Finding]:
    opening, convocation = state.opening, state.last_convocation
    if opening is None or convocation is None:
        return
    rules = rules_on(collectivity, command.held_on)
    because = (*collectivity.seats_because(command.held_on), state.because.get("opened"))
    members = collectivity.members_in_office(command.held_on)
    needed = rules.quorum_needed(opening.attempt, members)
    at_opening = rules.quorum_counted_at
    kept = command.present >= needed or (at_opening.confirmed and at_opening.value == "session_opening")
    values = {"found": command.present, "expected": needed}
    yield Finding("quorum_at_later_sitting", kept, at_opening, because, values)
    foreseen = {convocation.held_on, *(day.held_on for day in convocation.timetable)}
    yield Finding("within_timetable", command.held_on in foreseen, None)
    ordinary = state.session_kind == "ordinary"
    longest = rules.ordinary_session_working_days if ordinary else rules.extraordinary_session_working_days
    length = 1 + working_days_between(opening.held_on, command.held_on, rules.days_off.value)
    values = {"found": length, "expected": longest.value}
    yield Finding("within_session_length", length <= longest.value, longest, because, values)


def opened(state: CouncilSessionState, command: OpenSitting, facts: Facts) -> list[NewEvent]:
    """The sitting is open."""
    collectivity = council(state.collectivity_id, facts)
    opening = state.opening
    data = SittingOpened(
        **command.data(),
        attempt=opening.attempt if opening else _attempt(state),
        members_in_office=collectivity.members_in_office(command.held_on),
        quorum_needed=0 if opening else _needed(state, command, collectivity),
        flags=flags(_continuation_findings(state, command, collectivity)),
    )
    return [_on_its_day(data, command, collectivity)]


def adjournment_guards(
    state: CouncilSessionState, command: AdjournForLackOfQuorum | None, facts: Facts
) -> Iterator[Check]:
    """Too few came, on the day convened. At the third meeting any number is enough, save nobody at all."""
    collectivity = council(state.collectivity_id, facts)
    yield in_office(collectivity, command.held_on if command else legal_day(facts.now))
    if command is None:
        yield from _day_come(state, facts)
        return
    yield from _attendance(state, command, collectivity)
    yield _as_convened(state, command)
    needed = max(1, _needed(state, command, collectivity))
    yield GUARDS["quorum_lacking"].check(
        command.present < needed,
        because=collectivity.seats_because(command.held_on),
        found=command.present,
        expected=needed,
        attempt=_attempt(state),
    )


def adjourned(state: CouncilSessionState, command: AdjournForLackOfQuorum, facts: Facts) -> list[NewEvent]:
    """No quorum, and when the next attempt may meet."""
    collectivity = council(state.collectivity_id, facts)
    rules, attempt = rules_on(collectivity, command.held_on), _attempt(state)
    window = next_window(rules, attempt, command.held_on)
    counted = QuorumNotReached(
        **command.data(),
        attempt=attempt,
        members_in_office=collectivity.members_in_office(command.held_on),
        quorum_needed=_needed(state, command, collectivity),
    )
    adjournment = SittingAdjournedForLackOfQuorum(
        sitting_id=command.sitting_id,
        attempt=attempt,
        next_attempt=attempt + 1 if window else None,
        not_before=window.not_before if window else None,
        not_after=window.not_after if window else None,
    )
    return [_on_its_day(data, command, collectivity) for data in (counted, adjournment)]


def _on_its_day(
    data: SittingOpened | QuorumNotReached | SittingAdjournedForLackOfQuorum,
    command: Meeting,
    collectivity: CollectivityState,
) -> NewEvent:
    """Minutes are entered late: without a date given, the sitting's day is the effective one."""
    return NewEvent(
        data,
        rule_set=rules_on(collectivity, command.held_on).id,
        effective_at=command.effective_at or PartialDate.of(command.held_on),
    )


def opened_sitting(state: CouncilSessionState, sitting_id: str) -> tuple[Sitting | None, Check]:
    """The sitting where something happened, and that it was open."""
    sitting = state.sitting(sitting_id)
    because = [state.because.get(f"sitting:{sitting_id}"), state.because.get("opened")]
    found = sitting is not None and sitting.opened
    return sitting, GUARDS["sitting_open"].check(found, because=because, found=sitting_id)
