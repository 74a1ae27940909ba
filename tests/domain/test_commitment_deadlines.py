"""Deadlines: promised, moved, overdue, and never forgotten."""

from __future__ import annotations

from datetime import date

import pytest

from domain.commitment import commands as c
from domain.commitment.events import CommitmentDropped, CommitmentRevised
from domain.kernel.corrections import CorrectRecord
from domain.programme.values import ProposedMilestone
from tests.domain.commitments import (
    DONE,
    LATE,
    PARTS,
    STREAM,
    extend,
    report,
    started_commitment,
)
from tests.domain.scenario import Scenario, by


@pytest.fixture
def started() -> Scenario:
    return started_commitment()


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
    assert started.refusal(STREAM, c.ExtendCommitmentDeadline, **fields) == [
        "record.reason_given",
        "commitment.later_deadline",
    ]


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


def test_a_corrected_deadline_is_asked_of_the_guards_again(started: Scenario) -> None:
    extend(started, "2027-03-31")
    target = started.log[-1].event_id
    change = {"target": target, "field": "due_on", "old": "2027-03-31"}
    why = {"actor": by("focal_point"), "reason": {"code": "correction_clerical"}}

    refused = started.refusal(STREAM, CorrectRecord, **why, **change, new="2026-12-01")
    started.when(STREAM, CorrectRecord, **why, **change, new="2027-04-30")

    assert refused == ["record.dependants_hold"]
    assert started.state(STREAM).current_deadline == date(2027, 4, 30)


def test_a_milestone_is_overdue_until_it_is_reported(started: Scenario) -> None:
    before = started.state(STREAM).milestone("m1")
    started.at("2026-08-01")
    report(started, "m1", "2026-07-15")
    after = started.state(STREAM).milestone("m1")

    assert [before.overdue(date(2026, 6, 30)), before.overdue(date(2026, 7, 1))] == [False, True]
    assert [after.overdue(date(2026, 7, 14)), after.overdue(date(2026, 7, 15))] == [True, False]


def test_a_dropped_commitment_was_overdue_until_it_was_dropped(started: Scenario) -> None:
    started.at("2027-02-01").given(STREAM, CommitmentDropped())

    state = started.state(STREAM)

    assert [state.overdue(date(2027, 1, 31)), state.overdue(date(2027, 2, 1))] == [True, False]


def test_work_finished_in_an_unknown_day_is_not_called_overdue(started: Scenario) -> None:
    started.at("2027-02-01")
    for milestone in ("m1", "m2"):
        report(started, milestone)
    done = {"completed_on": "2026-12", "evidence": [DONE]}

    started.when(STREAM, c.ReportCommitmentComplete, actor=by("lead_unit"), **done)

    assert not started.state(STREAM).overdue(date(2027, 1, 15))
