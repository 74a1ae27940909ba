"""A decision as everybody may read it: who decided what, when, on what basis, with which evidence and why."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, NamedTuple

from domain.commitment.state import CommitmentState
from domain.contribution.state import ContributionState
from domain.council_session.decision_events import VoteRecorded
from domain.council_session.state import CouncilSessionState
from domain.council_session.values import AgendaItem
from domain.idea.state import IdeaState
from domain.kernel.dates import legal_day
from domain.kernel.decider import State
from domain.kernel.events import Event
from domain.rules.majority import Counts, outcome_of, votes_needed
from domain.rules.rule_sets import rule_set
from projections.decisions.amended import Amended
from projections.decisions.kinds import NAMES, Ruling
from projections.model import Document, as_json, identity_of

_MICROSECOND = timedelta(microseconds=1)


class About(NamedTuple):
    """What a decision is about, as far as its event and its stream tell."""

    programme_id: str | None
    collectivity_ids: tuple[str, ...]
    session_id: str | None
    item: AgendaItem | None
    item_id: str | None
    commitment_id: str | None
    idea_id: str | None
    contribution_id: str | None


def row_of(found: Amended, ruling: Ruling, state: State, position: int) -> dict[str, Any]:
    """The row of one decision. `state` is that of its stream; only what never changes in it is told."""
    event = found.event
    about = about_of(event, state)
    begins, ends = days_of(event)
    return {
        "position": position,
        "id": event.event_id,
        "stream": event.stream,
        "kind": ruling.kind,
        "outcome": ruling.outcome(event.data),
        "decided_by": ruling.body(event),
        "programme_id": about.programme_id,
        "collectivity_ids": list(about.collectivity_ids),
        "session_id": about.session_id,
        "begins": begins,
        "ends": ends,
        "annulled": found.annulled_by is not None,
        "supersedes": getattr(event.data, "supersedes", None),
        "document": as_json(_document(found, ruling, about)),
    }


def about_of(event: Event, state: State) -> About:
    """What an event of a stream with that state is about."""
    data = event.data
    of_council = getattr(data, "collectivity_id", None)
    programme_id, bound = getattr(state, "programme_id", None), getattr(state, "collectivity_ids", ())
    item = item_id = session_id = None
    if isinstance(state, CouncilSessionState):
        session_id, item_id = state.session_id, getattr(data, "item_id", None)
        item = state.item(item_id) if item_id else None
        programme_id, of_council = (item.matter.programme_id if item else None), state.collectivity_id
    elif (place := getattr(data, "decision", None)) is not None and not isinstance(place, str):
        session_id, item_id = place.session_id, place.item_id
    else:
        session_id, item_id = getattr(data, "session_id", None), getattr(data, "item_id", None)
    if event.stream.startswith("collectivity:"):
        of_council = identity_of(event.stream)
    return About(
        programme_id=programme_id or None,
        collectivity_ids=(of_council,) if of_council else tuple(bound),
        session_id=session_id,
        item=item,
        item_id=item_id,
        commitment_id=identity_of(event.stream) if isinstance(state, CommitmentState) else None,
        idea_id=identity_of(event.stream) if isinstance(state, IdeaState) else None,
        contribution_id=identity_of(event.stream) if isinstance(state, ContributionState) else None,
    )


def days_of(event: Event) -> tuple[date, date]:
    """The first and the last day on which it may have taken effect; that of its recording where no day is
    known.
    """
    interval = event.effective_at.interval()
    if interval is None:
        return legal_day(event.recorded_at), legal_day(event.recorded_at)
    return legal_day(interval.start), legal_day(interval.end - _MICROSECOND)


def _document(found: Amended, ruling: Ruling, about: About) -> Document:
    event = found.event
    wire = event.wire()
    told = {name: wire.get(name) for name in ("actor", "effective_at", "recorded_at", "rule_set", "reason")}
    listed = {name: wire.get(name, []) for name in ("authority", "evidence")}
    item = about.item
    matter = item.matter.model_dump(mode="json", exclude_none=True) if item else None
    vote = _vote(event, event.data, item) if isinstance(event.data, VoteRecorded) else None
    return {
        "type": event.type,
        "kind": ruling.kind,
        "kind_name": NAMES[ruling.kind],
        "outcome": ruling.outcome(event.data),
        "decided_by": ruling.body(event),
        **told,
        **listed,
        "stream": event.stream,
        "programme_id": about.programme_id,
        "session_id": about.session_id,
        "item_id": about.item_id,
        "commitment_id": about.commitment_id,
        "idea_id": about.idea_id,
        "contribution_id": about.contribution_id,
        "item": {"title": item.title, "matter": matter, "origin": item.origin} if item else None,
        "details": wire["data"],
        "vote": vote,
        "corrections": [_mark(one) for one in found.corrections],
        "annulled_by": _mark(found.annulled_by) if found.annulled_by else None,
    }


def _mark(event: Event) -> Document:
    wire = event.wire()
    shown = {name: wire["data"].get(name) for name in ("field", "old", "new") if "field" in wire["data"]}
    return {
        "event_id": event.event_id,
        "recorded_at": wire["recorded_at"],
        "reason": wire.get("reason"),
    } | shown


def _vote(event: Event, data: VoteRecorded, item: AgendaItem | None) -> Document:
    """The counts, what they rest on, and beside the outcome recorded what the rule set makes of them."""
    names = ("votes_for", "votes_against", "abstentions", "present", "members_in_office", "mode", "round")
    told = {name: getattr(data, name) for name in (*names, "casting_vote", "majority", "votes_needed")}
    return told | {"outcome": data.outcome, "computed": _computed(event, data, item)}


def _computed(event: Event, data: VoteRecorded, item: AgendaItem | None) -> Document | None:
    """None where the rules that were recorded, or the matter, are not known here."""
    if event.rule_set is None or item is None:
        return None
    try:
        rules = rule_set(event.rule_set)
    except KeyError:
        return None
    counts = Counts(data.votes_for, data.votes_against, data.abstentions)
    key = item.matter.majority_key
    majority = rules.majority_for(key, data.round)
    outcome = outcome_of(
        rules,
        key,
        counts,
        data.members_in_office,
        casting_vote=data.casting_vote,
        vote_round=data.round,
    )
    needed = votes_needed(majority, counts, data.members_in_office)
    return {
        "outcome": outcome,
        "majority": majority,
        "votes_needed": needed,
        "agrees": outcome == data.outcome,
    }
