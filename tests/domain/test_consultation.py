"""Consultations: opened on a published text, closed on the day, reported once everybody is answered."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from domain.consultation import commands as c
from domain.contribution.commands import AnswerContribution, WithdrawContribution
from domain.kernel.corrections import AnnulEvents
from domain.programme.text import digest_of_ids
from tests.domain.public_words import REPLY, collecting, contribute, drafted, drafting, open_consultation
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


def refused_opening(given: Scenario, **more: Any) -> list[str]:
    fields = {"programme_id": "p1", "round": 1, "draft_version": 1, "closes_on": "2025-07-31"}
    return given.refusal(
        STREAM, c.OpenConsultation, actor=by("focal_point"), **(fields | {"channels": ["online"]} | more)
    )


def test_the_programme_is_in_consultation_while_one_is_open() -> None:
    given = opened()

    assert given.state(STREAM).status == "open"
    assert given.state("programme:p1").stage == "consultation"


def test_a_short_consultation_is_flagged_since_no_lawyer_confirmed_a_minimum() -> None:
    long, short = opened(), opened(closes_on="2025-07-05")

    assert (long.state(STREAM).flags, short.state(STREAM).flags) == ((), ("consultation_length",))
    assert next(event for event in short.log if event.stream == STREAM).rule_set == "ma-commune-2016-1"


def test_a_consultation_must_close_after_the_day_it_opens() -> None:
    assert refused_opening(drafted(), closes_on="2025-07-01") == ["consultation.closes_after_opening"]


def test_a_consultation_needs_a_published_draft() -> None:
    assert refused_opening(drafting(collecting())) == ["programme.draft_published"]


def test_a_consultation_is_about_a_programme_that_exists() -> None:
    refused = refused_opening(drafted(), programme_id="p9")

    assert "programme.round_possible" in refused


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"round": 2}, ["programme.round_number"]),
        ({"draft_version": 2}, ["programme.latest_version"]),
    ],
)
def test_a_round_has_the_next_number_and_the_latest_text(more: dict[str, int], expected: list[str]) -> None:
    assert refused_opening(drafted(), **more) == expected


def test_the_consultation_is_open_until_the_last_minute_of_its_closing_day_in_casablanca() -> None:
    given = opened().at("2025-07-31T23:59:59+01:00")
    too_early = given.refusal(STREAM, c.CloseConsultation, actor=by("system:clock"))

    given.at("2025-08-01T00:00:00+01:00").when(STREAM, c.CloseConsultation, actor=by("system:clock"))

    assert too_early == ["consultation.closing_day_over"]
    assert given.state(STREAM).status == "closed"
    assert given.state("programme:p1").stage == "finalising"


def test_a_closing_day_in_ramadan_ends_by_the_clock_of_ramadan() -> None:
    given = drafted().at("2026-02-20")
    open_consultation(given, closes_on="2026-03-10")

    before = given.at("2026-03-10T23:30:00Z").refusal(STREAM, c.CloseConsultation, actor=by("system:clock"))
    given.at("2026-03-11T00:00:00Z").when(STREAM, c.CloseConsultation, actor=by("system:clock"))

    assert before == ["consultation.closing_day_over"]


def test_a_consultation_closes_early_for_a_reason_but_never_by_the_clock() -> None:
    given, why = opened().at("2025-07-10"), {"reason": {"code": "force_majeure"}}

    bare = given.refusal(STREAM, c.CloseConsultation, actor=by("focal_point"))
    clock = given.refusal(STREAM, c.CloseConsultation, actor=by("system:clock"), **why)
    given.when(STREAM, c.CloseConsultation, actor=by("focal_point"), **why)

    assert bare == clock == ["consultation.closing_day_over"]
    assert given.state(STREAM).early_close
    assert str(given.state(STREAM).last_day) == "2025-07-10"


def test_a_consultation_closes_once() -> None:
    given = closed()

    refused = given.refusal(STREAM, c.CloseConsultation, actor=by("system:clock"))

    assert refused == ["record.stage"]


def test_an_open_consultation_is_extended_to_a_later_day_for_a_reason() -> None:
    given, why = opened(), {"reason": {"code": "force_majeure"}}

    earlier = given.refusal(
        STREAM, c.ExtendConsultation, actor=by("focal_point"), closes_on="2025-07-30", **why
    )
    given.when(STREAM, c.ExtendConsultation, actor=by("focal_point"), closes_on="2025-08-15", **why)
    given.at("2025-08-01")
    still_open = given.refusal(STREAM, c.CloseConsultation, actor=by("system:clock"))

    assert earlier == ["consultation.later_day"]
    assert still_open == ["consultation.closing_day_over"]
    assert given.state(STREAM).extensions == 1


def test_a_consultation_whose_day_is_over_is_not_extended() -> None:
    given = opened().at("2025-08-01")

    refused = given.refusal(
        STREAM,
        c.ExtendConsultation,
        actor=by("focal_point"),
        closes_on="2025-08-15",
        reason={"code": "force_majeure"},
    )

    assert refused == ["consultation.not_over"]


def test_the_report_waits_for_the_answer_to_every_contribution() -> None:
    given = closed("b1", "b2")
    contribute(given, "b3")
    given.when("contribution:b1", AnswerContribution, actor=by("focal_point"), response=REPLY)

    refused = given.refusal(STREAM, c.PublishConsultationReport, actor=by("follow_up_committee"), **REPORT)

    assert refused == ["consultation.contributions_answered"]
    assert given.steps(STREAM)["publish-consultation-report"].unmet[0].found["found"] == 2


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
    with pytest.raises(ValidationError, match="each identifier once"):
        c.AnswerContributionGroup(
            actor=by("focal_point"), group_id="g1", topic=TOPIC, response=REPLY, contribution_ids=["b1", "b1"]
        )
