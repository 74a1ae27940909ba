"""How a council session is called, convened and opened.

`flags` name rules whose legal value is unconfirmed and that were not kept: they are shown, not refused.
"""

from __future__ import annotations

from typing import Literal

from domain.council_session.values import (
    EarlierItem,
    ItemOrigin,
    Matter,
    Month,
    RequestedBy,
    SessionKind,
    TimetableDay,
)
from domain.kernel.dates import Day
from domain.kernel.events import EventData
from domain.kernel.values import Count, Identifier, Line, Localised, Reference
from domain.workshop.values import ClockTime

Flags = tuple[Line, ...]


class SessionCalled(EventData):
    """A session was called: ordinary, in a month of the law, or extraordinary, at somebody's request."""

    correctable = frozenset({"requested_by", "requesters", "requested_on"})
    derived = frozenset({"flags"})

    collectivity_id: Identifier
    session_kind: SessionKind
    month: Month | None = None
    requested_by: RequestedBy = "president"
    requesters: Count | None = None
    requested_on: Day | None = None
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

    sent_on: Day


class ConvocationIssued(EventData):
    """The members were convened: the first time, or again after a meeting without quorum."""

    correctable = frozenset({"issued_on", "starts_at", "place"})
    derived = frozenset({"flags"})

    attempt: Count
    issued_on: Day
    held_on: Day
    starts_at: ClockTime
    place: Line
    timetable: tuple[TimetableDay, ...] = ()
    flags: Flags = ()


class QuorumNotReached(EventData):
    """Too few members were present for this attempt."""

    correctable = frozenset({"present", "excused", "unexcused"})
    derived = frozenset({"members_in_office", "quorum_needed"})

    sitting_id: Identifier
    attempt: Count
    held_on: Day
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
    not_before: Day | None = None
    not_after: Day | None = None


class SittingOpened(EventData):
    """A sitting opened with a quorum, or continues a session that opened with one."""

    correctable = frozenset({"present", "excused", "unexcused", "opened_at", "place", "chair_ref"})
    derived = frozenset({"members_in_office", "quorum_needed", "flags"})

    sitting_id: Identifier
    attempt: Count
    held_on: Day
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
