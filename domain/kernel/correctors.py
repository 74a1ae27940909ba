"""Who may correct or annul what: those who may record it, and those who keep the record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from domain.kernel.commands import command_types
from domain.kernel.decider import Decider
from domain.kernel.deciding import GUARDS
from domain.kernel.events import Event
from domain.kernel.guards import Check
from domain.kernel.values import Actor, Role

NEVER = frozenset({Role.CITIZEN, Role.CLOCK})
"""Words of citizens are theirs to take back, not to correct; what the clock noticed, people correct."""
OUTSIDE = frozenset({Role.CIVIL_SOCIETY, Role.INDEPENDENT_ASSESSOR})
"""Parties that are no part of the collectivity: each corrects what it recorded itself."""
KEEPERS = frozenset({Role.FOCAL_POINT, Role.COUNCIL_SECRETARY})
KEEPERS_OF_THE_REGISTER = frozenset({Role.NETWORK_COORDINATOR})


def correctors(deciders: Mapping[str, Decider[Any]], fact: Event) -> frozenset[Role]:
    """The roles that may correct or annul a fact: those of the command it came from, and its keepers. Of a
    collectivity the coordination keeps what it may record itself; the rest is the commune's record.
    """
    kind = fact.stream.split(":", 1)[0]
    command = command_types().get(fact.command)
    by = deciders[command.aggregate].rule(command).by if command else frozenset()
    register = kind == "network" or (kind == "collectivity" and by & KEEPERS_OF_THE_REGISTER)
    return by - NEVER | (KEEPERS_OF_THE_REGISTER if register else KEEPERS)


def corrector_checks(deciders: Mapping[str, Decider[Any]], actor: Actor, fact: Event) -> Iterator[Check]:
    """The actor may correct this fact; one from outside only what it recorded itself."""
    allowed = correctors(deciders, fact)
    yield GUARDS["role"].check(actor.role in allowed, expected=allowed, found=actor.role)
    if actor.role in allowed & OUTSIDE:
        yield GUARDS["own_record"].check(actor == fact.actor, found=fact.event_id)
