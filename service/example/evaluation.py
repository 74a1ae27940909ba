"""The final evaluation and the closure."""

from __future__ import annotations

from domain.assessment.commands import (
    PublishIndependentAssessment,
    PublishSelfAssessment,
    RecordEvaluationWorkshop,
)
from domain.assessment.scales import COMPLETION
from domain.programme.commands import CloseProgramme
from service.example.council import decided
from service.example.execution import COMMITTEE, PRESIDENT, STREAM, commitment
from service.example.stage import Stage
from service.example.texts import PROGRAMME, in_three

OWN = {
    "publish-decisions": "complete",
    "online-desk": "substantial",
    "broadcast": "not_started",
    "project-board": "complete",
}
INDEPENDENT = OWN | {"online-desk": "limited", "project-board": "no_evidence_available"}


def evaluation(stage: Stage) -> None:
    """The committee and a monitoring body rate every commitment, apart, and not alike."""
    stage.at("2028-01-06")
    given = {"programme_id": PROGRAMME, "ratings": _ratings(stage, OWN)}
    stage.do("assessment:demnate-example-self", PublishSelfAssessment, COMMITTEE, **given)
    stage.at("2028-01-10")
    given = {"programme_id": PROGRAMME, "ratings": _ratings(stage, INDEPENDENT)}
    stage.do(
        "assessment:demnate-example-independent",
        PublishIndependentAssessment,
        "independent_assessor",
        **given,
    )
    stage.at("2028-01-11")
    workshop = {
        "programme_id": PROGRAMME,
        "held_on": "2028-01-08",
        "place": "دار الشباب",
        "attendance": {"present": 52, "women": 24, "associations": 11},
        "findings": in_three(
            "الشباك الإلكتروني يحتاج إلى برنامج آخر",
            "Le guichet électronique demande un autre programme",
            "The online desk needs another programme",
        ),
    }
    stage.do("assessment:demnate-example-workshop", RecordEvaluationWorkshop, COMMITTEE, **workshop)


def closure(stage: Stage, commune: str) -> None:
    """The council takes note; what is unfinished is carried over."""
    place = decided(
        stage, commune, "demnate-example-2028-02", "programme_closure", "2028-01-12", "2028-02-01"
    )
    unfinished = ("online-desk", "project-board")
    fates = [
        {
            "commitment_id": _identity(stage, key),
            "fate": "carried_over",
            "reason": {"code": "postponed_next_cycle"},
        }
        for key in unfinished
    ]
    stage.do(STREAM, CloseProgramme, PRESIDENT, decisions=[place], dispositions=fates)


def _ratings(stage: Stage, values: dict[str, str]) -> list[dict[str, str]]:
    return [
        {"commitment_id": _identity(stage, key), "scale_id": COMPLETION, "value": value}
        for key, value in values.items()
    ]


def _identity(stage: Stage, key: str) -> str:
    return commitment(stage, key).partition(":")[2]
