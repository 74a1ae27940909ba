"""How events change what is known of a council session; what refers to something unknown changes nothing."""

from __future__ import annotations

from typing import Any

from domain.council_session import decision_events, events
from domain.council_session.state import CouncilSessionState
from domain.council_session.values import (
    AgendaItem,
    AttendanceChange,
    Convocation,
    ItemStatus,
    Sitting,
    Vote,
)
from domain.kernel.decider import Evolution
from domain.kernel.events import Event

S = CouncilSessionState


def _called(state: S, event: Event, data: events.SessionCalled) -> S:
    return state.having(
        event,
        "called",
        "stage",
        status="called",
        collectivity_id=data.collectivity_id,
        session_kind=data.session_kind,
        month=data.month,
        requested_by=data.requested_by,
        requesters=data.requesters,
        requested_on=data.requested_on,
        rule_set_id=event.rule_set,
        flags=data.flags,
    )


def _item_added(state: S, event: Event, data: events.AgendaItemAdded) -> S:
    item = AgendaItem(
        item_id=data.item_id,
        title=data.title,
        matter=data.matter,
        origin=data.origin,
        continues=data.continues,
        vote_round=2 if data.second_vote else 1,
    )
    return state.having(
        event, f"item:{data.item_id}", items=(*state.items, item), flags=(*state.flags, *data.flags)
    )


def _with_item(state: S, event: Event, item_id: str, fact: str, **changes: Any) -> S:
    if state.item(item_id) is None:
        return state
    items = tuple(
        item.model_copy(update=changes) if item.item_id == item_id else item for item in state.items
    )
    return state.having(event, f"{fact}:{item_id}", items=items)


def _agenda_sent(state: S, event: Event, data: events.AgendaSentToGovernor) -> S:
    return state.having(event, "agenda_sent", agenda_sent_on=data.sent_on)


def _convened(state: S, event: Event, data: events.ConvocationIssued) -> S:
    convocation = Convocation(
        attempt=data.attempt,
        issued_on=data.issued_on,
        held_on=data.held_on,
        starts_at=data.starts_at,
        place=data.place,
        timetable=data.timetable,
    )
    return state.having(
        event,
        "stage",
        f"convocation:{data.attempt}",
        status="convened",
        convocations=(*state.convocations, convocation),
        flags=(*state.flags, *data.flags),
    )


def _sitting(data: events.QuorumNotReached | events.SittingOpened, **more: Any) -> Sitting:
    return Sitting(
        sitting_id=data.sitting_id,
        attempt=data.attempt,
        held_on=data.held_on,
        present=data.present,
        members_in_office=data.members_in_office,
        quorum_needed=data.quorum_needed,
        **more,
    )


def _no_quorum(state: S, event: Event, data: events.QuorumNotReached) -> S:
    facts = ("stage", f"sitting:{data.sitting_id}", f"adjourned:{data.attempt}")
    sittings = (*state.sittings, _sitting(data, opened=False))
    return state.having(event, *facts, status="adjourned", sittings=sittings)


def _opened(state: S, event: Event, data: events.SittingOpened) -> S:
    opens = state.opening is None
    facts = (f"sitting:{data.sitting_id}", *(("opened", "stage") if opens else ()))
    sitting = _sitting(data, opened=True, opens_session=opens, chair_ref=data.chair_ref)
    return state.having(
        event, *facts, status="open", sittings=(*state.sittings, sitting), flags=(*state.flags, *data.flags)
    )


def _with_sitting(state: S, event: Event, sitting_id: str, **changes: Any) -> S:
    sittings = tuple(
        sitting.model_copy(update=changes) if sitting.sitting_id == sitting_id else sitting
        for sitting in state.sittings
    )
    return state.having(event, sittings=sittings)


def _moved(state: S, event: Event, sitting_id: str, change: int) -> S:
    sitting = state.sitting(sitting_id)
    if sitting is None:
        return state
    moved = (*sitting.changes, AttendanceChange(event_id=event.event_id, change=change))
    return _with_sitting(state, event, sitting_id, changes=moved)


def _left(state: S, event: Event, data: events.MemberLeft) -> S:
    return _moved(state, event, data.sitting_id, -data.members)


def _arrived(state: S, event: Event, data: events.MemberArrived) -> S:
    return _moved(state, event, data.sitting_id, data.members)


def _closed_to_public(state: S, event: Event, data: events.SittingDeclaredClosed) -> S:
    return _with_sitting(state, event, data.sitting_id, closed_to_public=True)


def _voted(state: S, event: Event, data: decision_events.VoteRecorded) -> S:
    item = state.item(data.item_id)
    if item is None:
        return state
    vote = Vote(
        event_id=event.event_id,
        sitting_id=data.sitting_id,
        round=data.round,
        votes_for=data.votes_for,
        votes_against=data.votes_against,
        abstentions=data.abstentions,
        mode=data.mode,
        outcome=data.outcome,
        supersedes=data.supersedes,
    )
    following = 2 if data.outcome == "second_vote_required" else item.vote_round
    changes = {"status": data.outcome, "outcome": data.outcome, "vote_round": following}
    return _with_item(state, event, data.item_id, "vote", votes=(*item.votes, vote), **changes)


def _revote(state: S, event: Event, data: decision_events.RevoteOrdered) -> S:
    return _with_item(state, event, data.item_id, "vote", status="revote_ordered")


def _put(status: ItemStatus) -> Any:
    return lambda state, event, data: _with_item(state, event, data.item_id, "vote", status=status)


def _session_closed(state: S, event: Event, data: decision_events.SessionClosed) -> S:
    return state.having(event, "stage", "closed", status="closed", closed_on=data.closed_on)


def _minutes(state: S, event: Event, data: decision_events.MinutesDrawnUp) -> S:
    return state.having(event, "minutes", minutes=data.minutes)


def _signed(state: S, event: Event, data: decision_events.MinutesSigned) -> S:
    return state.having(
        event,
        "signed",
        minutes_signed_on=data.signed_on,
        minutes_signed_by=tuple(sorted({*state.minutes_signed_by, *data.signed_by})),
        flags=(*state.flags, *data.flags),
    )


EVOLVE: Evolution[CouncilSessionState] = {
    events.SessionCalled: _called,
    events.AgendaItemAdded: _item_added,
    events.AgendaItemWithdrawn: _put("withdrawn"),
    events.AgendaSentToGovernor: _agenda_sent,
    events.ConvocationIssued: _convened,
    events.QuorumNotReached: _no_quorum,
    events.SittingOpened: _opened,
    events.MemberLeft: _left,
    events.MemberArrived: _arrived,
    events.SittingDeclaredClosed: _closed_to_public,
    decision_events.VoteRecorded: _voted,
    decision_events.RevoteOrdered: _revote,
    decision_events.ItemDeferred: _put("deferred"),
    decision_events.ItemReferredBack: _put("referred_back"),
    decision_events.ItemNotReached: _put("not_reached"),
    decision_events.SessionClosed: _session_closed,
    decision_events.MinutesDrawnUp: _minutes,
    decision_events.MinutesSigned: _signed,
}
