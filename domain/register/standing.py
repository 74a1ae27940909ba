"""What of a register is on record already, told by the guards themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from domain.kernel.decider import FactNeeded, Facts, State
from domain.kernel.deciding import checks
from domain.kernel.guards import Check
from domain.register.plan import Given
from domain.registry import DECIDERS

_ALREADY_RECORDED = frozenset(
    {
        "collectivity.advisory_body_recorded_once",
        "collectivity.joining_recorded_once",
        "collectivity.named_once",
        "collectivity.not_a_member",
        "network.charter_recorded_once",
        "network.claimed_once",
        "network.head_noted_once",
        "network.listed_once",
        "network.meeting_recorded_once",
        "network.support_programme_recorded_once",
        "record.is_new",
    }
)


def already_recorded(unmet: Iterable[Check]) -> bool:
    """Whether a refusal says only that the fact is on record: what an import finds there it leaves as it
    is.
    """
    codes = {check.guard.code for check in unmet}
    return bool(codes) and codes <= _ALREADY_RECORDED


def stands(given: Given, states: Mapping[str, State], now: datetime) -> bool:
    """Whether a command's fact is on record in these states; False where they do not suffice to tell."""
    decider = DECIDERS[given.command.aggregate]
    facts = Facts(now, UUID(int=0), states)
    try:
        state = facts.state(given.stream, decider.state)
        found = checks(decider.rule(type(given.command)), state, given.command, facts)
    except FactNeeded:
        return False
    return already_recorded(check for check in found if not check.met)
