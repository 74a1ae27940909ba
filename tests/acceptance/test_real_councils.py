"""What happened in real councils, as the press told it, given to the system as commands.

Where a report gives no count, every count that fits it is tried, or the test says what it assumes.
"""

import pytest

from domain.council_session.commands import AdjournForLackOfQuorum, IssueConvocation, OpenSitting
from domain.council_session.decision_commands import CloseSession, DeferItem
from tests.domain.council import (
    HALL,
    PRESIDENT,
    SECRETARY,
    SESSION,
    called,
    convened,
    in_session,
    on_agenda,
    opened,
    voted,
    with_council,
    without_quorum,
)
from tests.domain.scenario import Scenario, by


def _ordinary(scenario: Scenario, month: str, first: str, issued: str) -> Scenario:
    scenario.at(issued)
    called(scenario, month=month)
    on_agenda(scenario, "a", "b")
    convened(scenario, 1, first)
    return scenario


def test_foum_el_oued_2024_meets_a_third_time_on_the_third_working_day_after_monday_12_february() -> None:
    scenario = _ordinary(with_council(15), "2024-02", "2024-02-07", "2024-01-25")
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
    scenario = _ordinary(with_council(15), "2024-02", "2024-02-07", "2024-01-25")
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


def test_majjat_2025_rejects_its_action_programme_by_nine_to_six_of_fifteen_present() -> None:
    # How 4 February was convened is not told: as a second convocation it would come too late, so it is
    # recorded here as a session of its own that takes the item up again.
    scenario = with_council(20)
    scenario.at("2025-01-10")
    called(scenario)
    on_agenda(scenario, "programme", matter={"kind": "other", "subject": "action_programme"})
    convened(scenario, 1, "2025-01-22")
    without_quorum(scenario, "2025-01-22", 9, "j1")
    too_late = scenario.refusal(
        SESSION,
        IssueConvocation,
        attempt=2,
        held_on="2025-02-04",
        issued_on="2025-01-22",
        actor=PRESIDENT,
        **HALL,
    )
    scenario.when(SESSION, CloseSession, actor=PRESIDENT, closed_on="2025-01-22")
    again = "council_session:s2"
    called(scenario, again)
    on_agenda(
        scenario,
        "programme",
        session=again,
        matter={"kind": "other", "subject": "action_programme"},
        continues={"session_id": "s1", "item_id": "programme"},
    )
    on_agenda(scenario, "second", session=again)
    convened(scenario, 1, "2025-02-04", again)
    opened(scenario, "2025-02-04", 15, session=again)

    (vote,) = voted(scenario, "programme", 6, 9, session=again)
    voted(scenario, "second", 6, 9, session=again)
    scenario.when(
        again,
        DeferItem,
        actor=PRESIDENT,
        sitting_id="j1",
        item_id="second",
        reason={"code": "postponed_next_cycle"},
    )

    assert too_late == ["council_session.second_within_window"]
    assert vote.data.outcome == "rejected"
    second = scenario.state(again).item("second")
    assert (second.outcome, second.status) == ("rejected", "deferred")


@pytest.mark.parametrize("present", [0, 1, 7])
def test_casablanca_2017_adjourns_whatever_the_absences_were_agreed_for(present: int) -> None:
    scenario = _ordinary(with_council(15, since="2016-03-01"), "2017-10", "2017-10-05", "2017-09-20")

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
    scenario = _ordinary(with_council(15), "2026-02", "2026-02-05", "2026-01-20")
    without_quorum(scenario, "2026-02-05", 6, "j1")
    (second,) = convened(scenario, 2, "2026-02-12")
    without_quorum(scenario, "2026-02-12", 5, "j2")
    # The clock went back on 15 February: the third meeting keeps its hour on the wall and loses no day.
    (third,) = convened(scenario, 3, "2026-02-17")

    opened(scenario, "2026-02-17", 2, "j3")

    assert second.data.flags == ("second_day_count",)
    assert third.data.flags == ()
    assert scenario.state(SESSION).status == "open"


def test_mhamed_dlil_november_2021_has_two_items_of_the_governor_and_rejects_the_budget() -> None:
    scenario = with_council(15)
    scenario.at("2021-11-01")
    called(scenario)
    on_agenda(scenario, "budget", matter={"kind": "other", "subject": "budget"})
    convened(scenario, 1, "2021-11-15")
    (letter,) = [{"document_id": "letter", "sha256": "a" * 64, "kind": "رسالة"}]
    on_agenda(scenario, "g1", "g2", origin="governor", actor=by("control_authority"), evidence=[letter])
    opened(scenario, "2021-11-15", 13)

    (vote,) = voted(scenario, "budget", 5, 8)

    assert vote.data.outcome == "rejected"
    assert [item.origin for item in scenario.state(SESSION).items] == ["bureau", "governor", "governor"]
    assert scenario.state(SESSION).flags == ("agenda_sent_in_time",)


def test_oujda_spends_a_week_on_one_of_eight_items_and_the_others_are_not_reached() -> None:
    items = ["rules", *(f"i{number}" for number in range(2, 9))]
    scenario = in_session(15, 12, *items, day="2025-03-17")
    for index, day in enumerate(["2025-03-18", "2025-03-19", "2025-03-20", "2025-03-21"], start=2):
        opened(scenario, day, 12, f"j{index}")
    voted(scenario, "rules", 10, 2, sitting_id="j5")

    ended = scenario.when(SESSION, CloseSession, actor=PRESIDENT, closed_on="2025-03-21")

    assert [event.type for event in ended] == ["SessionClosed", *["ItemNotReached"] * 7]
    statuses = [item.status for item in scenario.state(SESSION).items]
    assert statuses == ["adopted", *["not_reached"] * 7]


def test_imintanoute_reaches_four_of_twelve_items_and_its_next_day_with_12_of_26_is_flagged() -> None:
    scenario = with_council(26)
    scenario.at("2025-04-20")
    called(scenario, month="2025-05")
    on_agenda(scenario, *(f"i{number}" for number in range(1, 13)))
    convened(scenario, 1, "2025-05-06")
    opened(scenario, "2025-05-06", 14)
    for number in range(1, 5):
        voted(scenario, f"i{number}", 14, 0)

    (next_day,) = opened(scenario, "2025-05-07", 12, "j2")

    assert next_day.data.flags == ("quorum_at_later_sitting", "within_timetable")
    voted(scenario, "i5", 12, 0, sitting_id="j2", actor=SECRETARY)
    assert scenario.state(SESSION).item("i5").status == "adopted"
