"""What may be asked of a consultation."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from domain.kernel.commands import Command
from domain.kernel.dates import Day
from domain.kernel.values import Count, Identifier, Localised
from domain.participation.values import SomeIds
from domain.programme.values import Channel, Version


class _OfConsultation(Command):
    """A command that addresses a consultation."""

    aggregate: ClassVar[str] = "consultation"


class OpenConsultation(_OfConsultation):
    """Open a public consultation on the latest draft or on a proposed material amendment."""

    creates: ClassVar[bool] = True

    programme_id: Identifier
    round: Count
    draft_version: Version
    closes_on: Day
    channels: tuple[Channel, ...] = Field(min_length=1, max_length=3)


class ExtendConsultation(_OfConsultation):
    """Move the closing day to a later one."""

    closes_on: Day


class CloseConsultation(_OfConsultation):
    """Close a consultation after its closing day, or earlier with a reason."""


class AnswerContributionGroup(_OfConsultation):
    """Give one reasoned reply to contributions that say the same."""

    group_id: Identifier
    topic: Localised
    response: Localised
    contribution_ids: SomeIds


class PublishConsultationReport(_OfConsultation):
    """Publish the report of a closed consultation once every contribution is answered."""

    findings: Localised
    changes: Localised
