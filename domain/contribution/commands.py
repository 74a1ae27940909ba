"""What may be asked of a contribution."""

from __future__ import annotations

from typing import ClassVar, Self

from pydantic import model_validator

from domain.kernel.commands import Command
from domain.kernel.faults import fault
from domain.kernel.values import Identifier, Localised
from domain.participation.rules import Erasure, Inadmissibility, Redaction
from domain.participation.submission import Submission
from domain.programme.values import Channel


class _OfContribution(Command):
    """A command that addresses a contribution."""

    aggregate: ClassVar[str] = "contribution"


class SubmitContribution(_OfContribution, Submission):
    """Contribute to a public consultation; after its end it is recorded as late."""

    creates: ClassVar[bool] = True

    consultation_id: Identifier
    channel: Channel
    commitment_key: Identifier | None = None


class FindContributionAdmissible(_OfContribution):
    """Find a contribution admissible; from then on everybody may read it."""


class FindContributionInadmissible(_OfContribution, Inadmissibility):
    """Find that a contribution cannot be taken into account, and tell its author why."""


class AnswerContribution(_OfContribution):
    """Answer a contribution, by itself or with the answer already given to a group; it is public then."""

    response: Localised | None = None
    group_id: Identifier | None = None

    @model_validator(mode="after")
    def _one_answer(self) -> Self:
        if (self.response is None) == (self.group_id is None):
            raise fault("either_of_two", field="response", expected="response, group_id")
        return self


class WithdrawContribution(_OfContribution):
    """Take a contribution back before it is answered."""


class WithdrawContributionConsent(_OfContribution):
    """Withdraw the consent to be shown by name."""


class RedactContribution(_OfContribution, Redaction):
    """Show a redacted document in the place of a contribution's words."""


class EraseContributionPersonalData(_OfContribution, Erasure):
    """Erase a contribution's words, its author's identity, or both (law 09-08)."""
