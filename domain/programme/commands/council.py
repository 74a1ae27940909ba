"""What may be asked of a programme before the councils and after they sent it back (T9, T12, T15, T29)."""

from __future__ import annotations

from typing import ClassVar, Literal

from domain.kernel.commands import Command
from domain.kernel.dates import PastDate
from domain.kernel.values import Identifier, Sha256
from domain.programme.values import Version


class SubmitToCouncil(Command):
    """Lay the validated text before one council, as an item of a session."""

    aggregate: ClassVar[str] = "programme"

    collectivity_id: Identifier
    session_id: Identifier
    item_id: Identifier
    version: Version
    sha256: Sha256


class ResumeDrafting(Command):
    """Take up work again on a text that was sent back."""

    aggregate: ClassVar[str] = "programme"

    to: Literal["drafting", "finalising"]


class ReopenProgramme(Command):
    """Take a rejected programme back to drafting, the committee having been consulted."""

    aggregate: ClassVar[str] = "programme"

    committee_consulted_on: PastDate


class WithdrawProgramme(Command):
    """Give up the programme before its text was voted on."""

    aggregate: ClassVar[str] = "programme"
