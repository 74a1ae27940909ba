"""Meetings without a quorum in real councils, as the press told them, given to the system as commands."""

import pytest

from domain.council_session.commands import AdjournForLackOfQuorum, IssueConvocation, OpenSitting
from tests.domain.council import (
    HALL,
    PRESIDENT,
    SESSION,
    called,
    convened,
    on_agenda,
    opened,
    with_council,
    without_quorum,
)
from tests.domain.scenario import Scenario

UNTOLD = 15
"""The number of members where a report gives none: any would do."""


def _ordinary(scenario: Scenario, month: str, first: str, issued: str) -> Scenario:
    scenario.at(issued)
    called(scenario, month=month)
    on_agenda(scenario, "a", "b")
    convened(scenario, 1, first)
    return scenario


def test_foum_el_oued_2024_meets_a_third_time_on_the_third_working_day_after_monday_12_february() -> None:
    # The day of the first meeting is not told; 7 February lies five days before the second.
    scenario = _ordinary(with_council(UNTOLD), "2024-02", "2024-02-07", "2024-01-25")
    without_quorum(scenario, "2024-02-07", 7, "j1")
    convened(scenario, 2, "2024-02-12")

    _, adjourned = without_quorum(scenario, "2024-02-12", 7, "j2")
    wednesday = scenario.refusal(
        SESSION,
        IssueConvocation,
        attempt=3,
        held_on="2024-02-14",
        issued_on="2024-02-12",
        actor=PRESIDENT,
        **HALL,
    )
    convened(scenario, 3, "2024-02-15")
    opened(scenario, "2024-02-15", 4, "j3")

    assert str(adjourned.data.not_before) == "2024-02-15"
    assert wednesday == ["council_session.third_not_before"]
    assert scenario.state(SESSION).opening.present == 4


def test_foum_el_oued_2024_keeps_the_same_hall_and_hour_for_the_third_meeting() -> None:
    scenario = _ordinary(with_council(UNTOLD), "2024-02", "2024-02-07", "2024-01-25")
    without_quorum(scenario, "2024-02-07", 7, "j1")
    convened(scenario, 2, "2024-02-12")
    without_quorum(scenario, "2024-02-12", 7, "j2")
    third = {"attempt": 3, "held_on": "2024-02-15", "issued_on": "2024-02-12", "actor": PRESIDENT}

    elsewhere = scenario.refusal(SESSION, IssueConvocation, **third, **HALL | {"place": "دار الشباب"})
    later = scenario.refusal(SESSION, IssueConvocation, **third, **HALL | {"starts_at": "15:00"})

    assert elsewhere == later == ["council_session.third_same_place_and_hour"]


def test_martil_may_2022_has_no_quorum_with_13_of_31_at_the_second_attempt() -> None:
    scenario = _ordinary(with_council(31), "2022-05", "2022-05-06", "2022-04-20")
    without_quorum(scenario, "2022-05-06", 13, "j1")
    convened(scenario, 2, "2022-05-12")
    scenario.at("2022-05-12")
    thirteen = {"sitting_id": "j2", "held_on": "2022-05-12", "present": 13, "actor": PRESIDENT}

    refused = scenario.refusal(SESSION, OpenSitting, **thirteen)
    counted, _ = scenario.when(SESSION, AdjournForLackOfQuorum, **thirteen)

    assert refused == ["council_session.quorum_reached"]
    assert counted.data.quorum_needed == 16


def test_martil_may_2022_met_again_after_six_calendar_or_four_working_days_which_is_flagged() -> None:
    scenario = _ordinary(with_council(31), "2022-05", "2022-05-06", "2022-04-20")
    without_quorum(scenario, "2022-05-06", 13, "j1")

    (second,) = convened(scenario, 2, "2022-05-12")

    assert second.data.flags == ("second_day_count",)


@pytest.mark.parametrize("present", [0, 1, 7])
def test_casablanca_2017_adjourns_whatever_the_absences_were_agreed_for(present: int) -> None:
    # Neither the day nor a count is told: any number below the quorum stands for it.
    scenario = _ordinary(with_council(UNTOLD, since="2016-03-01"), "2017-10", "2017-10-05", "2017-09-20")

    counted, adjourned = without_quorum(
        scenario,
        "2017-10-05",
        present,
        "j1",
        reason={"code": "other", "text": {"ar": "صرح عضو بأن الغياب متفق عليه لعدم جاهزية الوثائق"}},
    )

    assert counted.reason is not None
    assert adjourned.data.next_attempt == 2
    assert scenario.state(SESSION).item("a").status == "pending"


def test_mohammedia_february_2026_adjourns_again_and_again_until_the_third_meeting_in_ramadan() -> None:
    # The days in February and the counts are not told.
    scenario = _ordinary(with_council(UNTOLD), "2026-02", "2026-02-05", "2026-01-20")
    without_quorum(scenario, "2026-02-05", 6, "j1")
    (second,) = convened(scenario, 2, "2026-02-12")
    without_quorum(scenario, "2026-02-12", 5, "j2")
    # The clock went back on 15 February: the third meeting keeps its hour on the wall and loses no day.
    (third,) = convened(scenario, 3, "2026-02-17")

    opened(scenario, "2026-02-17", 2, "j3")

    assert second.data.flags == ("second_day_count",)
    assert third.data.flags == ()
    assert scenario.state(SESSION).status == "open"
