"""Corrections of what a council decided, and reading its events in any order."""

from domain.council_session.commands import RecordMemberLeft
from domain.council_session.decision_commands import (
    CloseSession,
    OrderRevote,
)
from domain.kernel.corrections import AnnulEvents, CorrectRecord
from tests.domain.council import (
    PRESIDENT,
    SECRETARY,
    SESSION,
    in_session,
    voted,
)
from tests.domain.scenario import Scenario

REASON = {"code": "material_change"}
COMPANY = {"kind": "other", "subject": "company_creation"}


def status(scenario: Scenario, item: str = "a") -> str:
    return str(scenario.state(SESSION).item(item).status)


def test_a_correction_that_would_take_the_quorum_from_under_a_vote_is_refused() -> None:
    scenario = in_session(15, 11, "a")
    voted(scenario, "a", 6, 2)
    opening = next(event for event in scenario.log if event.type == "SittingOpened")
    correction = {
        "actor": SECRETARY,
        "target": opening.event_id,
        "field": "present",
        "reason": REASON,
    }

    seven = scenario.refusal(SESSION, CorrectRecord, **correction, old=11, new=7)
    scenario.when(SESSION, CorrectRecord, **correction, old=11, new=8)

    assert set(seven) == {"record.dependants_hold"}
    assert scenario.state(SESSION).sitting("j1").present == 8


def test_a_correction_of_counts_that_would_turn_the_outcome_is_refused() -> None:
    scenario = in_session(15, 11, "a")
    (vote,) = voted(scenario, "a", 6, 4)
    correction = {
        "actor": SECRETARY,
        "target": vote.event_id,
        "field": "votes_for",
        "reason": REASON,
    }

    assert scenario.refusal(SESSION, CorrectRecord, **correction, old=6, new=3) == ["record.dependants_hold"]
    scenario.when(SESSION, CorrectRecord, **correction, old=6, new=7)
    assert scenario.state(SESSION).item("a").votes[0].votes_for == 7


def test_a_vote_recorded_in_error_is_annulled_and_the_item_can_be_voted_on() -> None:
    scenario = in_session(15, 11, "a")
    (vote,) = voted(scenario, "a", 6, 4)

    scenario.when(
        SESSION,
        AnnulEvents,
        actor=SECRETARY,
        events=[{"stream": SESSION, "event_id": vote.event_id}],
        reason=REASON,
    )

    assert status(scenario) == "pending"
    voted(scenario, "a", 4, 6)


def test_any_prefix_of_a_session_and_any_order_of_its_events_can_be_read() -> None:
    from domain.council_session.decider import DECIDER
    from domain.kernel.amend import fold

    scenario = in_session(15, 11, "a", "b")
    (first,) = voted(scenario, "a", 5, 6)
    scenario.when(SESSION, OrderRevote, actor=PRESIDENT, item_id="a", reason=REASON)
    voted(scenario, "a", 7, 4, supersedes=first.event_id)
    scenario.when(SESSION, RecordMemberLeft, actor=SECRETARY, sitting_id="j1")
    scenario.when(SESSION, CloseSession, actor=PRESIDENT, closed_on="2025-03-20")
    events = [event for event in scenario.log if event.stream == SESSION]

    for count in range(len(events) + 1):
        assert fold(DECIDER, events[:count]).version == count
    assert fold(DECIDER, list(reversed(events))).items
