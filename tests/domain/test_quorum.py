"""The quorum of each attempt, and who leaves or comes."""

from domain.collectivity.commands import (
    RecordMemberSeatFilled,
    RecordMemberSeatVacated,
)
from domain.council_session.commands import (
    AdjournForLackOfQuorum,
    IssueConvocation,
    OpenSitting,
)
from domain.council_session.decision_commands import (
    CloseSession,
)
from tests.domain.council import (
    HALL,
    PRESIDENT,
    SESSION,
    convened,
    opened,
    ready,
    refused,
    without_quorum,
)

MINUTES = {"document_id": "minutes-1", "sha256": "c" * 64, "kind": "محضر"}


def test_eight_of_fifteen_open_a_session_and_seven_do_not() -> None:
    scenario = ready()
    scenario.at("2025-05-06")

    seven = refused(scenario, OpenSitting, sitting_id="j1", held_on="2025-05-06", present=7)
    (event,) = opened(scenario, "2025-05-06", 8)

    assert seven == ["quorum_reached"]
    assert event.rule_set == "ma-commune-2016-1"
    assert str(event.effective_at) == "2025-05-06"


def test_a_meeting_with_a_quorum_is_not_adjourned_for_want_of_one() -> None:
    scenario = ready().at("2025-05-06")

    found = refused(scenario, AdjournForLackOfQuorum, sitting_id="j1", held_on="2025-05-06", present=8)

    assert found == ["quorum_lacking"]


def test_third_meeting_is_valid_whatever_the_number_present() -> None:
    scenario = ready()
    without_quorum(scenario, "2025-05-06", 7, "j1")
    convened(scenario, 2, "2025-05-09")
    without_quorum(scenario, "2025-05-09", 7, "j2")
    convened(scenario, 3, "2025-05-14")

    (event,) = opened(scenario, "2025-05-14", 1, "j3")

    assert event.data.quorum_needed == 0
    assert event.data.attempt == 3


def test_a_third_meeting_that_nobody_attends_opens_nothing_and_no_fourth_follows() -> None:
    scenario = ready()
    without_quorum(scenario, "2025-05-06", 7, "j1")
    convened(scenario, 2, "2025-05-09")
    without_quorum(scenario, "2025-05-09", 7, "j2")
    convened(scenario, 3, "2025-05-14")
    scenario.at("2025-05-14")

    empty = refused(scenario, OpenSitting, sitting_id="j3", held_on="2025-05-14", present=0)
    _, adjourned = without_quorum(scenario, "2025-05-14", 0, "j3")
    fourth = refused(
        scenario, IssueConvocation, attempt=4, issued_on="2025-05-14", held_on="2025-05-19", **HALL
    )
    scenario.when(SESSION, CloseSession, actor=PRESIDENT, closed_on="2025-05-14")

    assert empty == ["somebody_present"]
    assert adjourned.data.next_attempt is None
    assert fourth == ["attempts_left"]
    assert scenario.state(SESSION).item("a").status == "not_reached"


def test_attendance_adds_up_to_the_members_in_office_of_that_day() -> None:
    scenario = ready()
    scenario.at("2025-05-01")
    scenario.when(
        "collectivity:c1",
        RecordMemberSeatVacated,
        actor=PRESIDENT,
        vacated_on="2025-05-01",
        cause="resignation",
    )
    scenario.at("2025-05-06")
    meeting = {"sitting_id": "j1", "held_on": "2025-05-06", "present": 9}

    wrong = refused(scenario, OpenSitting, **meeting, excused=3, unexcused=3)
    too_many = refused(scenario, OpenSitting, **meeting | {"present": 15})
    (event,) = scenario.when(SESSION, OpenSitting, actor=PRESIDENT, **meeting, excused=3, unexcused=2)

    assert wrong == ["attendance_adds_up"]
    assert too_many == ["present_are_members", "attendance_adds_up"]
    assert event.data.members_in_office == 14


def test_a_seat_filled_after_the_sitting_does_not_change_its_quorum() -> None:
    scenario = ready()
    scenario.at("2025-05-01")
    seat = {"actor": PRESIDENT}
    scenario.when("collectivity:c1", RecordMemberSeatVacated, vacated_on="2025-05-01", cause="death", **seat)
    scenario.at("2025-05-20")
    scenario.when("collectivity:c1", RecordMemberSeatFilled, filled_on="2025-05-15", **seat)

    (event,) = scenario.when(SESSION, OpenSitting, sitting_id="j1", held_on="2025-05-06", present=8, **seat)

    assert event.data.members_in_office == 14


def test_a_meeting_is_held_on_the_day_convened_and_not_before_it_comes() -> None:
    scenario = ready().at("2025-05-05")

    early = refused(scenario, OpenSitting, sitting_id="j1", held_on="2025-05-06", present=9)
    scenario.at("2025-05-08")
    other = refused(scenario, OpenSitting, sitting_id="j1", held_on="2025-05-07", present=9)

    assert early == ["record.has_happened"]
    assert other == ["on_convened_day"]
