"""A contribution that was refused is taken up again while it can be answered, and what waits is told."""

from __future__ import annotations

from typing import Any

import pytest

from domain.contribution import commands as c
from domain.kernel.corrections import AnnulEvents
from domain.programme.events import ProgrammeWithdrawn
from tests.domain.public_words import REPLY, contribute
from tests.domain.test_contribution_admission import (
    B1,
    CLERICAL,
    FOCAL,
    REFUSAL,
    ROUND,
    closed,
    refused,
    reported,
    sent,
)

P = "programme:p1"


@pytest.mark.parametrize("reach", [lambda given: given, closed, reported])
def test_what_was_refused_is_taken_up_again_while_the_programme_goes_on(reach: Any) -> None:
    given = reach(refused())

    given.when(B1, c.FindContributionAdmissible, actor=FOCAL)
    again = given.state(B1)
    given.when(B1, c.AnswerContribution, actor=FOCAL, response=REPLY)

    assert (again.status, again.public, again.waits, again.response) == ("admissible", True, True, None)
    assert given.state(B1).status == "answered"


def test_it_stays_refused_once_the_programme_is_over() -> None:
    given = refused()
    given.given(P, ProgrammeWithdrawn(decided_by="president"))

    found = given.refusal(B1, c.FindContributionAdmissible, actor=FOCAL)

    assert found == ["contribution.programme_goes_on"]


def test_what_is_found_admissible_before_is_found_so_also_where_the_programme_is_over() -> None:
    given = sent()
    given.given(P, ProgrammeWithdrawn(decided_by="president"))

    given.when(B1, c.FindContributionAdmissible, actor=FOCAL)

    assert given.state(B1).public


def test_a_finding_that_is_annulled_makes_it_wait_again_but_an_answer_keeps_it_public() -> None:
    given = sent()
    found = given.when(B1, c.FindContributionAdmissible, actor=FOCAL)[0]
    unmade = {"events": [{"stream": B1, "event_id": found.event_id}]}
    answered = sent()
    finding = answered.when(B1, c.FindContributionAdmissible, actor=FOCAL)[0]
    answered.when(B1, c.AnswerContribution, actor=FOCAL, response=REPLY)

    given.when(B1, AnnulEvents, **CLERICAL, **unmade)
    answered.when(B1, AnnulEvents, **CLERICAL, events=[{"stream": B1, "event_id": finding.event_id}])

    assert (given.state(B1).status, given.state(B1).public) == ("received", False)
    assert (answered.state(B1).status, answered.state(B1).public) == ("answered", True)


@pytest.mark.parametrize("stream", [P, ROUND])
def test_programme_and_consultation_tell_which_wait_to_be_looked_at_also_while_the_round_runs(
    stream: str,
) -> None:
    given = sent()
    contribute(given, "b2")
    before = given.steps(stream)
    given.when(B1, c.FindContributionAdmissible, actor=FOCAL)
    given.when("contribution:b2", c.FindContributionInadmissible, **REFUSAL)

    findings = ("find-contribution-admissible", "find-contribution-inadmissible")
    assert [before[one].streams for one in findings] == [(B1, "contribution:b2")] * 2
    assert not set(findings) & set(given.steps(stream))


def test_answering_is_offered_without_a_finding_before() -> None:
    given = closed(sent())

    steps = given.steps(P)

    assert steps["answer-contribution"].streams == (B1,)
    assert steps["find-contribution-admissible"].streams == (B1,)
