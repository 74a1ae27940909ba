"""The end of a consultation: everybody is answered, alone or in a group, and the report says so."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from domain.consultation import commands as c
from domain.contribution.commands import AnswerContribution, WithdrawContribution
from domain.kernel.corrections import AnnulEvents
from domain.programme.text import digest_of_ids
from tests.domain.public_words import REPLY, contribute, drafted, open_consultation
from tests.domain.scenario import Scenario, by

STREAM = "consultation:q1"
TOPIC = {"ar": "النشر"}
REPORT = {"findings": {"ar": "ملخص"}, "changes": {"ar": "أضيف أجل للنشر"}}


def opened(**more: Any) -> Scenario:
    given = drafted()
    open_consultation(given, **more)
    return given


def closed(*contributions: str) -> Scenario:
    given = opened()
    for identity in contributions:
        contribute(given, identity)
    given.at("2025-08-01").when(STREAM, c.CloseConsultation, actor=by("system:clock"))
    return given


def answered() -> Scenario:
    """One contribution answered, one late and answered, one withdrawn."""
    given = closed("b1", "b2")
    contribute(given, "b3")
    given.when("contribution:b2", WithdrawContribution, actor=by("focal_point"))
    given.when(
        STREAM,
        c.AnswerContributionGroup,
        actor=by("follow_up_committee"),
        group_id="g1",
        topic=TOPIC,
        response=REPLY,
        contribution_ids=["b1", "b3"],
    )
    return given


def test_the_report_waits_for_the_answer_to_every_contribution() -> None:
    given = closed("b1", "b2")
    contribute(given, "b3")
    given.when("contribution:b1", AnswerContribution, actor=by("focal_point"), response=REPLY)

    refused = given.refusal(STREAM, c.PublishConsultationReport, actor=by("follow_up_committee"), **REPORT)

    assert refused == ["consultation.contributions_answered"]
    assert given.steps(STREAM)["publish-consultation-report"].unmet[0].found["found"] == 2


def test_the_report_counts_what_came_in_time_late_and_was_taken_back() -> None:
    given = answered()

    given.when(STREAM, c.PublishConsultationReport, actor=by("follow_up_committee"), **REPORT)

    report = next(event for event in given.log if event.type == "ConsultationReportPublished").data
    assert (report.counted, report.late, report.withdrawn) == (1, 1, 1)
    assert report.contributions_digest == digest_of_ids(["b1", "b2", "b3"])
    assert given.state(STREAM).status == "report_published"


def test_no_answer_can_be_unmade_behind_the_report() -> None:
    given = answered()
    given.when(STREAM, c.PublishConsultationReport, actor=by("follow_up_committee"), **REPORT)
    answer = next(event for event in given.log if event.type == "GroupAnswerGiven")
    together = [event for event in given.log if event.causation_id == answer.causation_id]

    refused = given.refusal(
        STREAM,
        AnnulEvents,
        actor=by("focal_point"),
        reason={"code": "correction_clerical"},
        events=[{"stream": event.stream, "event_id": event.event_id} for event in together],
    )

    assert "record.dependants_hold" in refused


def test_a_report_on_silence_is_published_too() -> None:
    given = closed()

    given.when(STREAM, c.PublishConsultationReport, actor=by("follow_up_committee"), **REPORT)

    assert given.types(STREAM)[-1] == "ConsultationReportPublished"


def test_a_group_answer_reaches_each_contribution_in_its_own_stream() -> None:
    given = answered()

    assert [given.state(f"contribution:{one}").group_id for one in ("b1", "b3")] == ["g1", "g1"]
    assert given.types("contribution:b1") == ["ContributionReceived", "ContributionAnswered"]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"group_id": "g1"}, "consultation.group_new"),
        ({"contribution_ids": ["b9"]}, "consultation.of_this_consultation"),
        ({"contribution_ids": ["b1"]}, "consultation.still_waiting"),
    ],
)
def test_a_group_is_answered_once_and_holds_what_still_waits(more: dict[str, Any], expected: str) -> None:
    given = answered()
    contribute(given, "b4")
    fields = {"group_id": "g2", "topic": TOPIC, "response": REPLY, "contribution_ids": ["b4"]} | more

    refused = given.refusal(STREAM, c.AnswerContributionGroup, actor=by("focal_point"), **fields)

    assert refused == [expected]


def test_a_group_names_each_contribution_once() -> None:
    with pytest.raises(ValidationError, match="repeated"):
        c.AnswerContributionGroup(
            actor=by("focal_point"), group_id="g1", topic=TOPIC, response=REPLY, contribution_ids=["b1", "b1"]
        )


def test_an_answer_to_as_many_as_one_group_holds_can_be_annulled() -> None:
    everybody = [f"b{number}" for number in range(200)]
    given = closed(*everybody)
    fields = {"group_id": "g1", "topic": TOPIC, "response": REPLY, "contribution_ids": everybody}
    given_answer = given.when(STREAM, c.AnswerContributionGroup, actor=by("focal_point"), **fields)

    given.when(
        STREAM,
        AnnulEvents,
        actor=by("focal_point"),
        reason={"code": "correction_clerical"},
        events=[{"stream": event.stream, "event_id": event.event_id} for event in given_answer],
    )

    assert len(given_answer) == 201
    assert given.state("contribution:b199").status == "received"
