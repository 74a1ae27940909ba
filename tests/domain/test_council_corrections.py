"""Corrections of what a council decided, and reading its events in any order."""

from __future__ import annotations

from datetime import date
from typing import Any

from domain.collectivity.commands import (
    EndCouncilMandate,
    InstallCouncil,
    RecordMemberSeatVacated,
)
from domain.council_session.commands import OpenSitting, RecordMemberLeft
from domain.council_session.decision_commands import (
    CloseSession,
    OrderRevote,
)
from domain.kernel.commands import Command
from domain.kernel.corrections import AnnulEvents, CorrectRecord
from tests.domain.council import (
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
)
from tests.domain.scenario import Scenario

COUNCIL = "collectivity:c1"
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


def _in_session_with(seats: int, present: int, *changes: tuple[type[Command], dict[str, Any]]) -> Scenario:
    """A session opened by so many, after these changes of the council of so many seats."""
    scenario = with_council(seats)
    scenario.at("2025-02-01")
    for command, fields in changes:
        scenario.when(COUNCIL, command, actor=SECRETARY, **fields)
    scenario.at("2025-03-01")
    called(scenario)
    on_agenda(scenario, "a")
    convened(scenario, 1, "2025-03-20")
    opened(scenario, "2025-03-20", present)
    return scenario


def _of_type(scenario: Scenario, kind: str) -> str:
    return next(event.event_id for event in scenario.log if event.type == kind)


VACATED = (RecordMemberSeatVacated, {"vacated_on": "2025-02-01", "cause": "resignation"})


def test_an_earlier_vacancy_cannot_be_annulled_from_under_a_quorum_that_counted_it() -> None:
    scenario = _in_session_with(15, 7, VACATED, VACATED)
    first = _of_type(scenario, "MemberSeatVacated")
    annulled = {"events": [{"stream": COUNCIL, "event_id": first}], "reason": REASON}

    assert "record.dependants_hold" in scenario.refusal(COUNCIL, AnnulEvents, actor=SECRETARY, **annulled)
    assert scenario.state(COUNCIL).members_in_office(date(2025, 3, 20)) == 13


def test_the_end_of_a_mandate_cannot_be_corrected_from_under_a_sitting_entered_late() -> None:
    scenario = with_council(15)
    scenario.at("2025-04-01")
    scenario.when(COUNCIL, EndCouncilMandate, actor=SECRETARY, ended_on="2025-04-01", reason=REASON)
    council = {"mandate_id": "m2", "starts_on": "2025-04-01", "seats": 15}
    scenario.when(COUNCIL, InstallCouncil, actor=PRESIDENT, **council)
    called(scenario, requested_on="2025-03-01")
    on_agenda(scenario, "a")
    convened(scenario, 1, "2025-03-20", issued_on="2025-03-10")
    late = {"actor": PRESIDENT, "sitting_id": "j1", "held_on": "2025-03-20", "present": 11}
    scenario.when(SESSION, OpenSitting, **late)
    correction = {"field": "ended_on", "old": "2025-04-01", "new": "2025-03-20"}
    correction["target"] = _of_type(scenario, "CouncilMandateEnded")

    found = scenario.refusal(COUNCIL, CorrectRecord, actor=SECRETARY, reason=REASON, **correction)

    assert set(found) == {"record.dependants_hold"}


def test_a_vacancy_that_no_quorum_needed_can_be_annulled() -> None:
    scenario = _in_session_with(15, 11, VACATED, VACATED)
    first = _of_type(scenario, "MemberSeatVacated")
    annulled = {"events": [{"stream": COUNCIL, "event_id": first}], "reason": REASON}

    scenario.when(COUNCIL, AnnulEvents, actor=SECRETARY, **annulled)

    assert scenario.state(COUNCIL).members_in_office(date(2025, 3, 20)) == 14
