"""Assessments: every commitment rated, on scales that say which version they are."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from domain.assessment import commands as c
from domain.assessment.scales import SCALES, Rating
from domain.commitment.events import CommitmentPlanned
from domain.kernel.corrections import CorrectRecord
from domain.programme.events import ExecutionPeriodEnded, ExecutionStarted, ProgrammeInitiated
from domain.programme.values import ProposedMilestone
from tests.domain.scenario import Scenario, by

COMMITTEE, ASSESSOR = by("follow_up_committee"), by("independent_assessor")
STREAM = "assessment:a1"
DOCUMENT = {"document_id": "d1", "sha256": "a" * 64, "kind": "report"}


def in_execution(*commitments: str) -> Scenario:
    """A programme of 2026 and 2027 in execution, with these commitments."""
    given = Scenario().at("2026-01-05").registered(DOCUMENT)
    period = {"starts_on": date(2026, 1, 1), "ends_on": date(2027, 12, 31)}
    given.given(
        "programme:p1", ProgrammeInitiated(collectivity_ids=("c1",), title={"ar": "برنامج"}, **period)
    )
    given.given("programme:p1", ExecutionStarted())
    milestone = ProposedMilestone(key="m1", title={"ar": "نشر"}, due_on=date(2026, 6, 30))
    for identity in commitments:
        planned = CommitmentPlanned(
            programme_id="p1",
            collectivity_ids=("c1",),
            key=identity,
            title={"ar": "نشر المقررات"},
            lead="مصلحة التواصل",
            principles=("transparency",),
            milestones=(milestone,),
            due_on=milestone.due_on,
        )
        given.given(f"commitment:{identity}", planned)
    return given


def in_evaluation(*commitments: str) -> Scenario:
    """The same, its period over."""
    given = in_execution(*commitments).at("2028-01-02")
    given.given("programme:p1", ExecutionPeriodEnded())
    return given


def rating(commitment: str, value: str = "complete", scale: str = "completion-5", **more: Any) -> Any:
    return {"commitment_id": commitment, "scale_id": scale, "value": value} | more


def refused(given: Scenario, ratings: list[Any], **more: Any) -> list[str]:
    fields = {"programme_id": "p1", "ratings": ratings} | more
    return given.refusal(STREAM, c.PublishSelfAssessment, actor=COMMITTEE, **fields)


def test_a_self_assessment_rates_every_commitment() -> None:
    given = in_evaluation("k1", "k2")
    ratings = [rating("k1"), rating("k2", "limited", explanation={"ar": "تأخر التمويل"})]

    given.when(STREAM, c.PublishSelfAssessment, actor=COMMITTEE, programme_id="p1", ratings=ratings)

    assessment = given.state(STREAM)
    assert (assessment.kind, assessment.stage, assessment.rated) == ("self", "published", {"k1", "k2"})
    assert assessment.concerns == (STREAM, "programme:p1", "commitment:k1", "commitment:k2")


def test_a_commitment_without_a_rating_is_named() -> None:
    given = in_evaluation("k1", "k2")

    assert refused(given, [rating("k1")]) == ["assessment.every_commitment_rated"]


def test_no_evidence_available_is_a_rating_and_not_the_same_as_not_started() -> None:
    given = in_evaluation("k1")
    unknown = rating("k1", "no_evidence_available")

    given.when(STREAM, c.PublishSelfAssessment, actor=COMMITTEE, programme_id="p1", ratings=[unknown])

    assert given.state(STREAM).ratings[0].value == "no_evidence_available"
    assert SCALES["completion-5"].has("not_started")


def test_a_rating_on_another_scale_does_not_stand_for_completion() -> None:
    given = in_evaluation("k1")

    found = refused(given, [rating("k1", "verifiable", "verifiability-2")])

    assert found == ["assessment.every_commitment_rated"]


def test_a_commitment_is_rated_once_on_each_scale() -> None:
    given = in_evaluation("k1")
    both = [rating("k1"), rating("k1", "relevant", "relevance-2")]

    assert refused(given, [*both, rating("k1", "limited")]) == ["assessment.rated_once"]
    given.when(STREAM, c.PublishSelfAssessment, actor=COMMITTEE, programme_id="p1", ratings=both)


def test_commitments_of_elsewhere_are_not_rated() -> None:
    given = in_evaluation("k1")

    assert refused(given, [rating("k1"), rating("k9")]) == ["assessment.commitments_known"]


def test_assessments_wait_for_the_end_of_execution() -> None:
    given = in_execution("k1")

    assert refused(given, [rating("k1")]) == ["assessment.programme_in_evaluation"]


def test_the_committee_publishes_no_independent_assessment_and_the_assessor_no_self_assessment() -> None:
    given = in_evaluation("k1")
    fields = {"programme_id": "p1", "ratings": [rating("k1")]}

    by_committee = given.refusal(STREAM, c.PublishIndependentAssessment, actor=COMMITTEE, **fields)
    by_assessor = given.refusal(STREAM, c.PublishSelfAssessment, actor=ASSESSOR, **fields)

    assert by_committee == by_assessor == ["record.role"]


def test_an_independent_assessment_gives_the_evidence_of_each_rating() -> None:
    given = in_evaluation("k1")
    shown = rating("k1", "substantial", evidence=[DOCUMENT])

    given.when(STREAM, c.PublishIndependentAssessment, actor=ASSESSOR, programme_id="p1", ratings=[shown])

    assessment = given.state(STREAM)
    assert (assessment.kind, assessment.published_by) == ("independent", "independent-assessor")
    assert assessment.ratings[0].evidence[0].document_id == "d1"


@pytest.mark.parametrize(("scale", "value"), [("completion-4", "complete"), ("completion-5", "80 %")])
def test_a_rating_is_a_value_of_a_known_scale(scale: str, value: str) -> None:
    with pytest.raises(ValidationError, match="literal_error: field"):
        Rating(commitment_id="k1", scale_id=scale, value=value)


@pytest.mark.parametrize("scale", SCALES.values(), ids=SCALES)
def test_every_scale_and_value_has_a_name_in_three_languages(scale: Any) -> None:
    assert all(named.ar and named.fr and named.en for named in (scale, *scale.values))
    assert len({value.key for value in scale.values}) == len(scale.values)


def test_a_corrected_rating_must_still_rate_every_commitment() -> None:
    given = in_evaluation("k1", "k2")
    ratings = [rating("k1"), rating("k2")]
    given.when(STREAM, c.PublishSelfAssessment, actor=COMMITTEE, programme_id="p1", ratings=ratings)
    correction = {
        "target": given.log[-1].event_id,
        "field": "ratings",
        "old": ratings,
        "reason": {"code": "correction_clerical"},
    }

    found = given.refusal(STREAM, CorrectRecord, actor=COMMITTEE, new=[rating("k1")], **correction)
    lower = [rating("k1"), rating("k2", "limited")]
    given.when(STREAM, CorrectRecord, actor=COMMITTEE, new=lower, **correction)

    assert found == ["record.dependants_hold"]
    assert given.state(STREAM).ratings[1].value == "limited"


def test_an_evaluation_workshop_counts_who_came_once_it_took_place() -> None:
    given = in_evaluation("k1")
    meeting = {"programme_id": "p1", "place": "قاعة الاجتماعات", "findings": {"ar": "خلاصات"}}
    meeting |= {"attendance": {"present": 30, "associations": 12}}

    early = given.refusal(
        STREAM, c.RecordEvaluationWorkshop, actor=by("focal_point"), held_on="2028-01-20", **meeting
    )
    given.at("2028-01-20").when(
        STREAM, c.RecordEvaluationWorkshop, actor=by("focal_point"), held_on="2028-01-20", **meeting
    )

    assert early == ["record.has_happened"]
    assert (given.state(STREAM).kind, given.state(STREAM).attendance.associations) == ("workshop", 12)


def test_the_event_of_an_evaluation_workshop_holds_no_number_that_tells_of_a_few_people() -> None:
    given = in_evaluation("k1").at("2028-01-20")
    meeting = {"programme_id": "p1", "place": "قاعة الاجتماعات", "findings": {"ar": "خلاصات"}}
    meeting |= {"attendance": {"present": 30, "women": 2, "associations": 12}, "held_on": "2028-01-20"}

    [event] = given.when(STREAM, c.RecordEvaluationWorkshop, actor=by("focal_point"), **meeting)

    told = {"present": 30, "associations": 12, "suppressed": ["women"]}
    assert event.wire()["data"]["attendance"] == told
    assert given.state(STREAM).attendance.women is None
