"""Elections and departures while a programme runs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from domain.kernel.decider import Facts, NewEvent
from domain.kernel.guards import Check
from domain.programme.commands import DecideAfterDeparture, DecideContinuity
from domain.programme.events import DepartureDecided, ProgrammeContinuityDecided
from domain.programme.planning import given_up
from domain.programme.rules.common import (
    GUARDS,
    bound,
    collectivity,
    council_decided,
    decided_for,
    every_council_decided,
    has_decided,
    moment,
    not_cited,
    of_some_council,
)
from domain.programme.rules.execution import running
from domain.programme.rules.order import in_order
from domain.programme.stages import Stage
from domain.programme.state import ProgrammeState
from domain.programme.values import DecisionReference

ON_CONTINUITY = frozenset({"programme_continuity"})
AFTER_DEPARTURE = ON_CONTINUITY | {"other"}


def new_mandate(state: ProgrammeState, identity: str, facts: Facts) -> Check:
    """A council was installed since the one that bound the collectivity, or decided on continuity."""
    one = collectivity(facts, identity)
    mandate = one.mandate
    met = (
        mandate is not None
        and mandate.status == "in_office"
        and mandate.mandate_id != state.mandates.get(identity)
    )
    because = [one.because.get("mandate"), state.because.get(f"vote:{identity}")]
    return GUARDS["new_mandate"].check(met, because=because, found=identity)


def _continuity_awaited(state: ProgrammeState, identity: str, facts: Facts) -> Iterator[Check]:
    yield new_mandate(state, identity, facts)
    taken = has_decided(state, identity, ON_CONTINUITY, facts)
    yield GUARDS["council_decisions_taken"].check(taken, found=identity)


def continuity_guards(
    state: ProgrammeState, command: DecideContinuity | None, facts: Facts
) -> Iterator[Check]:
    """The new council decided. As a next step it is a reminder, once any new council sits."""
    if command is None:
        yield from of_some_council(state, None, lambda identity: _continuity_awaited(state, identity, facts))
        return
    yield bound(state, command.collectivity_id)
    yield new_mandate(state, command.collectivity_id, facts)
    decision = DecisionReference.named_by(command)
    yield council_decided(state, decision, ON_CONTINUITY, facts)
    yield not_cited(state, decision)


def continuity_decided(state: ProgrammeState, command: DecideContinuity, facts: Facts) -> list[NewEvent]:
    """The programme goes on, is to be reviewed, or ends with its unfinished commitments."""
    mandate = collectivity(facts, command.collectivity_id).mandate
    mandate_id = mandate.mandate_id if mandate else ""
    event = NewEvent(ProgrammeContinuityDecided(**command.data(), mandate_id=mandate_id))
    if command.decision != "withdraw":
        return [event]
    return [event, *given_up(state, facts, DecisionReference.named_by(command))]


def _departed(
    state: ProgrammeState, identity: str, on: datetime, facts: Facts, *, told: bool
) -> Iterator[Check]:
    """It left; as a next step, which is `told`, nothing was decided on it yet. What was decided can be
    decided otherwise, but nothing waits for that.
    """
    yield bound(state, identity)
    one = collectivity(facts, identity)
    yield GUARDS["has_left"].check(
        not one.is_member(on), because=[one.because.get("membership")], found=identity
    )
    if told:
        decided = state.because.get(f"departure:{identity}")
        yield GUARDS["departure_undecided"].check(decided is None, because=[decided], found=identity)


def departure_guards(
    state: ProgrammeState, command: DecideAfterDeparture | None, facts: Facts
) -> Iterator[Check]:
    """The programme runs, and the collectivity is no longer a member. To end what the councils adopted, each
    of them decides it.
    """
    yield running(state)
    on = moment(command, facts) if command else facts.now
    named = command.collectivity_id if command else None
    departed = partial(_departed, state, on=on, facts=facts, told=command is None)
    yield from of_some_council(state, named, departed)
    if command is None:
        return
    yield in_order(state, Stage.IN_EXECUTION, command.decided_on)
    if command.decision == "end":
        yield from every_council_decided(state, command.decisions or (), AFTER_DEPARTURE, facts)
    else:
        for decision in command.decisions or ():
            yield from decided_for(state, decision, AFTER_DEPARTURE, facts)


def departure_decided(_state: ProgrammeState, command: DecideAfterDeparture, _facts: Facts) -> list[NewEvent]:
    """The programme goes on without the membership, or goes to its final evaluation."""
    return [NewEvent(DepartureDecided(**command.data()))]
