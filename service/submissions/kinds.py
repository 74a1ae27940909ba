"""The two kinds of submissions, with the commands that their authors may give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Self

from pydantic import model_validator

from domain.contribution.commands import (
    EraseContributionPersonalData,
    SubmitContribution,
    WithdrawContribution,
    WithdrawContributionConsent,
)
from domain.idea.commands import EraseIdeaPersonalData, SubmitIdea, WithdrawIdea, WithdrawIdeaConsent
from domain.kernel.commands import Command
from domain.kernel.faults import fault
from domain.kernel.values import CitizenText, Identifier, Model, PersonName
from domain.participation.rules import Erasure
from domain.participation.values import NAMES, AuthorKind, OrganisationName

Scope = Literal["words", "identity", "everything"]


class SenderGiven(Model):
    """As what an author wants to be known. The reference of the author is the service's to make; a name is
    sealed beside it.
    """

    kind: AuthorKind
    name: PersonName | None = None
    organisation: OrganisationName | None = None

    @model_validator(mode="after")
    def _named_as_the_kind_says(self) -> Self:
        for kind, name in NAMES.items():
            given = getattr(self, name.member)
            if given is None and kind == self.kind:
                raise fault(name.needed, field=name.member)
            if given is not None and kind != self.kind:
                raise fault(name.unwanted, field=name.member, kind=self.kind)
        return self


class IdeaGiven(Model):
    """An idea as it is sent without an account."""

    programme_id: Identifier
    author: SenderGiven
    text: CitizenText
    axis: Identifier | None = None


class ContributionGiven(Model):
    """A contribution as it is sent without an account."""

    consultation_id: Identifier
    author: SenderGiven
    text: CitizenText
    commitment_key: Identifier | None = None


@dataclass(frozen=True)
class Kind:
    """A kind of submissions: what is given, for which record, and its commands."""

    name: str
    plural: str
    given: type[IdeaGiven | ContributionGiven]
    record: str
    submit: type[Command]
    withdraw: type[Command]
    withdraw_consent: type[Command]
    erase: type[Erasure]
    statuses: str


KINDS = {
    "idea": Kind(
        name="idea",
        plural="ideas",
        given=IdeaGiven,
        record="programme_id",
        submit=SubmitIdea,
        withdraw=WithdrawIdea,
        withdraw_consent=WithdrawIdeaConsent,
        erase=EraseIdeaPersonalData,
        statuses="idea_status",
    ),
    "contribution": Kind(
        name="contribution",
        plural="contributions",
        given=ContributionGiven,
        record="consultation_id",
        submit=SubmitContribution,
        withdraw=WithdrawContribution,
        withdraw_consent=WithdrawContributionConsent,
        erase=EraseContributionPersonalData,
        statuses="contribution_status",
    ),
}
"""By the kind of their streams."""
