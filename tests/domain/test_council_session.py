"""Council sessions: called, closed, with their minutes."""

import pytest

from domain.council_session.commands import (
    CallSession,
)
from domain.council_session.decision_commands import (
    CloseSession,
    DrawUpMinutes,
    SignMinutes,
)
from domain.council_session.findings import FLAGS
from tests.domain.council import (
    PRESIDENT,
    SECRETARY,
    SESSION,
    called,
    convened,
    in_session,
    on_agenda,
    refused,
    with_council,
)
from tests.domain.scenario import Scenario

MINUTES = {"document_id": "minutes-1", "sha256": "c" * 64, "kind": "محضر"}


def test_an_ordinary_session_outside_the_months_of_the_law_is_refused() -> None:
    scenario = with_council(15).at("2025-02-20")

    found = refused(scenario, CallSession, collectivity_id="c1", session_kind="ordinary", month="2025-03")

    assert found == ["month_of_law"]


def test_the_months_of_a_region_are_unconfirmed_and_only_flagged() -> None:
    scenario = with_council(33, kind="region").at("2025-05-20")

    (event,) = called(scenario, month="2025-06")

    assert event.data.flags == ("month_of_law",)
    assert event.rule_set == "ma-region-2016-1"


def test_an_ordinary_session_has_a_month_and_only_one_is_held_in_it() -> None:
    scenario = with_council(15).at("2025-04-20")

    without = refused(scenario, CallSession, collectivity_id="c1", session_kind="ordinary")
    called(scenario, month="2025-05")
    again = scenario.refusal(
        "council_session:s2",
        CallSession,
        actor=PRESIDENT,
        collectivity_id="c1",
        session_kind="ordinary",
        month="2025-05",
    )

    assert without == ["ordinary_has_month"]
    assert again == ["council_session.one_ordinary_session"]


def test_an_ordinary_session_is_not_held_on_request() -> None:
    scenario = with_council(15).at("2025-04-20")

    found = refused(
        scenario,
        CallSession,
        collectivity_id="c1",
        session_kind="ordinary",
        month="2025-05",
        requested_by="governor",
    )

    assert found == ["ordinary_by_president"]


@pytest.mark.parametrize(("requesters", "unmet"), [(7, ["asked_by_absolute_majority"]), (8, [])])
def test_eight_of_fifteen_are_an_absolute_majority_that_can_demand_a_session(
    requesters: int, unmet: list[str]
) -> None:
    scenario = with_council(15).at("2025-03-01")
    asked = {"requested_by": "absolute_majority", "requesters": requesters, "requested_on": "2025-02-28"}

    if unmet:
        extraordinary = {"collectivity_id": "c1", "session_kind": "extraordinary"}
        assert refused(scenario, CallSession, **extraordinary, **asked) == unmet
    else:
        called(scenario, **asked)
        on_agenda(scenario, "a")
        (convocation,) = convened(scenario, 1, "2025-03-20")
        assert "held_in_time_after_request" in convocation.data.flags


def test_a_request_by_less_than_a_third_is_flagged_since_the_share_is_unconfirmed() -> None:
    scenario = with_council(15).at("2025-03-01")

    (four,) = called(scenario, requested_by="third_of_members", requesters=4)
    (five,) = called(scenario, "council_session:s2", requested_by="third_of_members", requesters=5)

    assert four.data.flags == ("asked_by_third",)
    assert five.data.flags == ()


def test_a_session_needs_a_registered_collectivity_with_a_council_in_office() -> None:
    scenario = Scenario().at("2025-03-01")

    found = refused(scenario, CallSession, collectivity_id="c9", session_kind="extraordinary")

    assert found == ["collectivity_registered", "council_in_office"]


def test_a_session_before_the_law_is_refused_for_want_of_known_rules() -> None:
    scenario = with_council(15, since="2009-06-12").at("2009-10-01")

    found = scenario.refusal(
        SESSION,
        CallSession,
        actor=PRESIDENT,
        collectivity_id="c1",
        session_kind="ordinary",
        month="2009-10",
    )

    assert found == ["rules.rule_set_known"]


def test_a_session_does_not_end_before_its_last_sitting_or_after_today() -> None:
    scenario = in_session(15, 9, "a")

    assert refused(scenario, CloseSession, closed_on="2025-03-19") == ["closed_after_sittings"]
    assert refused(scenario, CloseSession, closed_on="2025-03-21") == ["record.has_happened"]


def test_minutes_are_drawn_up_after_a_meeting_and_signed_once_drawn_up() -> None:
    scenario = in_session(15, 9, "a")
    scenario.registered(MINUTES)
    drawn = {"actor": SECRETARY, "minutes": MINUTES}

    unsigned = refused(scenario, SignMinutes, signed_on="2025-03-20")
    early = refused(scenario, DrawUpMinutes, drawn_up_on="2025-03-19", **drawn)
    scenario.when(SESSION, DrawUpMinutes, drawn_up_on="2025-03-20", **drawn)
    (signed,) = scenario.when(
        SESSION, SignMinutes, actor=SECRETARY, signed_on="2025-03-20", signed_by=["secretary"]
    )
    again = refused(scenario, DrawUpMinutes, drawn_up_on="2025-03-20", **drawn)

    assert unsigned == ["minutes_drawn_up"]
    assert early == ["minutes_after_sitting"]
    assert signed.data.flags == ("signed_by_both",)
    assert again == ["minutes_not_signed"]
    assert scenario.state(SESSION).minutes.sha256 == "c" * 64


def test_minutes_signed_by_both_carry_no_flag() -> None:
    scenario = in_session(15, 9, "a")
    scenario.registered(MINUTES)
    scenario.when(SESSION, DrawUpMinutes, actor=SECRETARY, drawn_up_on="2025-03-20", minutes=MINUTES)

    (signed,) = scenario.when(SESSION, SignMinutes, actor=PRESIDENT, signed_on="2025-03-20")

    assert signed.data.flags == ()


def test_every_flag_says_itself_in_three_languages() -> None:
    assert all(sentence.ar and sentence.fr and sentence.en for sentence in FLAGS.values())


def test_minutes_that_both_have_signed_are_not_signed_again() -> None:
    scenario = in_session(15, 12, "a")
    scenario.registered(MINUTES)
    scenario.when(SESSION, DrawUpMinutes, actor=SECRETARY, drawn_up_on="2025-03-20", minutes=MINUTES)
    first = scenario.when(
        SESSION, SignMinutes, actor=PRESIDENT, signed_on="2025-03-20", signed_by=["president"]
    )
    again = {"signed_on": "2025-03-20", "signed_by": ["president"]}
    assert refused(scenario, SignMinutes, **again) == ["signed_once"]
    assert not scenario.steps(SESSION)["sign-minutes"].unmet

    second = scenario.when(
        SESSION, SignMinutes, actor=SECRETARY, signed_on="2025-03-20", signed_by=["secretary"]
    )

    assert (first[0].data.flags, second[0].data.flags) == (("signed_by_both",), ())
    assert refused(scenario, SignMinutes, signed_on="2025-03-20") == ["signature_missing"]
    assert scenario.steps(SESSION)["sign-minutes"].unmet
