"""What must hold before something is recorded of a council and its seats."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import accumulate

from domain.collectivity.commands import (
    AppointSpecialDelegation,
    EndCouncilMandate,
    InstallCouncil,
    RecordCouncilDissolved,
    RecordMemberSeatFilled,
    RecordMemberSeatVacated,
    RecordPresidentElected,
)
from domain.collectivity.guards import GUARDS
from domain.collectivity.state import CollectivityState
from domain.collectivity.values import Mandate
from domain.kernel.decider import Facts
from domain.kernel.guards import Check


def installation_guards(
    state: CollectivityState, command: InstallCouncil | None, facts: Facts
) -> Iterator[Check]:
    """The former council's mandate is over; there are seats; the dates follow each other."""
    former = state.mandate
    because = [state.because.get("mandate")]
    yield GUARDS["no_council_in_office"].check(
        former is None or former.status != "in_office",
        because=because,
        found=former and former.mandate_id,
    )
    if command is None:
        return
    yield GUARDS["council_has_seats"].check(command.seats >= 1, found=command.seats)
    yield GUARDS["mandate_ends_after_start"].check(
        command.ends_on is None or command.ends_on > command.starts_on,
        found=command.ends_on,
        expected=command.starts_on,
    )
    known = [mandate.mandate_id for mandate in state.mandates]
    yield GUARDS["mandate_is_new"].check(
        command.mandate_id not in known, because=because, found=command.mandate_id
    )
    over = former.ended_on if former else None
    yield GUARDS["after_former_mandate"].check(
        over is None or command.starts_on >= over, because=because, found=command.starts_on, expected=over
    )


def _because(state: CollectivityState, mandate: Mandate | None) -> list[str | None]:
    """The events that say since when the council sits, and all that changed its seats."""
    return [state.because.get("mandate"), *(mandate.events if mandate else ())]


def _in_office(state: CollectivityState) -> tuple[Mandate | None, Check]:
    mandate = state.mandate if state.mandate and state.mandate.status == "in_office" else None
    found = state.mandate.status if state.mandate else None
    check = GUARDS["council_in_office"].check(
        mandate is not None, because=_because(state, mandate), found=found
    )
    return mandate, check


def _within(state: CollectivityState, mandate: Mandate, day: date) -> Check:
    return GUARDS["within_mandate"].check(
        day >= mandate.starts_on,
        because=_because(state, mandate),
        found=day,
        expected=mandate.starts_on,
    )


def _during_office(state: CollectivityState, day: date | None, facts: Facts) -> Iterator[Check]:
    mandate, check = _in_office(state)
    yield check
    if mandate is not None and day is not None:
        yield _within(state, mandate, day)


def mandate_end_guards(
    state: CollectivityState, command: EndCouncilMandate | None, facts: Facts
) -> Iterator[Check]:
    """A council is in office, since before that day."""
    yield from _during_office(state, command.ended_on if command else None, facts)
    yield from _no_seat_change_after(state, command.ended_on if command else None)


def dissolution_guards(
    state: CollectivityState, command: RecordCouncilDissolved | None, facts: Facts
) -> Iterator[Check]:
    """A council is in office, since before that day."""
    yield from _during_office(state, command.dissolved_on if command else None, facts)
    yield from _no_seat_change_after(state, command.dissolved_on if command else None)


def _no_seat_change_after(state: CollectivityState, day: date | None) -> Iterator[Check]:
    if day is not None and state.mandate is not None:
        last = max((change.on for change in state.mandate.changes), default=None)
        yield GUARDS["after_last_seat_change"].check(
            last is None or day >= last, because=_because(state, state.mandate), found=day, expected=last
        )


def president_guards(
    state: CollectivityState, command: RecordPresidentElected | None, facts: Facts
) -> Iterator[Check]:
    """A council is in office to elect one."""
    yield from _during_office(state, command.elected_on if command else None, facts)


def _lowest_and_highest(mandate: Mandate, day: date, change: int) -> tuple[int, int]:
    """Members in office at their fewest and their most, from that day on, with one more change on it."""
    changes = sorted((*((item.on, item.change) for item in mandate.changes), (day, change)))
    running = list(accumulate((item for _, item in changes), initial=mandate.seats))
    return min(running), max(running)


def vacated_guards(
    state: CollectivityState, command: RecordMemberSeatVacated | None, facts: Facts
) -> Iterator[Check]:
    """Somebody was in office to leave it."""
    yield from _during_office(state, command.vacated_on if command else None, facts)
    if command is not None and state.mandate is not None:
        lowest, _ = _lowest_and_highest(state.mandate, command.vacated_on, -1)
        yield GUARDS["seat_was_held"].check(
            lowest >= 0, because=_because(state, state.mandate), found=command.vacated_on
        )


def filled_guards(
    state: CollectivityState, command: RecordMemberSeatFilled | None, facts: Facts
) -> Iterator[Check]:
    """A seat was vacant by that day."""
    yield from _during_office(state, command.filled_on if command else None, facts)
    if command is not None and state.mandate is not None:
        _, highest = _lowest_and_highest(state.mandate, command.filled_on, 1)
        yield GUARDS["seat_was_vacant"].check(
            highest <= state.mandate.seats,
            because=_because(state, state.mandate),
            found=command.filled_on,
            expected=state.mandate.seats,
        )


def delegation_guards(
    state: CollectivityState, command: AppointSpecialDelegation | None, facts: Facts
) -> Iterator[Check]:
    """The council is dissolved."""
    yield GUARDS["council_is_dissolved"].check(
        state.council_dissolved, because=[state.because.get("council")]
    )
    if command is not None:
        dissolved = state.mandate.ended_on if state.mandate else None
        yield GUARDS["within_mandate"].check(
            dissolved is None or command.appointed_on >= dissolved,
            because=[state.because.get("council")],
            found=command.appointed_on,
            expected=dissolved,
        )
