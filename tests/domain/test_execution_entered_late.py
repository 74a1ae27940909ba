"""What was done in execution is recorded after its end too: the day of the fact decides, not of its entry."""

from __future__ import annotations

from typing import Any

import pytest

from domain.assessment.commands import PublishSelfAssessment
from domain.commitment import commands as k
from domain.kernel.commands import Command
from domain.programme import commands as c
from tests.domain import programme_journey as j
from tests.domain.commitments import DONE
from tests.domain.programme_journey import P, at, refused
from tests.domain.programme_turns import suspended, taken_over
from tests.domain.scenario import Scenario, by

LEAD = by("lead_unit")
REVIEW = {"actor": j.COMMITTEE, "findings": j.CHANGES}


def _ended() -> tuple[Scenario, str]:
    """Execution from 2 January 2026 to 31 December 2027; it is 3 January 2028."""
    given = at(j.evaluating).registered(DONE)
    return given, f"commitment:{given.state(P).commitments[0].commitment_id}"


def _begun() -> tuple[Scenario, str]:
    given, commitment = _ended()
    given.when(commitment, k.StartCommitment, actor=LEAD, effective_at="2026-01-10")
    return given, commitment


def _assessed(given: Scenario, value: str) -> None:
    ratings = [
        {"commitment_id": one.commitment_id, "scale_id": "completion-5", "value": value}
        for one in given.state(P).commitments
    ]
    given.when("assessment:a1", PublishSelfAssessment, actor=j.COMMITTEE, programme_id="p1", ratings=ratings)


def test_all_that_was_done_in_execution_is_entered_after_its_end() -> None:
    given, commitment = _begun()
    done = {"milestone": "m1", "reached_on": "2027-12-28"}

    progress = {"percentage": 50, "statement": j.CHANGES, "effective_at": "2026-06-25"}
    given.when(commitment, k.ReportProgress, actor=LEAD, **progress)
    given.when(commitment, k.ReportMilestone, actor=LEAD, **done)
    given.when(commitment, k.AddEvidence, actor=LEAD, statement=j.CHANGES, evidence=[DONE])
    given.when(commitment, k.VerifyMilestone, actor=j.COMMITTEE, milestone="m1")
    given.when(commitment, k.ReportCommitmentComplete, actor=LEAD, completed_on="2027-12-30")
    dispute = {"actor": by("civil_society"), "statement": j.CHANGES}
    (contested,) = given.when(commitment, k.ContestEvidence, **dispute)
    answer = {"upheld": False, "response": j.CHANGES, "dispute_id": contested.data.dispute_id}
    given.when(commitment, k.ResolveDispute, actor=j.COMMITTEE, **answer)
    given.when(commitment, k.VerifyCommitmentComplete, actor=j.COMMITTEE)

    assert given.state(commitment).status == "verified_complete"
    assert given.state(P).stage == "final_evaluation"


def test_a_milestone_of_the_last_week_of_december_is_reported_in_january() -> None:
    given, commitment = _begun()
    said = {"milestone": "m1", "reached_on": "2027-12-29", "effective_at": "2028-01-02"}

    given.when(commitment, k.ReportMilestone, actor=LEAD, **said)

    assert str(given.state(commitment).milestone("m1").reported_on) == "2027-12-29"


def test_a_mid_term_review_is_entered_after_the_end_with_the_day_on_which_it_was_held() -> None:
    given, _ = _ended()
    assert refused(given, c.RecordMidTermReview, **REVIEW, held_on="2028-01-02") == ["before_execution_over"]
    assert refused(given, c.RecordMidTermReview, **REVIEW, held_on="2026-01-01") == ["in_order"]

    given.when(P, c.RecordMidTermReview, **REVIEW, held_on="2027-01-12")

    assert "mid_term_date" not in given.state(P).flags


@pytest.mark.parametrize(
    ("command", "fields"),
    [
        (k.ReportProgress, {"percentage": 50, "statement": j.CHANGES}),
        (k.ReportMilestone, {"milestone": "m1", "reached_on": "2028-01-01"}),
    ],
)
def test_what_was_done_after_the_last_day_is_not_execution(
    command: type[Command], fields: dict[str, Any]
) -> None:
    given, commitment = _begun()

    found = given.refusal(commitment, command, actor=LEAD, **fields)

    assert found == ["programme.before_execution_over"]


def test_work_does_not_begin_after_the_end_or_before_the_beginning_of_execution() -> None:
    given, commitment = _ended()

    assert given.refusal(commitment, k.StartCommitment, actor=LEAD) == ["programme.before_execution_over"]
    early = {"actor": LEAD, "effective_at": "2025-12-31"}
    assert given.refusal(commitment, k.StartCommitment, **early) == ["programme.in_order"]


def test_a_day_known_in_part_is_refused_only_where_it_is_certainly_outside() -> None:
    given, commitment = _ended()
    early = {"actor": LEAD, "effective_at": "2025"}
    assert given.refusal(commitment, k.StartCommitment, **early) == ["programme.in_order"]

    given.when(commitment, k.StartCommitment, actor=LEAD, effective_at="2026-01")

    assert given.state(commitment).status == "in_progress"


def test_nothing_of_execution_is_entered_before_execution_began() -> None:
    given = at(j.executory)
    commitment = f"commitment:{given.state(P).commitments[0].commitment_id}"

    found = given.refusal(commitment, k.StartCommitment, actor=LEAD)

    assert found == ["commitment.programme_in_execution"]
    assert "stage" in " ".join(refused(given, c.RecordMidTermReview, **REVIEW, held_on="2025-10-13"))


def test_a_beginning_recorded_only_after_the_last_day_hides_no_work() -> None:
    given = at(j.executory).at("2028-01-05")
    given.when(P, c.PublishProgramme, actor=j.PRESIDENT, languages=["ar"], effective_at="2025-12-01")
    given.when(P, c.StartExecution, actor=j.PRESIDENT)
    given.when(P, c.EndExecutionPeriod, actor=by("system:clock"), effective_at="2027-12-31")
    commitment = f"commitment:{given.state(P).commitments[0].commitment_id}"

    given.when(commitment, k.StartCommitment, actor=LEAD, effective_at="2026-01-10")

    assert given.state(commitment).status == "in_progress"


def test_what_was_done_before_a_suspension_is_entered_while_it_lasts() -> None:
    given = suspended(stops_deadlines=False)
    commitment = f"commitment:{given.state(P).commitments[0].commitment_id}"
    given.later(days=3)
    assert given.refusal(commitment, k.StartCommitment, actor=LEAD) == ["programme.before_execution_over"]

    given.when(commitment, k.StartCommitment, actor=LEAD, effective_at="2026-02-01")

    assert given.state(commitment).status == "in_progress"


def test_an_assessment_is_not_contradicted_by_what_is_entered_behind_it() -> None:
    given, commitment = _begun()
    _assessed(given, "not_started")
    done = {"milestone": "m1", "reached_on": "2026-06-20"}

    found = given.refusal(commitment, k.ReportMilestone, actor=LEAD, **done)

    assert found == ["commitment.not_assessed_without"]


def test_what_was_assessed_as_complete_may_still_be_entered_as_done() -> None:
    given, commitment = _begun()
    _assessed(given, "complete")

    given.when(commitment, k.ReportMilestone, actor=LEAD, milestone="m1", reached_on="2026-06-20")

    assert given.state(commitment).milestone("m1").reported_on is not None


def test_the_next_steps_after_the_end_say_that_a_day_of_execution_is_needed() -> None:
    given, commitment = _ended()

    (unmet,) = given.steps(commitment)["start-commitment"].unmet

    assert unmet.guard.code == "programme.before_execution_over"


def test_work_on_a_programme_that_entered_in_its_evaluation_is_entered_too() -> None:
    given = taken_over("final_evaluation")
    commitment = f"commitment:{given.state(P).commitments[0].commitment_id}"
    assert given.refusal(commitment, k.StartCommitment, actor=LEAD) == ["programme.before_execution_over"]

    given.when(commitment, k.StartCommitment, actor=LEAD, effective_at="2025-03")

    assert given.state(commitment).status == "in_progress"
