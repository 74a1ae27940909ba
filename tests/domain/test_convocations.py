"""Convocations: notice, windows, attempts."""

from datetime import date
from typing import Any

import pytest

from domain.council_session.commands import (
    IssueConvocation,
)
from domain.council_session.convening import next_window
from domain.council_session.findings import FLAGS
from domain.rules.rule_sets import Provision, rule_set
from tests.domain.council import (
    HALL,
    PRESIDENT,
    SESSION,
    called,
    convened,
    on_agenda,
    ready,
    refused,
    with_council,
    without_quorum,
)

MINUTES = {"document_id": "minutes-1", "sha256": "c" * 64, "kind": "محضر"}


def test_members_are_not_convened_for_an_empty_agenda() -> None:
    scenario = with_council(15).at("2025-04-10")
    called(scenario)

    found = refused(
        scenario, IssueConvocation, attempt=1, issued_on="2025-04-10", held_on="2025-04-25", **HALL
    )

    assert found == ["agenda_has_items"]
    assert [check.guard.code for check in scenario.steps(SESSION)["issue-convocation"].unmet] == [
        "council_session.agenda_has_items"
    ]


def test_a_convocation_in_time_with_the_agenda_sent_carries_no_flag() -> None:
    assert ready().state(SESSION).flags == ()


def test_short_notice_and_an_agenda_not_sent_are_flagged_since_their_days_are_unconfirmed() -> None:
    scenario = with_council(15).at("2025-05-05")
    called(scenario, month="2025-05")
    on_agenda(scenario, "a")

    (issued,) = convened(scenario, 1, "2025-05-09")

    assert issued.data.flags == ("opens_in_first_week", "convocation_notice", "agenda_sent_in_time")
    assert set(issued.data.flags) <= FLAGS.keys()


def test_an_ordinary_session_is_not_convened_for_another_month() -> None:
    scenario = with_council(15).at("2025-04-10")
    called(scenario, month="2025-05")
    on_agenda(scenario, "a")

    found = refused(
        scenario, IssueConvocation, attempt=1, issued_on="2025-04-10", held_on="2025-06-02", **HALL
    )

    assert found == ["within_its_month"]


def test_a_convocation_precedes_its_meeting_and_its_timetable_follows_it() -> None:
    scenario = with_council(15).at("2025-04-10")
    called(scenario)
    on_agenda(scenario, "a")

    found = refused(
        scenario,
        IssueConvocation,
        attempt=2,
        issued_on="2025-04-10",
        held_on="2025-04-09",
        timetable=[{"held_on": "2025-04-08"}],
        **HALL,
    )

    assert found == ["attempt_in_order", "issued_before_meeting", "timetable_in_order"]


@pytest.mark.parametrize(
    ("second", "flags"),
    [
        ("2025-05-08", None),
        ("2025-05-09", ()),
        ("2025-05-11", ()),
        ("2025-05-13", ("second_day_count",)),
        ("2025-05-14", None),
        ("2025-09-30", None),
    ],
)
def test_a_second_meeting_outside_the_window_however_days_are_counted_is_refused(
    second: str, flags: tuple[str, ...] | None
) -> None:
    scenario = ready()
    without_quorum(scenario, "2025-05-06", 7, "j1")
    given = {"attempt": 2, "issued_on": "2025-05-06", "held_on": second} | HALL

    if flags is None:
        assert refused(scenario, IssueConvocation, **given) == ["second_within_window"]
    else:
        (issued,) = scenario.when(SESSION, IssueConvocation, actor=PRESIDENT, **given)
        assert issued.data.flags == flags


def test_once_the_day_count_is_confirmed_only_that_count_opens_the_window() -> None:
    law = rule_set("ma-commune-2016-1")
    confirmed = law.convocation_day_count.model_copy(update={"confirmed": True})
    calendar = law.model_copy(update={"convocation_day_count": confirmed})
    working = law.model_copy(
        update={
            "convocation_day_count": Provision[Any](value="working", source=confirmed.source, confirmed=True)
        }
    )
    tuesday = date(2025, 5, 6)

    assert next_window(law, 1, tuesday) == (date(2025, 5, 9), date(2025, 5, 13))
    assert next_window(calendar, 1, tuesday) == (date(2025, 5, 9), date(2025, 5, 11))
    assert next_window(working, 1, tuesday) == (date(2025, 5, 9), date(2025, 5, 13))
    assert next_window(law, 3, tuesday) is None


def test_a_convocation_without_a_number_is_the_next_attempt() -> None:
    scenario = ready()
    without_quorum(scenario, "2025-05-06", 7, "j1")
    fields = HALL | {"issued_on": "2025-05-06", "held_on": "2025-05-09"}
    assert refused(scenario, IssueConvocation, attempt=1, **fields) == ["attempt_in_order"]

    (issued,) = scenario.when(SESSION, IssueConvocation, actor=PRESIDENT, **fields)

    assert issued.data.attempt == 2
