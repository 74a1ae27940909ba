"""Decisions of real councils, as the press told them, given to the system as commands."""

from domain.council_session.commands import IssueConvocation
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
from tests.domain.scenario import by

UNTOLD = 15
"""The number of members where a report gives none: any would do."""


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


def test_mhamed_dlil_november_2021_has_two_items_of_the_governor_and_rejects_the_budget() -> None:
    # Only the month and the outcome are told.
    scenario = with_council(UNTOLD)
    scenario.at("2021-11-01")
    called(scenario)
    on_agenda(scenario, "budget", matter={"kind": "other", "subject": "budget"})
    convened(scenario, 1, "2021-11-15")
    (letter,) = [{"document_id": "letter", "sha256": "a" * 64, "kind": "رسالة"}]
    scenario.registered(letter)
    on_agenda(scenario, "g1", "g2", origin="governor", actor=by("control_authority"), evidence=[letter])
    opened(scenario, "2021-11-15", 13)

    (vote,) = voted(scenario, "budget", 5, 8)

    assert vote.data.outcome == "rejected"
    assert [item.origin for item in scenario.state(SESSION).items] == ["bureau", "governor", "governor"]
    assert scenario.state(SESSION).flags == ("agenda_sent_in_time",)


def test_oujda_spends_a_week_on_one_of_eight_items_and_the_others_are_not_reached() -> None:
    # The week and the counts are not told; the item took 21 hours over a full week.
    items = ["rules", *(f"i{number}" for number in range(2, 9))]
    scenario = in_session(UNTOLD, 12, *items, day="2025-03-17")
    for index, day in enumerate(["2025-03-18", "2025-03-19", "2025-03-20", "2025-03-21"], start=2):
        opened(scenario, day, 12, f"j{index}")
    voted(scenario, "rules", 10, 2, sitting_id="j5")

    ended = scenario.when(SESSION, CloseSession, actor=PRESIDENT, closed_on="2025-03-21")

    assert [event.type for event in ended] == ["SessionClosed", *["ItemNotReached"] * 7]
    statuses = [item.status for item in scenario.state(SESSION).items]
    assert statuses == ["adopted", *["not_reached"] * 7]


def test_imintanoute_reaches_four_of_twelve_items_and_its_next_day_with_12_of_26_is_flagged() -> None:
    # The year of the May session is not told.
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
