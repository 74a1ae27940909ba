"""Corrections of what a council decided, and reading its events in any order."""

from __future__ import annotations

from datetime import date
from typing import Any

from domain.collectivity.commands import (
    EndCouncilMandate,
    InstallCouncil,
    RecordMemberSeatVacated,
)
from domain.council_session.commands import OpenSitting, RecordMemberArrived, RecordMemberLeft
from domain.council_session.decision_commands import (
    CloseSession,
    OrderRevote,
)
from domain.kernel.amend import amend
from domain.kernel.commands import Command
from domain.kernel.corrections import AnnulEvents, CorrectRecord
from domain.kernel.events import Event
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
    voted,
    with_council,
    without_quorum,
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
    assert scenario.state(SESSION).sitting("j1").members_in_office == 14


def _corrected_seats(scenario: Scenario, old: int, new: int) -> list[Event]:
    target = _of_type(scenario, "CouncilInstalled")
    correction = {"target": target, "field": "seats", "old": old, "new": new}
    return scenario.when(COUNCIL, CorrectRecord, actor=SECRETARY, reason=REASON, **correction)


def _counted(scenario: Scenario) -> tuple[int, ...]:
    """What the sitting and the vote in it say of the members in office."""
    session = scenario.state(SESSION)
    sitting, vote = session.sitting("j1"), session.item("a").votes[0]
    return sitting.members_in_office, sitting.quorum_needed, _read(scenario, vote.event_id).members_in_office


def _read(scenario: Scenario, event_id: str) -> Any:
    """What an event says as it is to be read now."""
    read = amend([event for event in scenario.log if event.stream == SESSION])
    return next(event.data for event in read if event.event_id == event_id)


def test_corrected_seats_are_counted_again_in_every_sitting_and_vote_that_rests_on_them() -> None:
    scenario = in_session(27, 15, "a")
    voted(scenario, "a", 10, 5)
    assert _counted(scenario) == (27, 14, 27)

    recorded = _corrected_seats(scenario, 27, 29)

    assert _counted(scenario) == (29, 15, 29)
    assert {event.type for event in recorded} == {"RecordCorrected"}
    assert {event.stream for event in recorded} == {COUNCIL, SESSION}
    assert {event.reason.code for event in recorded} == {"material_change"}
    opening = next(event for event in scenario.log if event.type == "SittingOpened")
    assert (opening.data.members_in_office, opening.data.quorum_needed) == (27, 14)


def test_a_correction_of_the_seats_that_is_annulled_is_counted_back() -> None:
    scenario = in_session(27, 15, "a")
    voted(scenario, "a", 10, 5)
    wrong = _corrected_seats(scenario, 27, 29)[0]
    annulled = {"events": [{"stream": COUNCIL, "event_id": wrong.event_id}], "reason": REASON}

    scenario.when(COUNCIL, AnnulEvents, actor=SECRETARY, **annulled)

    assert _counted(scenario) == (27, 14, 27)


def test_corrected_seats_are_counted_again_where_a_meeting_found_no_quorum() -> None:
    scenario = ready(27)
    without_quorum(scenario, "2025-05-06", 9, "j1")

    _corrected_seats(scenario, 27, 29)

    attempt = scenario.state(SESSION).sitting("j1")
    assert (attempt.members_in_office, attempt.quorum_needed) == (29, 15)


def test_a_later_sitting_that_corrected_seats_leave_below_the_quorum_is_flagged() -> None:
    scenario = in_session(27, 20, "a")
    opened(scenario, "2025-03-21", 14, "j2")
    assert "quorum_at_later_sitting" not in scenario.state(SESSION).flags

    _corrected_seats(scenario, 27, 29)

    assert "quorum_at_later_sitting" in scenario.state(SESSION).flags


def test_a_corrected_attendance_is_seen_in_the_vote_that_was_held_on_it() -> None:
    scenario = in_session(15, 11, "a")
    (vote,) = voted(scenario, "a", 6, 2)
    correction = {"target": _of_type(scenario, "SittingOpened"), "field": "present", "old": 11, "new": 9}

    scenario.when(SESSION, CorrectRecord, actor=SECRETARY, reason=REASON, **correction)

    assert _read(scenario, vote.event_id).present == 9


def test_seats_are_not_corrected_below_those_who_came_in_during_a_sitting() -> None:
    scenario = in_session(27, 15, "a")
    scenario.when(SESSION, RecordMemberArrived, actor=SECRETARY, sitting_id="j1", members=11)
    target = _of_type(scenario, "CouncilInstalled")
    correction = {"target": target, "field": "seats", "old": 27, "new": 25}

    found = scenario.refusal(COUNCIL, CorrectRecord, actor=SECRETARY, reason=REASON, **correction)

    assert set(found) == {"record.dependants_hold"}
