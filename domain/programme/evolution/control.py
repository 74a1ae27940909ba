"""How the state follows the administrative control of deliberations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from domain.kernel.decider import Evolution
from domain.kernel.events import Event
from domain.programme.events import (
    ControlRegimeDetermined,
    CourtReferred,
    DeliberationAnnulled,
    DeliberationTransmitted,
    ObjectionNotified,
    ObjectionWindowExpired,
    SuspensionLifted,
    SuspensionOrdered,
    SuspensionRefused,
    VisaDeadlineElapsed,
    VisaGranted,
    VisaRefused,
)
from domain.programme.stages import Stage
from domain.programme.state import ProgrammeState

Step = Callable[[ProgrammeState, Event, Any], ProgrammeState]


def _controlled(state: ProgrammeState, event: Event, collectivity_id: str, **changes: Any) -> ProgrammeState:
    passage = state.current_passage
    if passage is None or state.left_control:
        return state
    told = state.control_facts(collectivity_id, *changes)
    return state.passing(event, passage.controlled(collectivity_id, **changes), *told)


def _changing(**changes: Any) -> Step:
    """Events that change the control of one deliberation always in the same way."""

    def step(state: ProgrammeState, event: Event, data: Any) -> ProgrammeState:
        return _controlled(state, event, data.collectivity_id, **changes)

    return step


def _before_court(state: ProgrammeState, event: Event, data: CourtReferred) -> ProgrammeState:
    after = _controlled(state, event, data.collectivity_id, before_court=True)
    return after.dated(event, "court_referral")


def _regime(state: ProgrammeState, event: Event, data: ControlRegimeDetermined) -> ProgrammeState:
    return _controlled(
        state,
        event,
        data.collectivity_id,
        regime=data.regime,
        rule_set_id=event.rule_set,
        settled=data.regime == "none",
    )


def _transmitted(state: ProgrammeState, event: Event, data: DeliberationTransmitted) -> ProgrammeState:
    return _controlled(state, event, data.collectivity_id, received_on=data.received_on)


def _referring(by: str) -> Step:
    """An objection or a refused visa sends the text back."""

    def step(state: ProgrammeState, event: Event, data: Any) -> ProgrammeState:
        # To the text in force an objection that comes while an amendment is under way changes nothing more.
        passage = state.passage_of(getattr(data, "version", None))
        if passage is None or passage is not state.current_passage or state.left_control:
            return state
        changes: dict[str, Any] = {"settled": False, "before_court": False, "objected": by == "objection"}
        if by == "objection":
            changes["objected_on"] = data.notified_on
        passage = passage.controlled(data.collectivity_id, **changes)
        referred = passage.model_copy(update={"referred_by": by})
        after = state.passing(event, referred, *state.control_facts(data.collectivity_id, *changes))
        return after if after.amendment else after.model_copy(update={"published_in": ()})

    return step


def _annulled(state: ProgrammeState, event: Event, data: DeliberationAnnulled) -> ProgrammeState:
    if state.amends(data.version):
        return state.having(event, "amendment", amendment=None)
    fallen = state.halted()
    if fallen.passage is None:
        return fallen.moved(event, Stage.REJECTED)
    struck = fallen.passage.model_copy(update={"annulled": True})
    return fallen.passing(event, struck)


EVOLVE: Evolution[ProgrammeState] = {
    ControlRegimeDetermined: _regime,
    DeliberationTransmitted: _transmitted,
    ObjectionNotified: _referring("objection"),
    ObjectionWindowExpired: _changing(settled=True),
    VisaGranted: _changing(settled=True),
    VisaRefused: _referring("visa"),
    VisaDeadlineElapsed: _changing(visa_deadline_elapsed=True),
    CourtReferred: _before_court,
    SuspensionOrdered: _changing(suspended=True),
    SuspensionRefused: _changing(before_court=False),
    SuspensionLifted: _changing(suspended=False, before_court=False),
    DeliberationAnnulled: _annulled,
}
