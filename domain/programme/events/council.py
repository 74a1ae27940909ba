"""Before the councils, and back from them (T9 to T15, T18, T29)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from domain.kernel.dates import Day, PartialDate
from domain.kernel.events import EventData
from domain.kernel.values import Identifier, Sha256
from domain.programme.values import Flag, PlannedCommitment


class ProgrammeSubmittedToCouncil(EventData):
    """The validated text is laid before one council as an item of a session (T9)."""

    collectivity_id: Identifier
    session_id: Identifier
    item_id: Identifier
    version: int
    sha256: Sha256


class ProgrammeAdoptedByCouncil(EventData):
    """One council adopted the text (T10). With several collectivities the others must follow."""

    collectivity_id: Identifier
    session_id: Identifier
    item_id: Identifier
    version: int
    sha256: Sha256
    held_on: Day
    mandate_id: str | None = None


class ProgrammeAdopted(EventData):
    """Every council has adopted the text, which is frozen by its digest (T10)."""

    version: int
    sha256: Sha256
    commitments: tuple[PlannedCommitment, ...] = Field(max_length=60)
    flags: tuple[Flag, ...] = ()


class ProgrammeRejectedByCouncil(EventData):
    """One council rejected the text, and with it the programme as it stands (T11)."""

    collectivity_id: Identifier
    session_id: Identifier
    item_id: Identifier
    version: int
    sha256: Sha256
    held_on: Day


class ProgrammeReferredBack(EventData):
    """One council sent the text back; `material` says that more than wording is asked for (T12)."""

    collectivity_id: Identifier
    session_id: Identifier
    item_id: Identifier
    held_on: Day
    material: bool


class NewDeliberationVoted(EventData):
    """A council deliberated anew after an objection (T18): it kept its text, changed it, or let it fall."""

    collectivity_id: Identifier
    session_id: Identifier
    item_id: Identifier
    result: Literal["confirmed", "amended", "not_maintained"]
    version: int
    sha256: Sha256
    held_on: Day


class DraftingResumed(EventData):
    """Work on a text that was sent back begins again (after T12 or a refused visa)."""

    to: Literal["drafting", "finalising"]


class ProgrammeReopened(EventData):
    """A rejected programme goes back to drafting, the committee having been consulted (T15)."""

    correctable = frozenset({"committee_consulted_on"})

    committee_consulted_on: PartialDate


class ProgrammeWithdrawn(EventData):
    """The programme is given up: by the president before a vote, by a council after it (T29)."""

    decided_by: Literal["president", "council"]
    collectivity_id: Identifier | None = None
    session_id: Identifier | None = None
    item_id: Identifier | None = None
