"""What may be asked of a council session that has opened: votes, what is put off, its end and its minutes."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from domain.council_session.commands import OfSession
from domain.council_session.values import Ballot, VoteMode, VoteOutcome
from domain.kernel.dates import Day
from domain.kernel.values import Count, EventId, Evidence, Identifier, Localised


class RecordVote(OfSession):
    """Record a vote with its counts; the outcome given must be the one that the rules make of them."""

    summary: ClassVar[str] = "Record a vote; an outcome that differs from what the rules give is refused."

    sitting_id: Identifier
    item_id: Identifier
    votes_for: Count
    votes_against: Count
    abstentions: Count = 0
    mode: VoteMode = "public"
    roll_call: tuple[Ballot, ...] = Field(default=(), max_length=200)
    casting_vote: Literal["for", "against"] | None = None
    outcome: VoteOutcome
    supersedes: EventId | None = None


class OrderRevote(OfSession):
    """Order a new vote on the same text."""

    summary: ClassVar[str] = "Order a new vote on an item that was voted on; both votes stay visible."

    item_id: Identifier


class DeferItem(OfSession):
    """Put an item off to a later session."""

    summary: ClassVar[str] = "Put an item off to a later session."

    sitting_id: Identifier
    item_id: Identifier
    to_session_id: Identifier | None = None


class ReferItemBack(OfSession):
    """Send a text back to those who drafted it."""

    summary: ClassVar[str] = "Send a text back by a majority decision, saying what is to change."

    sitting_id: Identifier
    item_id: Identifier
    material: bool
    scope: Localised
    votes_for: Count
    votes_against: Count
    abstentions: Count = 0
    casting_vote: Literal["for", "against"] | None = None


class CloseSession(OfSession):
    """End the session."""

    summary: ClassVar[str] = "End the session; items not reached must be put on another agenda."

    closed_on: Day


class DrawUpMinutes(OfSession):
    """Record that the minutes were drawn up."""

    summary: ClassVar[str] = "Record that the minutes were drawn up, with the document."

    drawn_up_on: Day
    minutes: Evidence


class SignMinutes(OfSession):
    """Record that the minutes were signed."""

    summary: ClassVar[str] = "Record who signed the minutes: the president and the secretary."

    signed_on: Day
    signed_by: tuple[Literal["president", "secretary"], ...] = Field(
        default=("president", "secretary"), min_length=1, max_length=2
    )
