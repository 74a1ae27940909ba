"""Consultations: opened on a published text, closed on the day, reported once everybody is answered."""

from __future__ import annotations

from typing import Any

import pytest

from domain.consultation import commands as c
from tests.domain.public_words import collecting, contribute, drafted, drafting, open_consultation
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

    assert refused == ["record.named_exists"]


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
