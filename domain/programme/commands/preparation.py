"""What may be asked of a programme until the committee validates a text (T1 to T8)."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from domain.kernel.commands import Command
from domain.kernel.dates import PastDate
from domain.kernel.values import Localised
from domain.programme.values import Axis, Channel, CollectivityIds, Commitments, Day, Version


class InitiateProgramme(Command):
    """Begin an openness programme of one or several collectivities."""

    aggregate: ClassVar[str] = "programme"
    creates: ClassVar[bool] = True

    collectivity_ids: CollectivityIds
    title: Localised
    starts_on: Day
    ends_on: Day


class IdentifyAxes(Command):
    """Choose the priority axes, with the consultative body; a later choice replaces an earlier one."""

    aggregate: ClassVar[str] = "programme"

    axes: tuple[Axis, ...] = Field(min_length=1, max_length=20)


class RecordAdvisoryOpinion(Command):
    """Record that the consultative body was consulted, and its opinion if it gave one."""

    aggregate: ClassVar[str] = "programme"

    consulted_on: PastDate
    opinion: Localised | None = None


class OpenIdeaCollection(Command):
    """Open the collection of ideas and declare its channels."""

    aggregate: ClassVar[str] = "programme"

    channels: tuple[Channel, ...] = Field(min_length=1, max_length=3)
    closes_on: Day | None = None


class CloseIdeaCollection(Command):
    """Close the collection of ideas and number them; a workshop was held, or say why none was."""

    aggregate: ClassVar[str] = "programme"

    workshop_waiver: Localised | None = None


class PublishDraft(Command):
    """Publish a version of the text; from the second on, say what changed."""

    aggregate: ClassVar[str] = "programme"

    commitments: Commitments
    changes: Localised | None = None


class ValidateDraft(Command):
    """Validate a version of the text for the council."""

    aggregate: ClassVar[str] = "programme"

    version: Version
