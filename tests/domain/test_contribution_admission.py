"""A contribution is public once it is found admissible or answered; a refusal is an answer, with a reason."""

from __future__ import annotations

from typing import Any

import pytest

from domain.consultation import commands as q
from domain.contribution import commands as c
from domain.kernel.corrections import AnnulEvents
from tests.domain.public_words import KNOWN, REPLY, contribute, drafted, open_consultation
from tests.domain.scenario import Scenario, by

B1, ROUND, P = "contribution:b1", "consultation:q1", "programme:p1"
FOCAL, COMMITTEE = by("focal_point"), by("follow_up_committee")
REFUSAL = {"actor": FOCAL, "reason": {"code": "out_of_competence"}, "response": REPLY}
REPORT = {"findings": {"ar": "ملخص"}, "changes": {"ar": "لا تغيير"}}
CLERICAL = {"actor": FOCAL, "reason": {"code": "correction_clerical"}}


def sent(moment: str = "2025-07-20", **more: Any) -> Scenario:
    """A contribution `b1` that came at a moment; the consultation runs until the end of 31 July."""
    given = drafted()
    open_consultation(given)
    contribute(given.at(moment), **more)
    return given


def refused(moment: str = "2025-07-20", **more: Any) -> Scenario:
    given = sent(moment, **more)
    given.when(B1, c.FindContributionInadmissible, **REFUSAL)
    return given


def closed(given: Scenario) -> Scenario:
    given.at("2025-08-01").when(ROUND, q.CloseConsultation, actor=by("system:clock"))
    return given


def reported(given: Scenario) -> Scenario:
    closed(given).when(ROUND, q.PublishConsultationReport, actor=COMMITTEE, **REPORT)
    return given


def group(*ids: str) -> dict[str, Any]:
    return {"group_id": "g1", "topic": {"ar": "النشر"}, "response": REPLY, "contribution_ids": ids}


@pytest.mark.parametrize("moment", ["2025-07-31T23:59:59+01:00", "2025-08-01T00:00:00+01:00"])
def test_it_waits_unseen_until_it_is_found_admissible_in_time_or_late(moment: str) -> None:
    given = sent(moment)
    before = given.state(B1)
    counted = before.counted

    given.when(B1, c.FindContributionAdmissible, actor=FOCAL)

    after = given.state(B1)
    assert (before.public, after.public) == (False, True)
    assert (after.status, after.counted, after.waits) == ("admissible", counted, True)


@pytest.mark.parametrize("found_before", [False, True])
def test_an_answer_makes_it_public_with_or_without_a_finding_before(found_before: bool) -> None:
    given = sent()
    if found_before:
        given.when(B1, c.FindContributionAdmissible, actor=COMMITTEE)

    given.when(B1, c.AnswerContribution, actor=COMMITTEE, response=REPLY)

    assert (given.state(B1).status, given.state(B1).public) == ("answered", True)


def test_a_group_holds_what_nobody_looked_at_and_what_was_found_admissible() -> None:
    given = sent()
    contribute(given, "b2")
    given.when(B1, c.FindContributionAdmissible, actor=FOCAL)

    given.when(ROUND, q.AnswerContributionGroup, actor=COMMITTEE, **group("b1", "b2"))

    assert [given.state(f"contribution:{one}").public for one in ("b1", "b2")] == [True, True]


def test_a_refusal_has_a_reason_and_a_reply_and_is_never_public() -> None:
    given = sent()

    without = given.refusal(B1, c.FindContributionInadmissible, **{**REFUSAL, "reason": None})
    given.when(B1, c.FindContributionInadmissible, **REFUSAL)

    found = given.state(B1)
    assert without == ["record.reason_given"]
    assert (found.status, found.public, found.waits) == ("inadmissible", False, False)
    assert (found.reason, found.response.ar) == ("out_of_competence", REPLY["ar"])


@pytest.mark.parametrize("role", ["citizen", "council_president", "council_secretary", "operator"])
@pytest.mark.parametrize("finding", ["FindContributionAdmissible", "FindContributionInadmissible"])
def test_only_the_focal_point_and_the_committee_find_it_admissible_or_not(role: str, finding: str) -> None:
    told = REFUSAL if finding.endswith("Inadmissible") else {}

    found = sent().refusal(B1, getattr(c, finding), **{**told, "actor": by(role)})

    assert found == ["record.role"]


def test_what_was_found_admissible_or_answered_is_not_refused_any_more() -> None:
    given = sent()
    given.when(B1, c.FindContributionAdmissible, actor=FOCAL)
    admissible = given.refusal(B1, c.FindContributionInadmissible, **REFUSAL)
    given.when(B1, c.AnswerContribution, actor=FOCAL, response=REPLY)
    answered = given.refusal(B1, c.FindContributionInadmissible, **REFUSAL)

    assert admissible == answered == ["record.stage"]


def test_what_was_refused_is_neither_answered_alone_nor_in_a_group_nor_taken_back() -> None:
    given = refused(author=KNOWN)

    alone = given.refusal(B1, c.AnswerContribution, actor=COMMITTEE, response=REPLY)
    together = given.refusal(ROUND, q.AnswerContributionGroup, actor=COMMITTEE, **group("b1"))
    back = given.refusal(B1, c.WithdrawContribution, actor=by("citizen", person_ref="person-7"))

    assert (alone, together, back) == (["record.stage"], ["consultation.still_waiting"], ["record.stage"])


def test_what_was_found_admissible_is_taken_back_and_no_longer_public() -> None:
    given = sent(author=KNOWN)
    given.when(B1, c.FindContributionAdmissible, actor=FOCAL)

    given.when(B1, c.WithdrawContribution, actor=by("citizen", person_ref="person-7"))

    assert (given.state(B1).status, given.state(B1).public) == ("withdrawn", False)


def test_a_refusal_is_an_answer_for_the_report_which_says_how_many_there_were() -> None:
    given = refused()
    contribute(given, "b2")
    waiting = closed(given).refusal(ROUND, q.PublishConsultationReport, actor=COMMITTEE, **REPORT)
    given.when("contribution:b2", c.AnswerContribution, actor=COMMITTEE, response=REPLY)

    given.when(ROUND, q.PublishConsultationReport, actor=COMMITTEE, **REPORT)

    report = next(event for event in given.log if event.type == "ConsultationReportPublished").data
    assert waiting == ["consultation.contributions_answered"]
    assert (report.counted, report.late, report.withdrawn, report.inadmissible) == (2, 0, 0, 1)


def test_what_is_only_found_admissible_still_holds_up_the_report() -> None:
    given = sent()
    given.when(B1, c.FindContributionAdmissible, actor=FOCAL)

    found = closed(given).refusal(ROUND, q.PublishConsultationReport, actor=COMMITTEE, **REPORT)

    assert found == ["consultation.contributions_answered"]


def test_a_refusal_cannot_be_unmade_behind_the_report_that_counts_it() -> None:
    given = reported(refused())
    refusal = next(event for event in given.log if event.type == "ContributionFoundInadmissible")

    found = given.refusal(B1, AnnulEvents, **CLERICAL, events=[{"stream": B1, "event_id": refusal.event_id}])

    assert "record.dependants_hold" in found
