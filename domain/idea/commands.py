"""What may be asked of an idea."""

from __future__ import annotations

from typing import ClassVar, Self

from pydantic import model_validator

from domain.idea.events import Outcome
from domain.kernel.commands import Command
from domain.kernel.faults import fault
from domain.kernel.values import Identifier, Localised
from domain.participation.rules import Erasure, Inadmissibility, Redaction
from domain.participation.submission import Submission
from domain.programme.values import Channel


class _OfIdea(Command):
    """A command that addresses an idea."""

    aggregate: ClassVar[str] = "idea"


class SubmitIdea(_OfIdea, Submission):
    """Give an idea for a programme while ideas are collected."""

    creates: ClassVar[bool] = True

    programme_id: Identifier
    channel: Channel
    axis: Identifier | None = None
    workshop_id: Identifier | None = None


class FindIdeaAdmissible(_OfIdea):
    """Find an idea admissible; from then on everybody may read it."""


class FindIdeaInadmissible(_OfIdea, Inadmissibility):
    """Find that an idea cannot be examined, and tell its author why."""


class DispositionIdea(_OfIdea):
    """Decide on an idea, with a reasoned response."""

    outcome: Outcome
    commitment_key: Identifier | None = None
    response: Localised

    @model_validator(mode="after")
    def _accepted_into_something(self) -> Self:
        if (self.outcome == "accepted") != (self.commitment_key is not None):
            if self.commitment_key is None:
                raise fault("commitment_key_needed", field="commitment_key")
            raise fault("commitment_key_unwanted", field="commitment_key", found=self.commitment_key)
        return self


class MergeIdea(_OfIdea):
    """Merge an idea into another that says the same; both authors are told."""

    target_id: Identifier
    response: Localised


class ReplyToIdea(_OfIdea):
    """Give the author a further reasoned reply."""

    response: Localised


class WithdrawIdea(_OfIdea):
    """Take an idea back before it is decided on."""


class WithdrawIdeaConsent(_OfIdea):
    """Withdraw the consent to be shown by name."""


class RedactIdea(_OfIdea, Redaction):
    """Show a redacted document in the place of an idea's words."""


class EraseIdeaPersonalData(_OfIdea, Erasure):
    """Erase an idea's words, its author's identity, or both (law 09-08)."""
