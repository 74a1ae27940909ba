"""What may be asked in a final evaluation."""

from __future__ import annotations

from typing import ClassVar

from domain.assessment.events import Ratings
from domain.kernel.commands import Command
from domain.kernel.dates import PastDate
from domain.kernel.values import Identifier, Line, Localised
from domain.workshop.values import Attendance


class PublishSelfAssessment(Command):
    """Publish the committee's ratings."""

    aggregate: ClassVar[str] = "assessment"
    creates: ClassVar[bool] = True

    programme_id: Identifier
    ratings: Ratings
    summary_text: Localised | None = None


class PublishIndependentAssessment(Command):
    """Publish an independent body's ratings."""

    aggregate: ClassVar[str] = "assessment"
    creates: ClassVar[bool] = True

    programme_id: Identifier
    ratings: Ratings
    summary_text: Localised | None = None


class RecordEvaluationWorkshop(Command):
    """Record the evaluation workshop."""

    aggregate: ClassVar[str] = "assessment"
    creates: ClassVar[bool] = True

    programme_id: Identifier
    held_on: PastDate
    place: Line
    attendance: Attendance
    findings: Localised
