"""What was true on a day, by what is known: late entries, corrections, partial dates, midnights, Ramadan."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.kernel.amend import fold
from domain.kernel.corrections import AnnulEvents, CorrectRecord
from domain.kernel.dates import start_of_day
from domain.kernel.two_times import Truth, effect, end_of_day, true_on
from domain.kernel.values import Actor
from domain.workshop.commands import AnnounceWorkshop, CancelWorkshop, RecordWorkshopHeld
from domain.workshop.decider import DECIDER
from domain.workshop.state import WorkshopState
from tests.domain.scenario import Scenario, by

W = "workshop:w1"
STAFF: Actor = by("focal_point")
WHY = {"code": "correction_clerical"}


def announced(at: str = "2025-03-01", **fields: object) -> Scenario:
    given = Scenario().at(at)
    agenda = [{"title": {"ar": "ورشة"}}]
    announcement = {"collectivity_id": "c1", "place": "المقر", "held_on": "2025-03-18", "agenda": agenda}
    given.when(W, AnnounceWorkshop, actor=STAFF, **announcement | fields)
    return given


def held_and_entered_late() -> Scenario:
    """Held on 18 March, entered on 1 April, its attendance corrected on 1 May."""
    given = announced().at("2025-04-01")
    held = {"held_on": "2025-03-18", "attendance": {"present": 40}, "effective_at": "2025-03-18"}
    given.when(W, RecordWorkshopHeld, actor=STAFF, **held)
    given.at("2025-05-01")
    change = {"field": "attendance", "old": {"present": 40}, "new": {"present": 41}}
    given.when(W, CorrectRecord, actor=STAFF, reason=WHY, target=given.log[1].event_id, **change)
    return given


def on(given: Scenario, day: str, known: int | None = None) -> Truth[WorkshopState]:
    return true_on(DECIDER, given.log, date.fromisoformat(day), known)


def told(truth: Truth[WorkshopState]) -> tuple[str, int | None]:
    attendance = truth.state.attendance
    return truth.state.stage, attendance.present if attendance else None


@pytest.mark.parametrize(
    ("known", "day", "expected"),
    [
        pytest.param(1, "2025-03-31", ("announced", None), id="before the late entry nobody knew"),
        pytest.param(2, "2025-03-31", ("held", 40), id="the late entry tells what was true before it"),
        pytest.param(2, "2025-03-17", ("announced", None), id="on the day before, it was not true"),
        pytest.param(2, "2025-03-18", ("held", 40), id="on the day itself, it was"),
        pytest.param(3, "2025-03-18", ("held", 41), id="the correction tells better of the same day"),
        pytest.param(None, "2025-03-18", ("held", 41), id="everything known is what is known now"),
        pytest.param(3, "2025-03-17", ("announced", None), id="a correction is no fact of its own day"),
        pytest.param(3, "2025-02-28", ("", None), id="before anything happened there is nothing"),
    ],
)
def test_what_was_true_depends_on_the_day_and_on_what_is_known(
    known: int | None, day: str, expected: tuple[str, int | None]
) -> None:
    truth = on(held_and_entered_late(), day, known)

    assert told(truth) == expected
    assert truth.uncertain == ()


def test_what_was_known_of_the_past_is_not_changed_by_a_correction() -> None:
    given = held_and_entered_late()

    before, after = fold(DECIDER, given.log[:2]), fold(DECIDER, given.log)

    assert (before.attendance.present, after.attendance.present) == (40, 41)  # type: ignore[union-attr]


def test_a_corrected_day_of_effect_moves_the_fact() -> None:
    given = held_and_entered_late()
    change = {"field": "effective_at", "old": "2025-03-18", "new": "2025-03-20"}
    given.when(W, CorrectRecord, actor=STAFF, reason=WHY, target=given.log[1].event_id, **change)

    assert told(on(given, "2025-03-18", 3)) == ("held", 41)
    assert told(on(given, "2025-03-18")) == ("announced", None)
    assert told(on(given, "2025-03-20")) == ("held", 41)


def test_an_annulled_fact_was_never_true() -> None:
    given = held_and_entered_late()
    annulled = [{"stream": W, "event_id": given.log[1].event_id}]
    given.when(W, AnnulEvents, actor=STAFF, reason=WHY, events=annulled)

    assert told(on(given, "2025-04-30", 3)) == ("held", 41)
    assert told(on(given, "2025-04-30")) == ("announced", None)


@pytest.mark.parametrize(
    ("effective_at", "day", "stage", "uncertain"),
    [
        ("2025-03", "2025-02-28", "announced", False),
        ("2025-03", "2025-03-01", "announced", True),
        ("2025-03", "2025-03-30", "announced", True),
        ("2025-03", "2025-03-31", "held", False),
        ("2025", "2025-03-31", "announced", True),
        ("2025", "2025-05-19", "announced", True),
        ("2025", "2025-05-20", "held", False),
        ("unknown", "2025-03-18", "announced", True),
        ("unknown", "2025-05-19", "announced", True),
        ("unknown", "2025-05-20", "held", False),
        ("2025-03-18", "2025-03-17", "announced", False),
        ("2025-03-18", "2025-03-18", "held", False),
        ("2025-03-18T22:59:59Z", "2025-03-18", "held", False),
    ],
)
def test_a_partial_date_is_uncertain_while_the_day_lies_within_it(
    effective_at: str, day: str, stage: str, uncertain: bool
) -> None:
    given = announced("2025-01-10").at("2025-05-20")
    held = {"held_on": "2025-03-18", "attendance": {"present": 40}, "effective_at": effective_at}
    given.when(W, RecordWorkshopHeld, actor=STAFF, **held)

    truth = on(given, day)

    assert truth.state.stage == stage
    assert [event.type for event in truth.uncertain] == (["WorkshopHeld"] if uncertain else [])


def test_no_fact_took_effect_after_it_was_recorded_however_wide_its_date_is() -> None:
    given = announced("2025-03-10T09:00:00Z", effective_at="2025-03")

    start, end = effect(given.log[0])

    assert start is not None
    assert end > given.log[0].recorded_at >= start
    assert told(on(given, "2025-03-10")) == ("announced", None)


def test_facts_of_one_day_keep_the_order_in_which_they_were_recorded() -> None:
    given = announced("2025-03-10T09:00:00Z", effective_at="2025-03-10").at("2025-03-10T15:00:00Z")
    given.when(W, CancelWorkshop, actor=STAFF, reason={"code": "force_majeure"})

    assert told(on(given, "2025-03-10")) == ("cancelled", None)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        pytest.param("2025-01-31T22:59:59.999999Z", "2025-01-31", id="just before midnight at UTC+1"),
        pytest.param("2025-01-31T23:00:00Z", "2025-02-01", id="midnight at UTC+1"),
        pytest.param("2025-03-05T23:30:00Z", "2025-03-05", id="in Ramadan midnight is that of UTC"),
        pytest.param("2025-03-06T00:00:00Z", "2025-03-06", id="midnight in Ramadan"),
        pytest.param("2025-02-22T23:30:00Z", "2025-02-23", id="before the clocks go back for Ramadan"),
        pytest.param("2025-02-23T23:30:00Z", "2025-02-23", id="on the day they go back, an hour longer"),
        pytest.param("2025-04-06T22:59:59Z", "2025-04-06", id="on the day they go forward, an hour shorter"),
        pytest.param("2025-04-06T23:00:00Z", "2025-04-07", id="after Ramadan midnight is at UTC+1 again"),
        pytest.param("2024-02-28T23:00:00Z", "2024-02-29", id="a leap day begins"),
        pytest.param("2024-02-29T22:59:59Z", "2024-02-29", id="a leap day ends"),
        pytest.param("2024-02-29T23:00:00Z", "2024-03-01", id="and March begins"),
    ],
)
def test_an_instant_is_of_the_day_that_it_falls_on_in_casablanca(instant: str, day: str) -> None:
    given = announced("2025-06-01", effective_at=instant, held_on="2025-06-18")
    found = date.fromisoformat(day)

    assert told(true_on(DECIDER, given.log, found)) == ("announced", None)
    assert told(true_on(DECIDER, given.log, date.fromordinal(found.toordinal() - 1))) == ("", None)


def test_a_whole_leap_february_has_ended_with_its_last_day() -> None:
    given = announced("2025-06-01", effective_at="2024-02", held_on="2025-06-18")

    assert [event.type for event in on(given, "2024-02-28").uncertain] == ["WorkshopAnnounced"]
    assert told(on(given, "2024-02-29")) == ("announced", None)


def test_a_fact_cannot_take_effect_after_it_is_recorded() -> None:
    given = announced()
    cancel = {"actor": STAFF, "reason": {"code": "force_majeure"}}

    assert given.refusal(W, CancelWorkshop, **cancel, effective_at="2025-03-02") == ["record.not_in_future"]
    assert given.refusal(W, CancelWorkshop, **cancel, effective_at="2025-04") == ["record.not_in_future"]
    given.when(W, CancelWorkshop, **cancel, effective_at="2025-03")


def test_no_correction_lets_a_fact_take_effect_after_it_was_recorded() -> None:
    given = held_and_entered_late()
    target = given.log[1].event_id
    change = {"field": "effective_at", "old": "2025-03-18"}

    refused = given.refusal(
        W, CorrectRecord, actor=STAFF, reason=WHY, target=target, **change, new="2025-04-02"
    )

    assert refused == ["record.not_in_future"]
    given.when(W, CorrectRecord, actor=STAFF, reason=WHY, target=target, **change, new="2025-03-19")
    correction = given.log[-1].event_id
    again = {"field": "new", "old": "2025-03-19", "new": "2025-04-02"}
    assert given.refusal(W, CorrectRecord, actor=STAFF, reason=WHY, target=correction, **again) == [
        "record.not_in_future"
    ]


def test_a_correction_itself_cannot_take_effect_in_the_future() -> None:
    given = held_and_entered_late()
    change = {"field": "attendance", "old": {"present": 41}, "new": {"present": 42}}
    later = {"effective_at": "2025-05-02"}

    refused = given.refusal(
        W, CorrectRecord, actor=STAFF, reason=WHY, target=given.log[1].event_id, **change, **later
    )

    assert refused == ["record.not_in_future"]


def test_the_last_day_that_there_is_ends_a_day_after_it_began() -> None:
    assert end_of_day(date.max) - start_of_day(date.max) == timedelta(days=1)
    assert end_of_day(date(9999, 12, 30)) == start_of_day(date.max)
