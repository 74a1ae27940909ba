"""Contributions: counted when they come in time, answered whenever they come."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from domain.consultation.commands import (
    AnswerContributionGroup,
    CloseConsultation,
    PublishConsultationReport,
)
from domain.contribution import commands as c
from domain.kernel.corrections import CorrectRecord
from domain.programme.events import ProgrammeWithdrawn
from tests.domain.public_words import ANONYMOUS, KNOWN, REPLY, SAID, contribute, drafted, open_consultation
from tests.domain.scenario import Scenario, by

GIVEN = {"consultation_id": "q1", "channel": "online", "author": ANONYMOUS, "text": SAID}


def consulted() -> Scenario:
    given = drafted()
    open_consultation(given)
    return given


def closed() -> Scenario:
    given = consulted().at("2025-08-01")
    given.when("consultation:q1", CloseConsultation, actor=by("system:clock"))
    return given


def test_a_contribution_in_time_counts() -> None:
    given = consulted()

    contribute(given, commitment_key="publish")

    contribution = given.state("contribution:b1")
    assert (contribution.status, contribution.counted) == ("received", True)
    assert contribution.concerns == ("contribution:b1", "consultation:q1", "programme:p1")


def test_contributions_never_write_to_the_stream_of_their_consultation() -> None:
    given = consulted()
    before = given.state("consultation:q1").version

    contribute(given, "b1")
    contribute(given, "b2")

    assert given.state("consultation:q1").version == before


def test_a_contribution_after_closing_is_recorded_but_not_counted() -> None:
    given = closed()

    contribute(given)

    contribution = given.state("contribution:b1")
    assert given.types("contribution:b1") == ["ContributionReceivedLate"]
    assert (contribution.status, contribution.counted, contribution.waits) == ("received_late", False, True)


@pytest.mark.parametrize(
    ("moment", "counted"), [("2025-07-31T23:59:59+01:00", True), ("2025-08-01T00:00:00+01:00", False)]
)
def test_the_closing_day_ends_at_midnight_though_nobody_recorded_the_end(moment: str, counted: bool) -> None:
    given = consulted().at(moment)

    contribute(given)

    assert given.state("contribution:b1").counted is counted


def test_what_comes_online_is_given_no_earlier_day_than_that_of_its_arrival() -> None:
    given = closed()
    early = {"actor": by("citizen"), "effective_at": "2025-07-20"}

    found = given.refusal("contribution:b1", c.SubmitContribution, **GIVEN, **early)

    assert found == ["participation.dated_by_arrival"]


def test_what_comes_online_may_name_the_day_on_which_it_arrives() -> None:
    given = consulted().at("2025-07-20")

    given.when(
        "contribution:b1", c.SubmitContribution, **GIVEN, actor=by("citizen"), effective_at="2025-07-20"
    )

    assert given.state("contribution:b1").counted


def test_an_online_contribution_is_not_dated_back_by_a_correction() -> None:
    given = consulted().at("2025-07-20")
    contribute(given)
    sent = given.log[-1]
    change = {"target": sent.event_id, "field": "effective_at", "old": str(sent.effective_at)}

    found = given.refusal(
        "contribution:b1",
        CorrectRecord,
        actor=by("focal_point"),
        reason={"code": "correction_clerical"},
        **change,
        new="2025-07-10",
    )

    assert found == ["record.dependants_hold"]


def test_after_an_early_close_what_comes_online_is_late() -> None:
    given = consulted().at("2025-07-10")
    why = {"reason": {"code": "force_majeure"}}
    given.when("consultation:q1", CloseConsultation, actor=by("focal_point"), **why)

    contribute(given)

    assert not given.state("contribution:b1").counted


@pytest.mark.parametrize(("received", "counted"), [("2025-07-31", True), ("2025-08-01", False)])
def test_paper_counts_by_the_day_it_was_received_not_entered(received: str, counted: bool) -> None:
    given = closed()

    contribute(given, role="focal_point", channel="paper", effective_at=received)

    assert given.state("contribution:b1").counted is counted


def test_paper_of_an_unknown_day_counts_by_the_day_it_is_entered() -> None:
    given = closed()

    contribute(given, role="focal_point", channel="paper", effective_at="2025-07")

    assert not given.state("contribution:b1").counted


def test_nothing_counts_any_more_once_the_report_is_made() -> None:
    given = closed()
    report = {"findings": {"ar": "لا مساهمة"}, "changes": {"ar": "لا تغيير"}}
    given.when("consultation:q1", PublishConsultationReport, actor=by("focal_point"), **report)

    contribute(given, role="focal_point", channel="paper", effective_at="2025-07-31")

    assert given.state("contribution:b1").status == "received_late"


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"consultation_id": "q9"}, ["contribution.consultation_opened"]),
        ({"channel": "paper"}, ["participation.entered_by_staff"]),
        (
            {"channel": "workshop"},
            ["participation.entered_by_staff", "participation.channel_declared"],
        ),
    ],
)
def test_a_contribution_comes_by_a_declared_way_to_an_opened_consultation(
    more: dict[str, Any], expected: list[str]
) -> None:
    refused = consulted().refusal(
        "contribution:b1", c.SubmitContribution, actor=by("citizen"), **(GIVEN | more)
    )

    assert refused == expected


def test_no_contribution_is_taken_when_the_programme_is_over() -> None:
    given = consulted()
    given.given("programme:p1", ProgrammeWithdrawn(decided_by="president"))

    refused = given.refusal("contribution:b1", c.SubmitContribution, actor=by("citizen"), **GIVEN)

    assert refused == ["contribution.programme_goes_on"]


def test_a_contribution_is_answered_once_by_itself() -> None:
    given = consulted()
    contribute(given)
    given.when("contribution:b1", c.AnswerContribution, actor=by("follow_up_committee"), response=REPLY)

    again = given.refusal("contribution:b1", c.AnswerContribution, actor=by("focal_point"), response=REPLY)

    assert given.state("contribution:b1").response.ar == REPLY["ar"]
    assert again == ["record.stage"]


def test_a_late_contribution_joins_a_group_that_was_answered_before() -> None:
    given = consulted()
    contribute(given, "b1")
    group = {"group_id": "g1", "topic": {"ar": "النشر"}, "response": REPLY, "contribution_ids": ["b1"]}
    given.when("consultation:q1", AnswerContributionGroup, actor=by("focal_point"), **group)
    contribute(given.at("2025-08-02"), "b2")

    unknown = given.refusal("contribution:b2", c.AnswerContribution, actor=by("focal_point"), group_id="g9")
    given.when("contribution:b2", c.AnswerContribution, actor=by("focal_point"), group_id="g1")

    assert unknown == ["contribution.group_answered"]
    assert given.state("contribution:b2").status == "answered"
    assert not given.state("contribution:b2").counted


@pytest.mark.parametrize("answer", [{}, {"response": REPLY, "group_id": "g1"}])
def test_an_answer_is_either_its_own_or_that_of_a_group(answer: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="expected response, group_id"):
        c.AnswerContribution(actor=by("focal_point"), **answer)


def test_a_contribution_that_its_author_takes_back_no_longer_counts_nor_waits() -> None:
    given = consulted()
    contribute(given, author=KNOWN)

    given.when("contribution:b1", c.WithdrawContribution, actor=by("citizen", person_ref="person-7"))

    contribution = given.state("contribution:b1")
    assert (contribution.status, contribution.counted, contribution.waits) == ("withdrawn", False, False)
