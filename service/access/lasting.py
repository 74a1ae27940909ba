"""Whether a grant holds on a day, and why not: its own period, and the mandate of the council that it is
bound to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple, Protocol, TypeVar
from uuid import UUID

from domain.collectivity.state import CollectivityState
from domain.collectivity.values import Mandate
from domain.kernel.dates import legal_day
from domain.kernel.decider import Facts, State
from domain.kernel.values import Role
from service.access.permissions import days_past_foreseen_end, held_roles
from service.messages import sentences


class Lapse(StrEnum):
    """Why a grant gives nothing."""

    NOT_BEGUN = "not_begun"
    TAKEN_AWAY = "taken_away"
    PERIOD_OVER = "period_over"
    MANDATE_ENDED = "mandate_ended"
    MANDATE_OUTLIVED = "mandate_outlived"


class Bound(Protocol):
    """What says of a grant whether a council's mandate ends it."""

    @property
    def role(self) -> Role:
        """The role that it gives."""

    @property
    def collectivity_id(self) -> str | None:
        """What it is held for; None for the network."""

    @property
    def mandate_id(self) -> str | None:
        """The mandate that was in office when it was made, where one was known."""

    @property
    def from_at(self) -> datetime:
        """From when it holds."""


class Periodic(Bound, Protocol):
    """The same, with its own period."""

    @property
    def until_at(self) -> datetime | None:
        """Before when it holds."""

    @property
    def ended_at(self) -> datetime | None:
        """When it was taken away."""


BoundT = TypeVar("BoundT", bound=Bound)


class Lasting(NamedTuple):
    """Whether a grant holds: `lapse` is why not. `foreseen` is when the mandate that it is bound to was to
    end, where that day has come and no end is recorded; `at_most` is the day from which it gives nothing all
    the same.
    """

    lapse: Lapse | None
    foreseen: date | None = None
    at_most: date | None = None

    def told(self) -> dict[str, Any]:
        """As JSON, with a sentence in every language."""
        code = self.lapse or ("past_foreseen_end" if self.foreseen else "holds")
        said = sentences("grants", code, foreseen=self.foreseen, at_most=self.at_most)
        return {"holds": self.lapse is None, "state": code, "state_name": said}


def lasting(grant: Periodic, facts: Facts) -> Lasting:
    """Whether a grant holds now, by its own period first. Raises FactNeeded."""
    if grant.ended_at is not None:
        return Lasting(Lapse.TAKEN_AWAY)
    if grant.until_at is not None and grant.until_at <= facts.now:
        return Lasting(Lapse.PERIOD_OVER)
    found = by_mandate(grant, facts)
    if found.lapse is None and grant.from_at > facts.now:
        return Lasting(Lapse.NOT_BEGUN)
    return found


def by_mandate(grant: Bound, facts: Facts) -> Lasting:
    """Whether the council's mandate that an office was given in lasts. Where none was known when the grant
    was made, it is over once the register says that no council is in office, or one that took office since.
    Raises FactNeeded.
    """
    if grant.collectivity_id is None or not held_roles()[grant.role].of_council:
        return Lasting(None)
    held = facts.state(f"collectivity:{grant.collectivity_id}", CollectivityState)
    today = legal_day(facts.now)
    if grant.mandate_id is None:
        if not held.mandates:
            return Lasting(None)
        mandate = held.mandate_on(today)
        if mandate is not None and mandate.starts_on > legal_day(grant.from_at):
            mandate = None
    else:
        mandate = next((one for one in held.mandates if one.mandate_id == grant.mandate_id), None)
    return _of_mandate(mandate, today)


def _of_mandate(mandate: Mandate | None, today: date) -> Lasting:
    if mandate is None or not mandate.covers(today):
        return Lasting(Lapse.MANDATE_ENDED)
    foreseen = mandate.ends_on
    if foreseen is None or today < foreseen:
        return Lasting(None)
    at_most = foreseen + timedelta(days=days_past_foreseen_end())
    return Lasting(Lapse.MANDATE_OUTLIVED if today >= at_most else None, foreseen, at_most)


def holding(grants: Iterable[BoundT], states: Mapping[str, State], now: datetime) -> tuple[BoundT, ...]:
    """The grants whose mandate lasts, by the states of the collectivities that `councils` names."""
    facts = facts_of(states, now)
    return tuple(grant for grant in grants if by_mandate(grant, facts).lapse is None)


def facts_of(states: Mapping[str, State], now: datetime) -> Facts:
    """The facts that say whether grants hold, of the collectivities that `councils` names."""
    return Facts(now, UUID(int=0), states, {})


def councils(grants: Iterable[Bound]) -> frozenset[str]:
    """The collectivities whose mandates say whether grants hold."""
    return frozenset(
        f"collectivity:{grant.collectivity_id}"
        for grant in grants
        if grant.collectivity_id is not None and held_roles()[grant.role].of_council
    )
