"""The council in whose name a session meets, and the rules that govern it on a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from domain.collectivity.state import CollectivityState
from domain.council_session.findings import GUARDS
from domain.kernel.decider import Facts
from domain.kernel.guards import Check
from domain.rules.rule_sets import RuleSet, rule_set_in_force


def council(collectivity_id: str, facts: Facts) -> CollectivityState:
    """The collectivity as its own events tell. Raises FactNeeded when not loaded."""
    return facts.state(f"collectivity:{collectivity_id}", CollectivityState)


def rules_on(collectivity: CollectivityState, day: date) -> RuleSet:
    """The rule set for this collectivity on a day. Raises Refused where none is known for the day."""
    return rule_set_in_force(collectivity.collectivity_type, day)


def in_office(collectivity: CollectivityState, day: date) -> Check:
    """A council was in office on that day: not between two mandates, not dissolved."""
    return GUARDS["council_in_office"].check(
        collectivity.members_in_office(day) > 0,
        because=[collectivity.because.get("council"), *collectivity.seats_because(day)],
        found=day,
    )


def registered(collectivity: CollectivityState, collectivity_id: str) -> Iterator[Check]:
    """The collectivity is in the register."""
    yield GUARDS["collectivity_registered"].check(
        collectivity.stage != "", because=[collectivity.because.get("registered")], found=collectivity_id
    )
