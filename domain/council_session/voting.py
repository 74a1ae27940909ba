"""Votes: the outcome is what the rules make of the counts; another one is refused (113-14 article 43)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from domain.council_session.ballots import ballot_checks, counts_of, roll_call_checks
from domain.council_session.calling import open_item, some_item
from domain.council_session.decision_commands import OrderRevote, RecordVote
from domain.council_session.decision_events import RevoteOrdered, VoteRecorded
from domain.council_session.deliberations import about, deliberation_checks, deliberation_events
from domain.council_session.findings import GUARDS
from domain.council_session.office import council, rules_on
from domain.council_session.sittings import opened_sitting
from domain.council_session.state import CouncilSessionState
from domain.council_session.values import OPEN_ITEM, AgendaItem, Deliberation, Sitting
from domain.kernel.dates import PartialDate
from domain.kernel.decider import Facts, NewEvent
from domain.kernel.guards import Check
from domain.rules.majority import Outcome, outcome_of, votes_needed


def vote_guards(state: CouncilSessionState, command: RecordVote | None, facts: Facts) -> Iterator[Check]:
    """An undecided item, an open sitting, consistent counts, the outcome of the rules, and what the matter
    itself asks.
    """
    if command is None:
        yield some_item(state, OPEN_ITEM)
        return
    sitting, is_open = opened_sitting(state, command.sitting_id)
    yield is_open
    yield from open_item(state, command.item_id)
    item = state.item(command.item_id)
    if sitting is None or item is None:
        return
    collectivity = council(state.collectivity_id, facts)
    yield from ballot_checks(state, command, sitting, collectivity)
    yield from roll_call_checks(command, sitting)
    yield from _order_checks(state, command, item)
    yield from _after_other_session(sitting, item, facts)
    outcome = _outcome(state, command, sitting, item, facts)
    yield GUARDS["outcome_as_computed"].check(
        command.outcome == outcome,
        because=collectivity.seats_because(sitting.held_on),
        found=command.outcome,
        expected=outcome,
    )
    if (deliberation := _deliberation(state, command, sitting, item)) is not None:
        yield from deliberation_checks(deliberation, facts)


def _outcome(
    state: CouncilSessionState, command: RecordVote, sitting: Sitting, item: AgendaItem, facts: Facts
) -> Outcome:
    collectivity = council(state.collectivity_id, facts)
    return outcome_of(
        rules_on(collectivity, sitting.held_on),
        item.matter.majority_key,
        counts_of(command),
        collectivity.members_in_office(sitting.held_on),
        casting_vote=command.casting_vote,
        vote_round=item.vote_round,
    )


def _order_checks(state: CouncilSessionState, command: RecordVote, item: AgendaItem) -> Iterator[Check]:
    """A re-vote names the vote that it replaces and is not earlier; a second vote is held at a later
    sitting.
    """
    last = item.votes[-1] if item.votes else None
    because = [state.because.get(f"vote:{item.item_id}")]
    replaced = last.event_id if last and item.status == "revote_ordered" else None
    yield GUARDS["supersedes_ordered"].check(
        command.supersedes == replaced, because=because, found=command.supersedes, expected=replaced
    )
    if last is None:
        return
    before, now = _place(state, last.sitting_id), _place(state, command.sitting_id)
    because += [state.because.get(f"sitting:{one}") for one in (last.sitting_id, command.sitting_id)]
    if last.outcome == "second_vote_required":
        yield GUARDS["second_vote_elsewhere"].check(now > before, because=because, found=command.sitting_id)
    else:
        yield GUARDS["vote_not_earlier"].check(
            now >= before, because=because, found=command.sitting_id, expected=last.sitting_id
        )


def _after_other_session(sitting: Sitting, item: AgendaItem, facts: Facts) -> Iterator[Check]:
    """A second vote in another session than the first is not before it either."""
    if item.continues is None or item.votes or item.vote_round == 1:
        return
    session = facts.state(f"council_session:{item.continues.session_id}", CouncilSessionState)
    first = session.item(item.continues.item_id)
    held = session.sitting(first.votes[-1].sitting_id) if first and first.votes else None
    if held is not None:
        yield GUARDS["second_vote_elsewhere"].check(
            sitting.held_on >= held.held_on,
            because=[session.because.get(f"vote:{item.continues.item_id}")],
            found=sitting.sitting_id,
        )


def _place(state: CouncilSessionState, sitting_id: str) -> tuple[date, int]:
    """Where a sitting stands in the order of the session: by its day, then as recorded."""
    places = {one.sitting_id: (one.held_on, number) for number, one in enumerate(state.sittings)}
    return places.get(sitting_id, (date.min, -1))


def _deliberation(
    state: CouncilSessionState, command: RecordVote, sitting: Sitting, item: AgendaItem
) -> Deliberation | None:
    """What the vote decides; nothing while a second vote is outstanding."""
    if command.outcome == "second_vote_required":
        return None
    return about(state, item, sitting.held_on, command.outcome, supersedes=command.supersedes)


def voted(state: CouncilSessionState, command: RecordVote, facts: Facts) -> list[NewEvent]:
    """The vote, and what it means for the programme that it is about."""
    sitting, item = state.sitting(command.sitting_id), state.item(command.item_id)
    assert sitting is not None  # noqa: S101 - tells the type checker what is so already
    assert item is not None  # noqa: S101 - tells the type checker what is so already
    collectivity = council(state.collectivity_id, facts)
    rules, members = rules_on(collectivity, sitting.held_on), collectivity.members_in_office(sitting.held_on)
    majority = rules.majority_for(item.matter.majority_key, item.vote_round)
    recorded = VoteRecorded(
        **command.data(),
        round=item.vote_round,
        present=sitting.present_now,
        members_in_office=members,
        majority=majority,
        votes_needed=votes_needed(majority, counts_of(command), members),
    )
    on = command.effective_at or PartialDate.of(sitting.held_on)
    deliberation = _deliberation(state, command, sitting, item)
    return [
        NewEvent(recorded, rule_set=rules.id, effective_at=on),
        *(deliberation_events(deliberation, facts, on, rules.id) if deliberation else ()),
    ]


def revote_guards(state: CouncilSessionState, command: OrderRevote | None, _facts: Facts) -> Iterator[Check]:
    """The item was adopted or rejected in this session, and nothing was set in motion by its adoption."""
    if command is None:
        return
    item = state.item(command.item_id)
    because = [state.because.get(f"vote:{command.item_id}")]
    yield GUARDS["item_on_agenda"].check(item is not None, found=command.item_id)
    if item is not None:
        yield GUARDS["item_voted"].check(
            item.status in ("adopted", "rejected") and bool(item.votes), because=because, found=item.status
        )
        yield GUARDS["adoption_stands"].check(
            item.matter.programme_id is None or item.status != "adopted",
            because=because,
            found=item.matter.programme_id,
        )


def revote_ordered(state: CouncilSessionState, command: OrderRevote, _facts: Facts) -> list[NewEvent]:
    """A new vote on the same text is to come."""
    item = state.item(command.item_id)
    assert item is not None  # noqa: S101 - tells the type checker what is so already
    return [NewEvent(RevoteOrdered(**command.data(), vote_id=item.votes[-1].event_id))]
