"""Commitments: claims and verifications apart, deadlines that remember, evidence that may be contested."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain.commitment import commands as c
from domain.commitment.events import CommitmentPlanned, CommitmentRevised
from domain.kernel.corrections import AnnulEvents, CorrectRecord
from domain.programme.events import ExecutionStarted, ProgrammeInitiated
from domain.programme.values import ProposedMilestone
from tests.domain.scenario import Scenario, by

STREAM = "commitment:k1"
DONE = {"document_id": "d1", "sha256": "a" * 64, "kind": "report"}
LATE = {"code": "no_budget"}
PARTS = {
    "title": {"ar": "نشر المقررات"},
    "lead": "مصلحة التواصل",
    "principles": ("transparency",),
    "milestones": (
        ProposedMilestone(key="m1", title={"ar": "إعداد"}, due_on=date(2026, 6, 30)),
        ProposedMilestone(key="m2", title={"ar": "نشر"}, due_on=date(2026, 12, 31)),
    ),
    "due_on": date(2026, 12, 31),
}


@pytest.fixture
def planned() -> Scenario:
    given = Scenario().at("2026-01-05")
    period = {"starts_on": date(2026, 1, 1), "ends_on": date(2027, 12, 31)}
    given.given(
        "programme:p1", ProgrammeInitiated(collectivity_ids=("c1",), title={"ar": "برنامج"}, **period)
    )
    given.given("programme:p1", ExecutionStarted())
    given.given(
        STREAM, CommitmentPlanned(programme_id="p1", collectivity_ids=("c1",), key="publish", **PARTS)
    )
    return given


@pytest.fixture
def started(planned: Scenario) -> Scenario:
    planned.when(STREAM, c.StartCommitment, actor=by("lead_unit"))
    return planned


def report(given: Scenario, milestone: str, reached_on: str = "2026-01-05", **more: Any) -> None:
    fields = {"milestone": milestone, "reached_on": reached_on} | more
    given.when(STREAM, c.ReportMilestone, actor=by("lead_unit"), **fields)


def verify(given: Scenario, milestone: str) -> None:
    given.when(STREAM, c.VerifyMilestone, actor=by("follow_up_committee"), milestone=milestone)


def extend(given: Scenario, due_on: str, **more: Any) -> None:
    fields = {"due_on": due_on, "reason": LATE} | more
    given.when(STREAM, c.ExtendCommitmentDeadline, actor=by("council_president"), **fields)


def test_a_commitment_is_done_when_others_than_the_lead_have_verified_it(started: Scenario) -> None:
    for milestone in ("m1", "m2"):
        report(started, milestone)
        verify(started, milestone)
    started.when(
        STREAM,
        c.ReportCommitmentComplete,
        actor=by("lead_unit"),
        completed_on="2026-01-05",
        evidence=[DONE],
    )

    started.when(STREAM, c.VerifyCommitmentComplete, actor=by("follow_up_committee"))

    assert started.state(STREAM).status == "verified_complete"


def test_work_begins_only_while_the_programme_is_in_execution() -> None:
    given = Scenario()
    period = {"starts_on": date(2026, 1, 1), "ends_on": date(2027, 12, 31)}
    given.given(
        "programme:p1", ProgrammeInitiated(collectivity_ids=("c1",), title={"ar": "برنامج"}, **period)
    )
    given.given(
        STREAM, CommitmentPlanned(programme_id="p1", collectivity_ids=("c1",), key="publish", **PARTS)
    )

    refused = given.refusal(STREAM, c.StartCommitment, actor=by("lead_unit"))

    assert refused == ["commitment.programme_in_execution"]


def test_who_reported_cannot_verify(started: Scenario) -> None:
    given = started
    given.when(
        STREAM,
        c.ReportMilestone,
        actor=by("lead_unit", person_ref="person-1"),
        milestone="m1",
        reached_on="2026-01-05",
    )

    refused = given.refusal(
        STREAM, c.VerifyMilestone, actor=by("follow_up_committee", person_ref="person-1"), milestone="m1"
    )

    assert refused == ["commitment.verified_by_another"]


def test_a_milestone_must_be_known_reported_and_not_yet_verified(started: Scenario) -> None:
    unknown = started.refusal(STREAM, c.VerifyMilestone, actor=by("follow_up_committee"), milestone="m9")
    unreported = started.refusal(STREAM, c.VerifyMilestone, actor=by("follow_up_committee"), milestone="m1")
    report(started, "m1")
    verify(started, "m1")
    twice = started.refusal(STREAM, c.VerifyMilestone, actor=by("follow_up_committee"), milestone="m1")

    assert unknown == ["commitment.milestone_known"]
    assert unreported == ["commitment.milestone_reported"]
    assert twice == ["commitment.milestone_not_verified"]


def test_a_milestone_is_reported_once_and_not_for_tomorrow(started: Scenario) -> None:
    tomorrow = started.refusal(
        STREAM, c.ReportMilestone, actor=by("lead_unit"), milestone="m1", reached_on="2026-01-06"
    )
    report(started, "m1")
    twice = started.refusal(
        STREAM, c.ReportMilestone, actor=by("lead_unit"), milestone="m1", reached_on="2026-01-05"
    )

    assert tomorrow == ["commitment.day_past"]
    assert twice == ["commitment.milestone_not_reported"]


def test_completion_needs_every_milestone_and_evidence(started: Scenario) -> None:
    refused = started.refusal(
        STREAM, c.ReportCommitmentComplete, actor=by("lead_unit"), completed_on="2026-01-05"
    )

    assert refused == ["commitment.every_milestone_reported", "commitment.evidence_given"]
    assert [
        check.guard.code for check in started.steps(STREAM)["report-commitment-complete"].unmet
    ] == refused


def test_evidence_added_before_counts_for_completion(started: Scenario) -> None:
    for milestone in ("m1", "m2"):
        report(started, milestone)
    empty = started.refusal(STREAM, c.AddEvidence, actor=by("lead_unit"), statement={"ar": "تقرير"})
    started.when(
        STREAM,
        c.AddEvidence,
        actor=by("lead_unit"),
        statement={"ar": "تقرير"},
        milestone="m1",
        evidence=[DONE],
    )

    started.when(STREAM, c.ReportCommitmentComplete, actor=by("lead_unit"), completed_on="2026-01")

    assert empty == ["commitment.evidence_given"]
    assert started.state(STREAM).evidence_count == 1


def test_an_unconfirmed_completion_is_in_progress_again(started: Scenario) -> None:
    for milestone in ("m1", "m2"):
        report(started, milestone)
    started.when(
        STREAM,
        c.ReportCommitmentComplete,
        actor=by("lead_unit"),
        completed_on="2026-01-05",
        evidence=[DONE],
    )
    refused = started.refusal(STREAM, c.VerifyCommitmentComplete, actor=by("follow_up_committee"))

    started.when(STREAM, c.DenyCompletion, actor=by("follow_up_committee"), statement={"ar": "ناقص"})

    assert refused == ["commitment.every_milestone_verified"]
    assert started.state(STREAM).status == "in_progress"
    assert started.state(STREAM).completed_on is None


def test_a_percentage_is_a_claim_and_changes_no_status(started: Scenario) -> None:
    started.when(
        STREAM,
        c.ReportProgress,
        actor=by("lead_unit"),
        percentage=100,
        statement={"ar": "انتهينا"},
        evidence=[DONE],
    )

    assert started.state(STREAM).claimed_percentage == 100
    assert started.state(STREAM).status == "in_progress"


def test_the_deadline_history_keeps_every_day_that_was_promised(started: Scenario) -> None:
    extend(started, "2027-03-31")
    extend(started, "2027-06-30", reason={"code": "staff_change"})

    state = started.state(STREAM)

    assert [str(deadline.due_on) for deadline in state.deadlines] == [
        "2026-12-31",
        "2027-03-31",
        "2027-06-30",
    ]
    assert [deadline.reason for deadline in state.deadlines] == [None, "no_budget", "staff_change"]
    assert (state.times_moved, state.slippage_days) == (2, 181)


def test_a_deadline_moves_only_to_a_later_day_with_a_reason(started: Scenario) -> None:
    fields = {"actor": by("council_president"), "due_on": "2026-12-31"}

    assert started.refusal(STREAM, c.ExtendCommitmentDeadline, **fields, reason=LATE) == [
        "commitment.later_deadline"
    ]
    assert started.refusal(STREAM, c.ExtendCommitmentDeadline, **fields) == ["record.reason_given"]


def test_a_deadline_outside_the_period_must_be_explained(started: Scenario) -> None:
    refused = started.refusal(
        STREAM, c.ExtendCommitmentDeadline, actor=by("council_president"), due_on="2028-02-29", reason=LATE
    )

    extend(started, "2028-02-29", outside_period={"ar": "تمويل الشريك"})

    assert refused == ["commitment.within_period"]
    assert started.state(STREAM).current_deadline == date(2028, 2, 29)


def test_a_milestone_may_not_be_due_after_its_commitment(started: Scenario) -> None:
    fields = {"actor": by("council_president"), "milestone": "m1", "reason": LATE}
    refused = started.refusal(STREAM, c.ExtendMilestoneDeadline, **fields, due_on="2027-01-31")

    started.when(STREAM, c.ExtendMilestoneDeadline, **fields, due_on="2026-09-30")

    assert refused == ["commitment.within_commitment"]
    assert len(started.state(STREAM).milestone("m1").deadlines) == 2


def test_a_commitment_is_overdue_from_the_day_after_its_deadline(started: Scenario) -> None:
    state = started.state(STREAM)

    assert not state.overdue(date(2026, 12, 31))
    assert state.overdue(date(2027, 1, 1))


def test_the_clock_notes_a_missed_deadline_once_after_midnight_in_casablanca(started: Scenario) -> None:
    clock = {"actor": by("system:clock"), "due_on": "2026-12-31"}
    before_midnight = started.at("2026-12-31T22:59:59+00:00").refusal(STREAM, c.MissDeadline, **clock)
    started.at("2026-12-31T23:00:00+00:00").when(STREAM, c.MissDeadline, **clock)
    again = started.refusal(STREAM, c.MissDeadline, **clock)

    assert before_midnight == ["commitment.deadline_passed"]
    assert again == ["commitment.miss_not_recorded"]


def test_an_extension_after_the_miss_is_recorded_in_that_order_and_may_be_missed_again(
    started: Scenario,
) -> None:
    started.at("2027-01-10").when(STREAM, c.MissDeadline, actor=by("system:clock"), due_on="2026-12-31")
    extend(started, "2027-02-28")
    started.at("2027-03-01").when(STREAM, c.MissDeadline, actor=by("system:clock"), due_on="2027-02-28")

    assert started.types(STREAM)[2:] == ["DeadlineMissed", "CommitmentDeadlineExtended", "DeadlineMissed"]
    old = started.refusal(STREAM, c.MissDeadline, actor=by("system:clock"), due_on="2026-12-31")
    assert "commitment.deadline_in_force" in old


def test_a_milestones_deadline_is_missed_on_its_own(started: Scenario) -> None:
    started.at("2026-07-01").when(
        STREAM, c.MissDeadline, actor=by("system:clock"), due_on="2026-06-30", milestone="m1"
    )

    assert started.state(STREAM).milestone("m1").missed == date(2026, 6, 30)
    assert started.state(STREAM).missed is None


def test_work_that_was_reported_in_time_is_not_missed(started: Scenario) -> None:
    report(started, "m1")

    refused = started.at("2026-07-01").refusal(
        STREAM, c.MissDeadline, actor=by("system:clock"), due_on="2026-06-30", milestone="m1"
    )

    assert refused == ["commitment.work_unfinished"]


def test_a_dropped_commitment_says_why_and_what_replaces_it(planned: Scenario) -> None:
    other = CommitmentPlanned(programme_id="p1", collectivity_ids=("c1",), key="other", **PARTS)
    planned.given("commitment:k2", other)
    why = {"reason": LATE, "evidence": [DONE]}
    stranger = planned.refusal(STREAM, c.DropCommitment, actor=by("council"), **why, replaced_by="unknown")

    bare = planned.refusal(STREAM, c.DropCommitment, actor=by("council"), reason=LATE)
    planned.when(STREAM, c.DropCommitment, actor=by("council"), **why, replaced_by="k2")

    assert stranger == ["commitment.replacement_in_programme"]
    assert bare == ["commitment.decision_named"]
    assert planned.state(STREAM).replaced_by == "k2"
    assert not planned.state(STREAM).overdue(date(2030, 1, 1))


def test_a_decision_that_was_never_recorded_cannot_be_named(planned: Scenario) -> None:
    decision = {"collectivity_id": "c1", "session_id": "s1", "item_id": "i1"}

    refused = planned.refusal(STREAM, c.DropCommitment, actor=by("council"), reason=LATE, decision=decision)

    assert refused == ["commitment.decision_recorded"]


def test_contested_evidence_opens_a_dispute_and_changes_no_status(started: Scenario) -> None:
    [event] = started.when(
        STREAM, c.ContestEvidence, actor=by("civil_society"), statement={"ar": "لم ينشر"}, evidence=[DONE]
    )
    dispute = event.data.model_dump()["dispute_id"]
    assert started.state(STREAM).status == "in_progress"
    answer = {"dispute_id": dispute, "upheld": False, "response": {"ar": "نشر في اللوحة"}}

    started.when(STREAM, c.ResolveDispute, actor=by("follow_up_committee"), **answer)
    again = started.refusal(STREAM, c.ResolveDispute, actor=by("follow_up_committee"), **answer)

    assert started.state(STREAM).open_disputes == ()
    assert again == ["commitment.dispute_open"]


def test_a_revision_keeps_the_key_the_reports_and_the_deadline_history(started: Scenario) -> None:
    report(started, "m1")
    milestones = (
        PARTS["milestones"][0].model_copy(update={"due_on": date(2026, 8, 31)}),
        ProposedMilestone(key="m3", title={"ar": "تقييم"}, due_on=date(2027, 3, 31)),
    )
    revised = PARTS | {"milestones": milestones, "due_on": date(2027, 3, 31)}
    started.given(STREAM, CommitmentRevised(**revised, text_version=2))

    state = started.state(STREAM)

    assert state.key == "publish"
    assert [milestone.key for milestone in state.milestones] == ["m1", "m3"]
    assert state.milestone("m1").reported_on is not None
    assert len(state.milestone("m1").deadlines) == 2
    assert state.times_moved == 1


def test_the_beginning_cannot_be_annulled_while_reports_rely_on_it(started: Scenario) -> None:
    begun = next(event for event in started.log if event.type == "CommitmentStarted")
    report(started, "m1")
    reported = started.log[-1]
    why = {"code": "correction_clerical"}
    target = {"stream": STREAM, "event_id": begun.event_id}

    refused = started.refusal(STREAM, AnnulEvents, actor=by("focal_point"), reason=why, events=[target])
    both = [target, {"stream": STREAM, "event_id": reported.event_id}]
    started.when(STREAM, AnnulEvents, actor=by("focal_point"), reason=why, events=both)

    assert refused == ["record.dependants_hold"]
    assert started.state(STREAM).status == "planned"


def test_a_corrected_deadline_is_asked_of_the_guards_again(started: Scenario) -> None:
    extend(started, "2027-03-31")
    target = started.log[-1].event_id
    change = {"target": target, "field": "due_on", "old": "2027-03-31"}
    why = {"actor": by("focal_point"), "reason": {"code": "correction_clerical"}}

    refused = started.refusal(STREAM, CorrectRecord, **why, **change, new="2026-12-01")
    started.when(STREAM, CorrectRecord, **why, **change, new="2027-04-30")

    assert refused == ["record.dependants_hold"]
    assert started.state(STREAM).current_deadline == date(2027, 4, 30)
