"""What a council decides reaches the programme that it is about: see `domain.adoption`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Literal

from domain import adoption
from domain.council_session.state import CouncilSessionState
from domain.council_session.values import AgendaItem, Deliberation
from domain.kernel.dates import PartialDate
from domain.kernel.decider import Facts, NewEvent
from domain.kernel.guards import Check

Decided = Literal["adopted", "rejected", "referred_back", "deferred", "withdrawn"]


def about(
    state: CouncilSessionState, item: AgendaItem, held_on: date, outcome: Decided, **more: Any
) -> Deliberation:
    """The deliberation on an item of this session."""
    return Deliberation(
        session_id=state.session_id,
        item_id=item.item_id,
        collectivity_id=state.collectivity_id,
        matter=item.matter,
        outcome=outcome,
        held_on=held_on,
        **more,
    )


def deliberation_checks(deliberation: Deliberation, facts: Facts) -> Iterator[Check]:
    """What the programme asks of a deliberation on it; nothing for any other matter."""
    yield from adoption.guards(deliberation, facts)


def deliberation_events(
    deliberation: Deliberation, facts: Facts, given: PartialDate | None = None, rule_set: str | None = None
) -> list[NewEvent]:
    """What a deliberation means for the programme that it is about; nothing for any other matter.

    It takes effect when the deliberation does: on the day given, else on the day of the sitting.
    """
    on = given or PartialDate.of(deliberation.held_on)
    return [
        event._replace(effective_at=event.effective_at or on, rule_set=event.rule_set or rule_set)
        for event in adoption.consequences(deliberation, facts)
    ]
