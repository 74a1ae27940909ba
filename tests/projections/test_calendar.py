"""The calendar: days as they are known, and the deadlines of the law with what is unconfirmed of them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from domain.rules.rule_sets import rule_set
from domain.workshop.commands import AnnounceWorkshop
from projections.calendar.dated import DEADLINES, KINDS, NAMES
from service.store.log import Log
from tests.domain import programme_journey as j
from tests.domain.commitments import extend, started_commitment
from tests.domain.council import SESSION, called, convened, on_agenda, ready, with_council, without_quorum
from tests.domain.programme_journey import at
from tests.domain.scenario import Scenario, by
from tests.projections.feeding import fed
from tests.projections.following import poured


def calendar(log: Log, given: Scenario) -> dict[str, Any]:
    """The entries by their key, without the stream where there is one of a key."""
    poured(log, given.log)
    rows = fed(log, "calendar")["calendar"]
    return {row["id"]: row | {"document": json.loads(row["document"])} for row in rows}


def days(row: Any) -> tuple[str, str]:
    return str(row["begins"]), str(row["ends"])


def test_a_whole_programme_has_its_days(log: Log) -> None:
    given = at(j.evaluating)

    rows = calendar(log, given)

    commitment = given.state(j.P).commitments[0].commitment_id
    assert {key: days(row) for key, row in rows.items()} == {
        f"commitment:{commitment}#deadline": ("2026-06-30", "2026-06-30"),
        f"commitment:{commitment}#milestone.m1": ("2026-06-30", "2026-06-30"),
        "consultation:q1#opens": ("2025-07-01", "2025-07-01"),
        "consultation:q1#closes": ("2025-07-31", "2025-07-31"),
        "council_session:s1#session.1": ("2025-10-07", "2025-10-07"),
        "council_session:s1#sitting.j1": ("2025-10-07", "2025-10-07"),
        "council_session:s1#agenda_to_governor": ("2025-09-17", "2025-09-17"),
        "council_session:s1#convocation": ("2025-09-27", "2025-09-27"),
        "council_session:s1#transmission": ("2025-10-28", "2025-10-28"),
        "council_session:s1#publication": ("2025-10-17", "2025-10-17"),
        "programme:p1#starts": ("2026-01-01", "2026-01-01"),
        "programme:p1#ends": ("2027-12-31", "2027-12-31"),
        "workshop:w1#workshop": ("2025-03-20", "2025-03-20"),
    }
    assert all("p1" in row["programme_ids"] for row in rows.values())


@pytest.mark.parametrize(
    ("held_on", "begins", "ends"),
    [
        ("2025-03", "2025-03-01", "2025-03-31"),
        ("2025", "2025-01-01", "2025-12-31"),
        ("unknown", "None", "None"),
        ("2025-03-18T23:30:00Z", "2025-03-18", "2025-03-18"),
        ("2025-07-18T23:30:00Z", "2025-07-19", "2025-07-19"),
    ],
)
def test_a_date_known_in_part_stays_so(log: Log, held_on: str, begins: str, ends: str) -> None:
    given = Scenario().at("2024-12-01")
    notice = {"collectivity_id": "c1", "place": "مقر الجماعة", "held_on": held_on, "agenda": j.SLOTS}
    given.when("workshop:w9", AnnounceWorkshop, actor=by("focal_point"), **notice)

    row = calendar(log, given)["workshop:w9#workshop"]

    assert row["document"]["when"] == held_on
    assert days(row) == (begins, ends)


def test_a_session_that_is_only_called_has_its_month(log: Log) -> None:
    given = with_council(15).at("2025-04-10")
    called(given, month="2025-05")

    row = calendar(log, given)["council_session:s1#month"]

    assert (row["document"]["when"], days(row)) == ("2025-05", ("2025-05-01", "2025-05-31"))


def test_a_meeting_without_quorum_opens_a_window_for_the_next(log: Log) -> None:
    given = ready()
    without_quorum(given, "2025-05-06", 5, "j1")

    row = calendar(log, given)["council_session:s1#window.2"]

    # Calendar days or working days: the law's count is unconfirmed, so both readings lie within.
    assert row["document"]["when"] == "2025-05-09/2025-05-13"
    assert days(row) == ("2025-05-09", "2025-05-13")
    assert row["document"]["confirmed"] is False
    assert row["document"]["article"] == "42"


def test_the_third_meeting_is_after_working_days_that_are_confirmed(log: Log) -> None:
    given = ready()
    without_quorum(given, "2025-05-06", 5, "j1")
    convened(given, 2, "2025-05-09")
    without_quorum(given, "2025-05-09", 6, "j2")

    row = calendar(log, given)["council_session:s1#window.3"]

    assert row["document"]["when"] == "2025-05-14/.."
    assert row["document"]["confirmed"] is True


@pytest.mark.parametrize(
    ("reach", "key", "last", "confirmed"),
    [
        (j.objection_window, "objection.c1", "2025-10-16", True),
        (j.under_visa, "visa.c1", "2025-11-02", False),
    ],
)
def test_the_times_of_control_are_told_with_whether_they_are_confirmed(
    log: Log, reach: Any, key: str, last: str, confirmed: bool
) -> None:
    row = calendar(log, at(reach))[f"programme:p1#{key}"]

    assert days(row) == (last, last)
    assert row["document"]["confirmed"] is confirmed
    assert row["document"]["rule_set"] == "ma-commune-2016-1"
    assert row["document"]["received_on"] == "2025-10-13"


def test_a_deadline_that_moved_is_where_it_moved_to(log: Log) -> None:
    given = started_commitment()
    extend(given, "2027-03-31")

    rows = calendar(log, given)

    [row] = [row for row in rows.values() if row["kind"] == "commitment_deadline"]
    assert days(row) == ("2027-03-31", "2027-03-31")
    assert row["document"]["times_moved"] == 1


def test_what_a_session_was_never_convened_for_has_no_deadline(log: Log) -> None:
    given = with_council(15).at("2025-04-10")
    called(given)
    on_agenda(given, "a")

    assert calendar(log, given) == {}
    assert given.state(SESSION).stage == "called"


def test_every_kind_of_entry_and_every_deadline_has_a_name_in_three_languages() -> None:
    assert set(NAMES) == set(KINDS)
    assert all(name.ar and name.fr and name.en for name in (*NAMES.values(), *DEADLINES.values()))
    assert rule_set("ma-commune-2016-1").objection_working_days.confirmed
