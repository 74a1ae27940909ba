"""What a council session decides, puts off or leaves open, and its minutes."""

from __future__ import annotations

from typing import Literal

from domain.council_session.values import Ballot, VoteMode, VoteOutcome
from domain.kernel.dates import Day
from domain.kernel.events import EventData
from domain.kernel.values import Count, EventId, Evidence, Identifier, Line, Localised


class VoteRecorded(EventData):
    """The council voted on an item. The outcome is what the rule set makes of the counts."""

    correctable = frozenset(
        {"votes_for", "votes_against", "abstentions", "mode", "roll_call", "casting_vote"}
    )
    derived = frozenset({"present", "members_in_office", "votes_needed"})

    sitting_id: Identifier
    item_id: Identifier
    votes_for: Count
    votes_against: Count
    abstentions: Count
    mode: VoteMode = "public"
    roll_call: tuple[Ballot, ...] = ()
    casting_vote: Literal["for", "against"] | None = None
    outcome: VoteOutcome
    supersedes: EventId | None = None
    round: Count
    present: Count
    members_in_office: Count
    majority: Line
    votes_needed: Count


class RevoteOrdered(EventData):
    """A new vote on the same text was ordered. The earlier vote stays visible."""

    item_id: Identifier
    vote_id: EventId


class ItemDeferred(EventData):
    """An item was put off to a later session."""

    correctable = frozenset({"to_session_id"})

    sitting_id: Identifier
    item_id: Identifier
    to_session_id: Identifier | None = None


class ItemReferredBack(EventData):
    """The council sent a text back to those who drafted it, by a vote."""

    correctable = frozenset({"scope", "votes_for", "votes_against", "abstentions", "casting_vote"})
    derived = frozenset({"present", "members_in_office"})

    sitting_id: Identifier
    item_id: Identifier
    material: bool
    scope: Localised
    votes_for: Count
    votes_against: Count
    abstentions: Count
    casting_vote: Literal["for", "against"] | None = None
    present: Count
    members_in_office: Count


class ItemNotReached(EventData):
    """The session ended before the item; it must be put on another agenda."""

    item_id: Identifier


class SessionClosed(EventData):
    """The session ended."""

    correctable = frozenset({"closed_on"})

    closed_on: Day


class MinutesDrawnUp(EventData):
    """The council secretary drew up the minutes."""

    correctable = frozenset({"drawn_up_on"})

    drawn_up_on: Day
    minutes: Evidence


class MinutesSigned(EventData):
    """The minutes were signed."""

    correctable = frozenset({"signed_on"})

    signed_on: Day
    signed_by: tuple[Literal["president", "secretary"], ...]
    flags: tuple[Line, ...] = ()
