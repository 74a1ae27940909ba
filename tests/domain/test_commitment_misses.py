"""Missed deadlines: noted once each, by the clock of Casablanca."""

from __future__ import annotations

from datetime import date

import pytest

from domain.commitment import commands as c
from domain.commitment.events import CommitmentRevised
from domain.programme.events import ProgrammeResumed, ProgrammeSuspended
from tests.domain.commitments import (
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


def test_a_deadline_on_the_leap_day_is_missed_on_the_first_of_march(started: Scenario) -> None:
    extend(started, "2028-02-29", outside_period={"ar": "تمويل الشريك"})
    clock = {"actor": by("system:clock"), "due_on": "2028-02-29"}

    on_the_day = started.at("2028-02-29").refusal(STREAM, c.MissDeadline, **clock)
    started.at("2028-03-01").when(STREAM, c.MissDeadline, **clock)

    assert on_the_day == ["commitment.deadline_passed"]
    assert started.state(STREAM).slippage_days == 425


def test_deadlines_are_not_missed_while_a_decision_has_stopped_them(started: Scenario) -> None:
    suspended = ProgrammeSuspended(decided_by="court", stops_deadlines=True)
    started.at("2026-11-01").given("programme:p1", suspended)
    clock = {"actor": by("system:clock"), "due_on": "2026-12-31"}

    stopped = started.at("2027-01-10").refusal(STREAM, c.MissDeadline, **clock)
    started.given("programme:p1", ProgrammeResumed(decided_by="court"))
    started.when(STREAM, c.MissDeadline, **clock)

    assert stopped == ["commitment.deadlines_running"]


def test_a_milestone_that_a_revision_moved_can_be_missed_by_its_new_day(started: Scenario) -> None:
    moved = PARTS["milestones"][0].model_copy(update={"due_on": date(2026, 8, 31)})
    revised = PARTS | {"milestones": (moved, PARTS["milestones"][1])}
    revision = started.given(STREAM, CommitmentRevised(**revised, text_version=2))
    clock = {"actor": by("system:clock"), "milestone": "m1"}

    old = started.at("2026-09-01").refusal(STREAM, c.MissDeadline, **clock, due_on="2026-06-30")
    [missed] = started.when(STREAM, c.MissDeadline, **clock, due_on="2026-08-31")

    assert old == ["commitment.deadline_in_force"]
    assert revision.event_id in missed.relies_on
