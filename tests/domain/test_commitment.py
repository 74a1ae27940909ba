"""Commitments: claims of the lead and verifications by others, apart."""

from __future__ import annotations

from datetime import date

import pytest

from domain.commitment import commands as c
from domain.commitment.events import CommitmentPlanned
from domain.kernel.corrections import AnnulEvents
from domain.programme.events import ProgrammeInitiated
from tests.domain.commitments import (
    DONE,
    PARTS,
    STREAM,
    planned_commitment,
    report,
    started_commitment,
    verify,
)
from tests.domain.scenario import Scenario, by


@pytest.fixture
def planned() -> Scenario:
    return planned_commitment()


@pytest.fixture
def started() -> Scenario:
    return started_commitment()


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

    assert tomorrow == ["record.has_happened"]
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
