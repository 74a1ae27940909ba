"""What happens in a council session. `flags` name rules whose legal value is unconfirmed and that were not
kept: they are shown, not refused.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from domain.council_session.values import (
    Ballot,
    EarlierItem,
    ItemOrigin,
    Matter,
    Month,
    RequestedBy,
    SessionKind,
    TimetableDay,
    VoteMode,
    VoteOutcome,
)
from domain.kernel.events import EventData
from domain.kernel.values import Count, EventId, Evidence, Identifier, Line, Localised, Reference
from domain.workshop.values import ClockTime

Flags = tuple[Line, ...]


class SessionCalled(EventData):
    """A session was called: ordinary, in a month of the law, or extraordinary, at somebody's request."""

    correctable = frozenset({"requested_by", "requesters", "requested_on"})

    collectivity_id: Identifier
    session_kind: SessionKind
    month: Month | None = None
    requested_by: RequestedBy = "president"
    requesters: Count | None = None
    requested_on: date | None = None
    flags: Flags = ()


class AgendaItemAdded(EventData):
    """An item was put on the agenda, by the bureau, the governor, members or a petition."""

    correctable = frozenset({"title", "origin"})

    item_id: Identifier
    title: Localised
    matter: Matter
    origin: ItemOrigin
    continues: EarlierItem | None = None
    second_vote: bool = False
    flags: Flags = ()


class AgendaItemWithdrawn(EventData):
    """The president took an item off the agenda."""

    item_id: Identifier


class AgendaSentToGovernor(EventData):
    """The agenda went to the governor (the wali, for a region)."""

    correctable = frozenset({"sent_on"})

    sent_on: date


class ConvocationIssued(EventData):
    """The members were convened: the first time, or again after a meeting without quorum."""

    correctable = frozenset({"issued_on", "starts_at", "place"})

    attempt: Count
    issued_on: date
    held_on: date
    starts_at: ClockTime
    place: Line
    timetable: tuple[TimetableDay, ...] = ()
    flags: Flags = ()


class QuorumNotReached(EventData):
    """Too few members were present for this attempt."""

    correctable = frozenset({"present", "excused", "unexcused"})

    sitting_id: Identifier
    attempt: Count
    held_on: date
    present: Count
    excused: Count | None = None
    unexcused: Count | None = None
    members_in_office: Count
    quorum_needed: Count


class SittingAdjournedForLackOfQuorum(EventData):
    """The meeting was adjourned for want of a quorum, with the days on which the next attempt may meet.

    `next_attempt` is absent after the last. By the law's day count; where the count is in doubt both the
    narrower and the wider reading lie within these days.
    """

    sitting_id: Identifier
    attempt: Count
    next_attempt: Count | None = None
    not_before: date | None = None
    not_after: date | None = None


class SittingOpened(EventData):
    """A sitting opened with a quorum, or continues a session that opened with one."""

    correctable = frozenset({"present", "excused", "unexcused", "opened_at", "place", "chair_ref"})

    sitting_id: Identifier
    attempt: Count
    held_on: date
    opened_at: ClockTime | None = None
    place: Line | None = None
    present: Count
    excused: Count | None = None
    unexcused: Count | None = None
    chaired_by: Literal["president", "deputy"] = "president"
    chair_ref: Reference | None = None
    members_in_office: Count
    quorum_needed: Count
    flags: Flags = ()


class MemberLeft(EventData):
    """Members left a sitting. The quorum counted at the opening stays."""

    correctable = frozenset({"members"})

    sitting_id: Identifier
    members: Count
    member_ref: Reference | None = None


class MemberArrived(EventData):
    """Members came to a sitting after it opened."""

    correctable = frozenset({"members"})

    sitting_id: Identifier
    members: Count
    member_ref: Reference | None = None


class SittingDeclaredClosed(EventData):
    """The public was excluded from a sitting; the outcome stays public, the debate does not."""

    correctable = frozenset({"requested_by"})

    sitting_id: Identifier
    requested_by: Literal["president", "third_of_members", "governor"]


class VoteRecorded(EventData):
    """The council voted on an item. The outcome is what the rule set makes of the counts."""

    correctable = frozenset(
        {"votes_for", "votes_against", "abstentions", "mode", "roll_call", "casting_vote"}
    )

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

    closed_on: date
    flags: Flags = ()


class MinutesDrawnUp(EventData):
    """The council secretary drew up the minutes."""

    correctable = frozenset({"drawn_up_on"})

    drawn_up_on: date
    minutes: Evidence


class MinutesSigned(EventData):
    """The minutes were signed."""

    correctable = frozenset({"signed_on"})

    signed_on: date
    signed_by: tuple[Literal["president", "secretary"], ...]
    flags: Flags = ()
