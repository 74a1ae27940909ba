"""The administrative control of a deliberation cannot be skipped (invariant 4: T16 to T20)."""

from __future__ import annotations

from domain.programme import commands as c
from tests.domain import programme_journey as j
from tests.domain.programme_journey import P, at, refused
from tests.domain.programme_turns import (
    OF_C1,
    before_court,
    deliberated_anew,
    objected,
    record,
    taken_over,
)
from tests.domain.scenario import Scenario

BOTH = ["regime_determined_once", "control_not_avoided"]


def _without_control(given: Scenario) -> list[str]:
    return refused(given, c.DetermineControlRegime, regime="none", authority=j.LAW, **OF_C1)


def test_a_control_that_is_running_cannot_be_left_by_determining_that_there_is_none() -> None:
    assert _without_control(at(j.objection_window)) == BOTH[:1]
    assert _without_control(at(j.under_visa)) == BOTH[:1]


def test_a_deliberation_before_a_judge_cannot_be_said_to_be_without_control() -> None:
    assert _without_control(before_court()) == BOTH


def test_a_confirmed_deliberation_cannot_be_said_to_be_without_control_before_or_after_its_receipt() -> None:
    given = objected()
    deliberated_anew(given, "s2", "2025-10-22")
    assert _without_control(given) == BOTH

    record(given.at("2025-10-27"), c.TransmitDeliberation, received_on="2025-10-27")

    assert _without_control(given) == BOTH
    assert given.state(P).stage == "under_control"


def test_a_programme_taken_over_under_control_keeps_the_regime_it_came_with() -> None:
    given = taken_over("under_control", regime="objection_window", received_on="2026-02-09")
    record(given, c.RecordCourtReferral, referred_on="2026-02-10")

    assert _without_control(given) == BOTH
    assert "determine-control-regime" not in given.steps(P)


def test_a_regime_may_be_determined_anew_while_nothing_of_the_control_has_begun() -> None:
    given = at(j.adopted)
    record(given, c.DetermineControlRegime, regime="visa", authority=j.LAW)

    record(given, c.DetermineControlRegime, regime="none", authority=j.LAW)

    assert given.state(P).stage == "executory"
