"""What falls due as time passes in commitments and consultations; for programmes see their control."""

from __future__ import annotations

from domain.clock import due
from domain.collectivity.state import CollectivityState
from domain.commitment.commands import StartCommitment
from domain.consultation.commands import OpenConsultation
from tests.domain import programme_journey as j
from tests.domain.programme_journey import P, at
from tests.domain.scenario import Scenario, by

ENDS = "end-execution-period"


def promised() -> tuple[Scenario, str]:
    given = at(j.executing)
    return given, f"commitment:{given.state(P).commitments[0].commitment_id}"


def issue(given: Scenario, stream: str) -> list[str]:
    """Carry out what is due until nothing more is."""
    issued = []
    while found := due(given.state(stream), given.now):
        for target, command in found:
            issued += [event.type for event in given.when(target, command)]
    return issued


def test_a_missed_deadline_is_noted_once_after_its_last_moment_in_morocco() -> None:
    given, stream = promised()
    assert due(given.state(stream), given.at("2026-06-30T23:59:59+01:00").now) == []

    noted = issue(given.at("2026-07-01T00:00:00+01:00"), stream)

    assert noted == ["DeadlineMissed", "DeadlineMissed"]
    assert due(given.state(stream), given.at("2026-08-01").now) == []


def test_after_a_pause_each_missed_deadline_is_caught_up_once() -> None:
    given, stream = promised()

    noted = issue(given.at("2027-06-01"), stream)

    assert noted == ["DeadlineMissed", "DeadlineMissed"]
    assert given.state(stream).missed == given.state(stream).current_deadline


def test_a_started_commitment_is_still_due() -> None:
    given, stream = promised()
    given.when(stream, StartCommitment, actor=by("lead_unit"))

    assert due(given.state(stream), given.at("2026-07-01").now)


def test_a_consultation_closes_after_the_end_of_its_closing_day() -> None:
    given = at(j.drafted).at("2025-07-01")
    fields = {"programme_id": "p1", "round": 1, "draft_version": 1, "channels": ["online"]}
    given.when("consultation:q1", OpenConsultation, actor=j.FOCAL, closes_on="2025-07-31", **fields)
    assert due(given.state("consultation:q1"), given.at("2025-07-31T23:59:59+01:00").now) == []

    issued = issue(given.at("2025-08-01T00:00:00+01:00"), "consultation:q1")

    assert issued == ["ConsultationClosed", "ConsultationRoundClosed"]
    assert given.state(P).stage == "finalising"


def test_nothing_falls_due_in_what_has_no_clock() -> None:
    assert due(CollectivityState(), Scenario().now) == []


def test_what_the_clock_notices_late_took_effect_when_its_time_ran_out() -> None:
    given, stream = promised()
    given.at("2028-02-01")
    issue(given, stream)
    issue(given, P)

    noticed = {event.type: event for event in given.log if event.command in ("miss-deadline", ENDS)}

    assert noticed["DeadlineMissed"].effective_at.value == "2026-06-30"
    assert noticed["ExecutionPeriodEnded"].effective_at.value == "2027-12-31"
    assert {event.recorded_at for event in noticed.values()} == {given.now}


def test_a_window_that_is_caught_up_ended_on_its_last_day() -> None:
    window, visa = at(j.objection_window).at("2025-12-01"), at(j.under_visa).at("2025-12-01")
    issue(window, P)
    issue(visa, P)

    assert (window.log[-1].type, window.log[-1].effective_at.value) == (
        "ObjectionWindowExpired",
        "2025-10-16",
    )
    assert (visa.log[-1].type, visa.log[-1].effective_at.value) == ("VisaDeadlineElapsed", "2025-11-02")
