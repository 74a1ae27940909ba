"""Sittings: who leaves or comes, what follows the first, the public excluded."""

from domain.collectivity.commands import (
    RecordCouncilDissolved,
)
from domain.council_session.commands import (
    CallSession,
    DeclareSittingClosed,
    OpenSitting,
    RecordMemberArrived,
    RecordMemberLeft,
)
from tests.domain.council import (
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
)
from tests.domain.scenario import by

MINUTES = {"document_id": "minutes-1", "sha256": "c" * 64, "kind": "محضر"}


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
