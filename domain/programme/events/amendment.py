"""A change of the text in force (T24)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from domain.kernel.dates import Day
from domain.kernel.events import EventData
from domain.kernel.values import Identifier, Language, Localised, Sha256
from domain.programme.values import Commitments, PlannedCommitment


class AmendmentProposed(EventData):
    """A new version of the text is proposed; a material one takes the path of adoption."""

    correctable = frozenset({"changes"})

    material: bool
    commitments: Commitments
    changes: Localised
    version: int
    sha256: Sha256


class AmendmentApprovedByCommittee(EventData):
    """The follow-up committee decides a minor amendment."""

    version: int


class AmendmentSubmittedToCouncil(EventData):
    """A material amendment is laid before one council as an item of a session."""

    collectivity_id: Identifier
    session_id: Identifier
    item_id: Identifier
    version: int
    sha256: Sha256


class AmendmentVoted(EventData):
    """One council voted on the amendment; a rejected one is over, the text in force stands."""

    collectivity_id: Identifier
    session_id: Identifier
    item_id: Identifier
    version: int
    sha256: Sha256
    outcome: Literal["adopted", "rejected", "referred_back"]
    held_on: Day
    mandate_id: str | None = None


class AmendmentAbandoned(EventData):
    """The proposal is given up; the text in force stands."""

    version: int


class AmendmentInForce(EventData):
    """The new version is published and replaces the text in force."""

    correctable = frozenset({"languages"})

    version: int
    languages: tuple[Language, ...] = Field(min_length=1, max_length=4)
    sha256: Sha256
    commitments: tuple[PlannedCommitment, ...] = Field(max_length=60)
