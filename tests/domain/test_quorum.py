"""The quorum of each attempt, and who leaves or comes."""

from domain.collectivity.commands import (
    RecordCouncilDissolved,
    RecordMemberSeatFilled,
    RecordMemberSeatVacated,
)
from domain.council_session.commands import (
    AdjournForLackOfQuorum,
    CallSession,
    DeclareSittingClosed,
    IssueConvocation,
    OpenSitting,
    RecordMemberArrived,
    RecordMemberLeft,
)
from domain.council_session.decision_commands import (
    CloseSession,
)
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
    ready,
    refused,
    with_council,
    without_quorum,
)
from tests.domain.scenario import by

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

    assert early == ["not_later_than_today"]
    assert other == ["on_convened_day"]


def test_a_dissolved_council_meets_no_more_but_its_earlier_sitting_can_still_be_entered() -> None:
    scenario = ready().at("2025-05-20")
    scenario.when(
        "collectivity:c1",
        RecordCouncilDissolved,
        actor=by("control_authority"),
        dissolved_on="2025-05-15",
        reason={"code": "court_decision"},
    )
    scenario.when(SESSION, OpenSitting, actor=PRESIDENT, sitting_id="j1", held_on="2025-05-06", present=9)

    later = refused(scenario, OpenSitting, sitting_id="j2", held_on="2025-05-16", present=9)
    found = scenario.refusal(
        "council_session:s2",
        CallSession,
        actor=PRESIDENT,
        collectivity_id="c1",
        session_kind="extraordinary",
    )

    assert later[0] == "council_in_office"
    assert found == ["council_session.council_in_office"]


def test_who_leaves_does_not_unmake_the_quorum_and_who_comes_is_counted() -> None:
    scenario = in_session(15, 8, "a")

    scenario.when(SESSION, RecordMemberLeft, actor=SECRETARY, sitting_id="j1", members=5)
    scenario.when(SESSION, RecordMemberArrived, actor=SECRETARY, sitting_id="j1", members=2)

    state = scenario.state(SESSION)
    assert state.status == "open"
    assert (state.sitting("j1").present, state.sitting("j1").present_now) == (8, 5)
    assert refused(scenario, RecordMemberLeft, sitting_id="j1", members=6) == ["were_present"]
    assert refused(scenario, RecordMemberArrived, sitting_id="j1", members=11) == ["present_are_members"]
    assert refused(scenario, RecordMemberLeft, sitting_id="j9") == ["sitting_open"]
    assert refused(scenario, RecordMemberArrived, sitting_id="j9") == ["sitting_open"]


def test_sittings_follow_one_another_under_new_identities_within_the_length_of_a_session() -> None:
    scenario = in_session(15, 9, "a", day="2025-03-17")
    scenario.at("2025-03-31")

    earlier = refused(scenario, OpenSitting, sitting_id="j1", held_on="2025-03-14", present=9)
    (late,) = opened(scenario, "2025-03-28", 9, "j2")

    assert earlier == ["sitting_is_new", "sittings_in_order"]
    assert late.data.flags == ("within_timetable", "within_session_length")


def test_a_sitting_in_the_timetable_carries_no_flag() -> None:
    scenario = with_council(15).at("2025-03-01")
    called(scenario)
    on_agenda(scenario, "a")
    convened(scenario, 1, "2025-03-20", timetable=[{"held_on": "2025-03-21", "item_ids": ["a"]}])
    opened(scenario, "2025-03-20", 9)

    (second,) = opened(scenario, "2025-03-21", 9, "j2")

    assert second.data.flags == ()


def test_a_sitting_is_closed_to_the_public_with_a_reason() -> None:
    scenario = in_session(15, 9, "a")
    asked = {"sitting_id": "j1", "requested_by": "governor"}

    without = refused(scenario, DeclareSittingClosed, **asked)
    unknown = refused(
        scenario, DeclareSittingClosed, **asked | {"sitting_id": "j7"}, reason={"code": "force_majeure"}
    )
    scenario.when(SESSION, DeclareSittingClosed, actor=PRESIDENT, **asked, reason={"code": "force_majeure"})

    assert without == ["record.reason_given"]
    assert unknown == ["sitting_open"]
    assert scenario.state(SESSION).sitting("j1").closed_to_public
