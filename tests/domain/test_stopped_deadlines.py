"""Deadlines that a decision stops move when execution is resumed: those that were running then, no others."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from domain.commitment import commands as k
from domain.commitment.events import CommitmentDeadlineExtended, MilestoneDeadlineExtended
from domain.kernel.events import Event
from domain.programme import commands as c
from tests.domain import programme_journey as j
from tests.domain.programme_journey import P
from tests.domain.programme_turns import taken_over
from tests.domain.scenario import Scenario, by

REPORT = {"document_id": "d2", "sha256": "a" * 64, "kind": "report"}
LEAD = by("lead_unit")


def milestone(key: str, due_on: str) -> dict[str, Any]:
    return {"key": key, "title": {"ar": "مرحلة"}, "due_on": due_on}


def running(**due: str) -> Scenario:
    """A programme of 2026 and 2027 in execution, with one commitment of such milestones, begun."""
    parts = [milestone(key, day) for key, day in due.items()]
    given = taken_over(commitments=[j.commitment(milestones=parts)]).registered(REPORT)
    given.when(stream(given), k.StartCommitment, actor=LEAD)
    return given


def stream(given: Scenario) -> str:
    return f"commitment:{given.state(P).commitments[0].commitment_id}"


def stopped_for_ten_days(given: Scenario, since: str, until: str) -> list[Event]:
    stops = {"decided_by": "court", "stops_deadlines": True, "reason": j.BECAUSE}
    given.at(since).when(P, c.SuspendProgramme, actor=j.COURT, **stops)
    return given.at(until).when(P, c.ResumeProgramme, actor=j.COURT, decided_by="court")


def test_a_milestone_that_was_missed_before_the_stop_stays_missed() -> None:
    given = running(m1="2026-06-30", m2="2026-09-30")

    stopped_for_ten_days(given, "2026-07-01", "2026-07-11")

    found = given.state(stream(given))
    assert found.milestone("m1").due_on == date(2026, 6, 30)
    assert found.milestone("m2").due_on == date(2026, 10, 10)
    assert found.current_deadline == date(2026, 10, 10)


def test_a_commitment_that_was_late_before_the_stop_is_as_late_after_it() -> None:
    given = running(m1="2026-06-30")

    [resumed] = stopped_for_ten_days(given, "2026-07-01", "2026-07-11")

    assert resumed.type == "ProgrammeResumed"
    assert given.state(stream(given)).current_deadline == date(2026, 6, 30)


def test_the_deadline_of_the_day_of_the_stop_moves() -> None:
    given = running(m1="2026-06-30")

    stopped_for_ten_days(given, "2026-06-30", "2026-07-10")

    assert given.state(stream(given)).current_deadline == date(2026, 7, 10)


def test_work_that_is_reported_waits_for_no_day() -> None:
    given = running(m1="2026-06-30").at("2026-03-01")
    given.when(stream(given), k.ReportMilestone, actor=LEAD, milestone="m1", reached_on="2026-03-01")
    done = {"completed_on": "2026-03-01", "evidence": [REPORT]}
    given.when(stream(given), k.ReportCommitmentComplete, actor=LEAD, **done)

    [resumed] = stopped_for_ten_days(given, "2026-03-02", "2026-03-12")

    assert resumed.type == "ProgrammeResumed"
    assert given.state(stream(given)).current_deadline == date(2026, 6, 30)


def test_execution_is_resumed_whatever_day_was_once_stored() -> None:
    given = running(m1="2026-06-30")
    given.given(stream(given), CommitmentDeadlineExtended(due_on=date.max))
    given.given(stream(given), MilestoneDeadlineExtended(milestone="m1", due_on=date.max))

    [resumed] = stopped_for_ten_days(given, "2026-03-02", "2026-03-12")

    assert resumed.type == "ProgrammeResumed"
    assert given.state(P).stage == "in_execution"
    assert given.state(stream(given)).current_deadline == date.max


@pytest.mark.parametrize("command", [k.ExtendCommitmentDeadline, k.ExtendMilestoneDeadline])
def test_no_deadline_is_extended_beyond_the_reach_of_the_calendar(command: type[Any]) -> None:
    fields = {"actor": j.PRESIDENT, "milestone": "m1", "due_on": "9999-12-31", "reason": j.BECAUSE}
    own = {name: value for name, value in fields.items() if name in command.model_fields}

    with pytest.raises(ValidationError, match="day_too_late"):
        command.model_validate(own)
