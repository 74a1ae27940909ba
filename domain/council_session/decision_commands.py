"""What may be asked of a council session that has opened: votes, what is put off, its end and its minutes."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from domain.council_session.commands import OfSession
from domain.council_session.values import Ballot, VoteMode, VoteOutcome
from domain.kernel.dates import PastDay
from domain.kernel.values import Count, EventId, Evidence, Identifier, Localised


class RecordVote(OfSession):
    """Record a vote with its counts; the outcome given must be the one that the rules make of them."""

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

    item_id: Identifier


class DeferItem(OfSession):
    """Put an item off to a later session."""

    sitting_id: Identifier
    item_id: Identifier
    to_session_id: Identifier | None = None


class ReferItemBack(OfSession):
    """Send a text back to those who drafted it."""

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

    closed_on: PastDay


class DrawUpMinutes(OfSession):
    """Record that the minutes were drawn up."""

    drawn_up_on: PastDay
    minutes: Evidence


class SignMinutes(OfSession):
    """Record that the minutes were signed."""

    signed_on: PastDay
    signed_by: tuple[Literal["president", "secretary"], ...] = Field(
        default=("president", "secretary"), min_length=1, max_length=2
    )
