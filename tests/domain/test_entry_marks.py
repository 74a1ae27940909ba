"""Entry of a programme that ran before: nothing impossible enters, and what was not seen is marked."""

from __future__ import annotations

from typing import Any

import pytest

from domain.collectivity.commands import RecordMembershipJoined
from domain.programme import commands as c
from tests.domain import programme_journey as j
from tests.domain.programme_journey import P, at, refused
from tests.domain.programme_turns import entering, member, taken_over
from tests.domain.scenario import Scenario, by

FUTURE = {"starts_on": "2027-01-01", "ends_on": "2028-12-31"}


def _joined_on_an_unknown_day() -> Scenario:
    given = j.joined(j.networked(Scenario()), member=False)
    given.when(
        "collectivity:c1",
        RecordMembershipJoined,
        actor=by("network_coordinator"),
        joined_on="unknown",
        source="kit",
    )
    return given


@pytest.mark.parametrize("day", ["1990-01-01", "0001", "2022-10-20"])
def test_an_unknown_joining_date_makes_nobody_a_member_before_there_was_a_network(day: str) -> None:
    fields: dict[str, Any] = {"collectivity_ids": ["c1"], "title": j.NAME, "effective_at": day}
    fields |= {"starts_on": "2026-01-01", "ends_on": "2027-12-31"}

    assert refused(_joined_on_an_unknown_day(), c.InitiateProgramme, **fields) == ["network_existed"]


def test_an_unknown_joining_date_counts_for_the_member_since_the_founding() -> None:
    given = _joined_on_an_unknown_day()
    fields: dict[str, Any] = {"collectivity_ids": ["c1"], "title": j.NAME, "effective_at": "2022-10-21"}

    given.when(P, c.InitiateProgramme, actor=j.FOCAL, **fields, starts_on="2023-01-01", ends_on="2024-12-31")

    assert given.state(P).stage == "initiated"


def test_a_programme_that_has_not_begun_does_not_enter_in_its_final_evaluation() -> None:
    for more in ({}, {"reason": j.BECAUSE}):
        fields = entering("final_evaluation", **FUTURE, **more)
        assert refused(member(), c.TakeOverProgramme, **fields) == ["period_over_at_entry"]


def test_a_programme_enters_in_final_evaluation_before_its_period_ends_where_the_reason_is_given() -> None:
    running = {"starts_on": "2025-01-01", "ends_on": "2026-12-31"}
    fields = entering("final_evaluation", **running)
    assert refused(member(), c.TakeOverProgramme, **fields) == ["period_over_at_entry"]

    given = taken_over("final_evaluation", **running, reason=j.BECAUSE)

    assert given.state(P).stage == "final_evaluation"


def test_execution_that_is_entered_before_its_period_is_flagged() -> None:
    assert taken_over("in_execution", **FUTURE).state(P).flags == ("before_period",)
    assert taken_over("in_execution").state(P).flags == ()


def test_execution_that_starts_before_its_period_is_flagged_and_not_refused() -> None:
    given = at(j.executory).at("2025-12-01")
    given.when(P, c.PublishProgramme, actor=j.PRESIDENT, languages=["ar"])

    (event,) = given.when(P, c.StartExecution, actor=j.PRESIDENT)

    assert event.data.flags == ("before_period",)
    assert "before_period" in given.state(P).flags
    assert "before_period" not in at(j.executing).state(P).flags


def test_a_commitment_says_which_part_of_its_programme_was_not_seen_here() -> None:
    given = taken_over("in_execution")
    planned = given.state(P).commitments[0].commitment_id

    assert given.state(f"commitment:{planned}").unverified == given.state(P).unverified
    assert "council_vote" in given.state(f"commitment:{planned}").unverified


def test_a_commitment_of_a_programme_seen_from_its_beginning_has_nothing_unverified() -> None:
    given = at(j.adopted)
    planned = given.state(P).commitments[0].commitment_id

    assert given.state(f"commitment:{planned}").unverified == ()
