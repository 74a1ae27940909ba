"""Items put off, sent back or withdrawn, and the end of a session."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from domain.council_session.ballots import ballot_checks, counts_of
from domain.council_session.calling import open_item, some_item
from domain.council_session.commands import WithdrawAgendaItem
from domain.council_session.decision_commands import CloseSession, DeferItem, ReferItemBack
from domain.council_session.decision_events import (
    ItemDeferred,
    ItemNotReached,
    ItemReferredBack,
    SessionClosed,
)
from domain.council_session.deliberations import about, deliberation_checks, deliberation_events
from domain.council_session.events import AgendaItemWithdrawn
from domain.council_session.findings import GUARDS
from domain.council_session.office import council, rules_on
from domain.council_session.sittings import opened_sitting
from domain.council_session.state import CouncilSessionState
from domain.council_session.values import OPEN_ITEM, AgendaItem, Deliberation, Sitting
from domain.kernel.dates import PartialDate, legal_day
from domain.kernel.decider import Facts, NewEvent
from domain.kernel.guards import Check

DEFERRABLE = frozenset({"pending", "second_vote_required", "revote_ordered", "rejected"})
"""A rejected item may also be put off: the council of Majjat rejected one and deferred it."""


def _found(
    state: CouncilSessionState, command: DeferItem | ReferItemBack
) -> tuple[Sitting, AgendaItem] | None:
    sitting, item = state.sitting(command.sitting_id), state.item(command.item_id)
    return (sitting, item) if sitting and item else None


def deferral_guards(state: CouncilSessionState, command: DeferItem | None, facts: Facts) -> Iterator[Check]:
    """The item was not adopted, and is put off in an open sitting."""
    if command is None:
        yield some_item(state, DEFERRABLE)
        return
    yield opened_sitting(state, command.sitting_id)[1]
    item = state.item(command.item_id)
    because = [state.because.get(f"item:{command.item_id}"), state.because.get(f"vote:{command.item_id}")]
    yield GUARDS["item_on_agenda"].check(item is not None, because=because, found=command.item_id)
    if item is not None:
        yield GUARDS["item_undecided"].check(
            item.status in DEFERRABLE, because=because, found=item.status, expected=DEFERRABLE
        )
    yield GUARDS["deferred_elsewhere"].check(
        command.to_session_id != state.session_id, found=command.to_session_id
    )
    if found := _found(state, command):
        yield from deliberation_checks(_deferral(state, *found), facts)


def _deferral(state: CouncilSessionState, sitting: Sitting, item: AgendaItem) -> Deliberation:
    return about(state, item, sitting.held_on, "deferred")


def deferred(state: CouncilSessionState, command: DeferItem, facts: Facts) -> list[NewEvent]:
    """The item waits for a later session."""
    found = _found(state, command)
    assert found is not None  # noqa: S101 - tells the type checker what is so already
    on = command.effective_at or PartialDate.of(found[0].held_on)
    further = deliberation_events(_deferral(state, *found), facts, on)
    return [NewEvent(ItemDeferred(**command.data()), effective_at=on), *further]


def referral_guards(
    state: CouncilSessionState, command: ReferItemBack | None, facts: Facts
) -> Iterator[Check]:
    """A majority of the votes cast sends an undecided text back."""
    if command is None:
        yield some_item(state, OPEN_ITEM)
        return
    yield opened_sitting(state, command.sitting_id)[1]
    yield from open_item(state, command.item_id)
    if not (found := _found(state, command)):
        return
    yield from ballot_checks(state, command, found[0], council(state.collectivity_id, facts))
    counts = counts_of(command)
    carried = command.casting_vote == "for" if counts.tied else counts.votes_for > counts.votes_against
    yield GUARDS["referral_carried"].check(carried, found=f"{command.votes_for} / {command.votes_against}")
    yield from deliberation_checks(_referral(state, command, *found), facts)


def _referral(
    state: CouncilSessionState, command: ReferItemBack, sitting: Sitting, item: AgendaItem
) -> Deliberation:
    return about(
        state, item, sitting.held_on, "referred_back", material=command.material, scope=command.scope
    )


def referred_back(state: CouncilSessionState, command: ReferItemBack, facts: Facts) -> list[NewEvent]:
    """The text goes back to those who drafted it."""
    found = _found(state, command)
    assert found is not None  # noqa: S101 - tells the type checker what is so already
    sitting, _ = found
    collectivity = council(state.collectivity_id, facts)
    data = ItemReferredBack(
        **command.data(),
        present=sitting.present_now,
        members_in_office=collectivity.members_in_office(sitting.held_on),
    )
    on = command.effective_at or PartialDate.of(sitting.held_on)
    rules = rules_on(collectivity, sitting.held_on)
    further = deliberation_events(_referral(state, command, *found), facts, on, rules.id)
    return [NewEvent(data, rule_set=rules.id, effective_at=on), *further]


def _day(command: WithdrawAgendaItem, facts: Facts) -> date:
    return (command.effective_at.day if command.effective_at else None) or legal_day(facts.now)


def withdrawal_guards(
    state: CouncilSessionState, command: WithdrawAgendaItem | None, facts: Facts
) -> Iterator[Check]:
    """Only what is not decided can be withdrawn."""
    if command is None:
        return
    yield from open_item(state, command.item_id)
    if (item := state.item(command.item_id)) is not None:
        yield from deliberation_checks(about(state, item, _day(command, facts), "withdrawn"), facts)


def withdrawn(state: CouncilSessionState, command: WithdrawAgendaItem, facts: Facts) -> list[NewEvent]:
    """The item is off the agenda."""
    item = state.item(command.item_id)
    assert item is not None  # noqa: S101 - tells the type checker what is so already
    further = deliberation_events(about(state, item, _day(command, facts), "withdrawn"), facts)
    return [NewEvent(AgendaItemWithdrawn(**command.data())), *further]


def closing_guards(state: CouncilSessionState, command: CloseSession | None, facts: Facts) -> Iterator[Check]:
    """No re-vote is outstanding, and the session ends no earlier than its last sitting."""
    outstanding = [item.item_id for item in state.items if item.status == "revote_ordered"]
    yield GUARDS["no_revote_outstanding"].check(
        not outstanding,
        because=[state.because.get(f"vote:{item_id}") for item_id in outstanding],
        found=outstanding,
    )
    if command is None:
        return
    last = max((sitting.held_on for sitting in state.sittings), default=command.closed_on)
    yield GUARDS["closed_after_sittings"].check(
        command.closed_on >= last,
        because=[state.because.get("stage")],
        found=command.closed_on,
        expected=last,
    )


def session_closed(state: CouncilSessionState, command: CloseSession, _facts: Facts) -> list[NewEvent]:
    """The session is over; what was not reached must be put on another agenda."""
    on = command.effective_at or PartialDate.of(command.closed_on)
    not_reached = [
        NewEvent(ItemNotReached(item_id=item.item_id), effective_at=on)
        for item in state.items
        if item.status == "pending"
    ]
    return [NewEvent(SessionClosed(**command.data()), effective_at=on), *not_reached]
