"""What is known of an assessment."""

from __future__ import annotations

from typing import Literal

from domain.assessment.events import (
    EvaluationWorkshopHeld,
    IndependentAssessmentPublished,
    SelfAssessmentPublished,
)
from domain.assessment.scales import COMPLETION, Rating
from domain.kernel.dates import PartialDate
from domain.kernel.decider import Evolution, State
from domain.kernel.events import Event
from domain.kernel.values import Localised
from domain.workshop.values import Attendance


class AssessmentState(State):
    """`kind` is self, independent, or workshop (the evaluation discussed with civil society)."""

    programme_id: str = ""
    kind: Literal["", "self", "independent", "workshop"] = ""
    ratings: tuple[Rating, ...] = ()
    text: Localised | None = None
    held_on: PartialDate | None = None
    place: str = ""
    attendance: Attendance | None = None
    published_by: str = ""

    @property
    def stage(self) -> str:
        """Published, once it is."""
        return "published" if self.kind else ""

    @property
    def concerns(self) -> tuple[str, ...]:
        """The assessment, its programme, and the commitments that it rates."""
        rated = dict.fromkeys(f"commitment:{rating.commitment_id}" for rating in self.ratings)
        programme = (f"programme:{self.programme_id}",) if self.programme_id else ()
        return (self.stream, *programme, *rated)

    @property
    def rated(self) -> frozenset[str]:
        """The commitments rated on the completion scale; "no evidence available" is a rating."""
        return frozenset(rating.commitment_id for rating in self.ratings if rating.scale_id == COMPLETION)


def _self(state: AssessmentState, event: Event, data: SelfAssessmentPublished) -> AssessmentState:
    return _published(state, event, data, "self")


def _independent(
    state: AssessmentState, event: Event, data: IndependentAssessmentPublished
) -> AssessmentState:
    return _published(state, event, data, "independent")


def _published(
    state: AssessmentState,
    event: Event,
    data: SelfAssessmentPublished | IndependentAssessmentPublished,
    kind: Literal["self", "independent"],
) -> AssessmentState:
    return state.having(
        event,
        "stage",
        "published",
        programme_id=data.programme_id,
        kind=kind,
        ratings=data.ratings,
        text=data.summary_text,
        published_by=event.actor.body or event.actor.person_ref or str(event.actor.role),
    )


def _workshop(state: AssessmentState, event: Event, data: EvaluationWorkshopHeld) -> AssessmentState:
    return state.having(
        event,
        "stage",
        "published",
        programme_id=data.programme_id,
        kind="workshop",
        text=data.findings,
        held_on=data.held_on,
        place=data.place,
        attendance=data.attendance.protected(),  # older events tell more
    )


EVOLVE: Evolution[AssessmentState] = {
    SelfAssessmentPublished: _self,
    IndependentAssessmentPublished: _independent,
    EvaluationWorkshopHeld: _workshop,
}
