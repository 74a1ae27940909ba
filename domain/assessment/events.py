"""What an assessment says (T27)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from domain.assessment.scales import Rating
from domain.kernel.dates import PartialDate
from domain.kernel.events import EventData
from domain.kernel.values import Identifier, Line, Localised
from domain.workshop.values import RecordedAttendance

Ratings = Annotated[tuple[Rating, ...], Field(min_length=1, max_length=180)]


class SelfAssessmentPublished(EventData):
    """The follow-up committee publishes how it rates each commitment."""

    correctable = frozenset({"ratings", "summary_text"})

    programme_id: Identifier
    ratings: Ratings
    summary_text: Localised | None = None


class IndependentAssessmentPublished(EventData):
    """A monitoring body that did not carry out the programme publishes its ratings."""

    correctable = frozenset({"ratings", "summary_text"})

    programme_id: Identifier
    ratings: Ratings
    summary_text: Localised | None = None


class EvaluationWorkshopHeld(EventData):
    """The evaluation was discussed with civil society; people are counted, never listed."""

    correctable = frozenset({"held_on", "place", "attendance", "findings"})

    programme_id: Identifier
    held_on: PartialDate
    place: Line
    attendance: RecordedAttendance
    findings: Localised
