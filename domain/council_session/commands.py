"""What may be asked of a council session, up to its sittings."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.council_session.values import (
    EarlierItem,
    ItemOrigin,
    Matter,
    Month,
    RequestedBy,
    SessionKind,
    TimetableDay,
)
from domain.kernel.commands import Command
from domain.kernel.dates import Day, PastDay
from domain.kernel.values import Count, Identifier, Line, Localised, Reference
from domain.workshop.values import ClockTime


class OfSession(Command):
    """A command that addresses a council session."""

    aggregate: ClassVar[str] = "council_session"


class CallSession(OfSession):
    """Call a session of the council."""

    creates: ClassVar[bool] = True

    collectivity_id: Identifier
    session_kind: SessionKind
    month: Month | None = None
    requested_by: RequestedBy = "president"
    requesters: Count | None = None
    requested_on: PastDay | None = None


class AddAgendaItem(OfSession):
    """Put an item on the agenda."""

    item_id: Identifier
    title: Localised
    matter: Matter
    origin: ItemOrigin = "bureau"
    continues: EarlierItem | None = None


class WithdrawAgendaItem(OfSession):
    """Take an item off the agenda."""

    item_id: Identifier


class SendAgendaToGovernor(OfSession):
    """Record that the agenda went to the governor."""

    sent_on: PastDay


class IssueConvocation(OfSession):
    """Convene the members for the next attempt."""

    attempt: Annotated[int, Field(ge=1, le=9, strict=True)] | None = None
    issued_on: PastDay
    held_on: Day
    starts_at: ClockTime
    place: Line
    timetable: tuple[TimetableDay, ...] = Field(default=(), max_length=15)


class OpenSitting(OfSession):
    """Open a sitting with a quorum, or continue an opened session."""

    sitting_id: Identifier
    held_on: PastDay
    opened_at: ClockTime | None = None
    place: Line | None = None
    present: Count
    excused: Count | None = None
    unexcused: Count | None = None
    chaired_by: Literal["president", "deputy"] = "president"
    chair_ref: Reference | None = None


class AdjournForLackOfQuorum(OfSession):
    """Record that a meeting found no quorum and was adjourned."""

    sitting_id: Identifier
    held_on: PastDay
    present: Count
    excused: Count | None = None
    unexcused: Count | None = None


class RecordMemberLeft(OfSession):
    """Record that members left a sitting."""

    sitting_id: Identifier
    members: Annotated[Count, Field(ge=1)] = 1
    member_ref: Reference | None = None


class RecordMemberArrived(OfSession):
    """Record that members came to a sitting after it opened."""

    sitting_id: Identifier
    members: Annotated[Count, Field(ge=1)] = 1
    member_ref: Reference | None = None


class DeclareSittingClosed(OfSession):
    """Exclude the public from a sitting."""

    sitting_id: Identifier
    requested_by: Literal["president", "third_of_members", "governor"]
