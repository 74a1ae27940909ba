"""Corrections are events; state is the fold of what the events are to be read as."""

from datetime import date

import pytest

from domain.kernel.amend import RecordCorrected, amend
from domain.kernel.corrections import AnnulEvents, CorrectRecord
from domain.programme.events import ProgrammeInitiated
from domain.workshop.commands import AnnounceWorkshop, CancelWorkshop, RecordWorkshopHeld
from tests.domain.scenario import Scenario, by

WHY = {"code": "correction_clerical"}


@pytest.fixture
def held() -> Scenario:
    given = Scenario().at("2025-03-10")
    given.when(
        "workshop:w1",
        AnnounceWorkshop,
        actor=by("focal_point"),
        collectivity_id="c1",
        place="المقر",
        held_on="2025-03-18",
        agenda=[{"title": {"ar": "ورشة"}}],
    )
    given.at("2025-03-18")
    given.when(
        "workshop:w1",
        RecordWorkshopHeld,
        actor=by("focal_point"),
        held_on="2025-03-18",
        attendance={"present": 40},
    )
    return given.at("2025-04-01")


def correct(given: Scenario, index: int, **change: object) -> str:
    target = given.log[index].event_id
    [event] = given.when(
        "workshop:w1", CorrectRecord, actor=by("focal_point"), reason=WHY, target=target, **change
    )
    return event.event_id


def test_a_correction_changes_what_is_read_and_not_what_was_recorded(held: Scenario) -> None:
    correct(held, 1, field="attendance", old={"present": 40}, new={"present": 41})

    assert held.state("workshop:w1").attendance.present == 41
    assert held.log[1].data.model_dump()["attendance"]["present"] == 40
    assert held.state("workshop:w1").version == 3


def test_a_correction_of_a_correction_counts(held: Scenario) -> None:
    correct(held, 1, field="attendance", old={"present": 40}, new={"present": 41})

    correct(held, 2, field="new", old={"present": 41}, new={"present": 42})

    assert held.state("workshop:w1").attendance.present == 42


def test_a_correction_of_a_correction_must_fit_the_field_that_it_is_about(held: Scenario) -> None:
    correct(held, 1, field="attendance", old={"present": 40}, new={"present": 41})

    refused = held.refusal(
        "workshop:w1",
        CorrectRecord,
        actor=by("focal_point"),
        reason=WHY,
        target=held.log[2].event_id,
        field="new",
        old={"present": 41},
        new="many",
    )

    assert refused == ["record.new_value_valid"]


def test_of_two_corrections_of_one_field_the_later_counts(held: Scenario) -> None:
    correct(held, 1, field="attendance", old={"present": 40}, new={"present": 41})
    correct(held, 1, field="attendance", old={"present": 41}, new={"present": 43})

    assert held.state("workshop:w1").attendance.present == 43


def test_an_annulled_correction_gives_the_first_value_back(held: Scenario) -> None:
    correction = correct(held, 1, field="attendance", old={"present": 40}, new={"present": 41})

    held.when(
        "workshop:w1",
        AnnulEvents,
        actor=by("focal_point"),
        reason=WHY,
        events=[{"stream": "workshop:w1", "event_id": correction}],
    )

    assert held.state("workshop:w1").attendance.present == 40


def test_the_effective_date_can_be_corrected(
    held: Scenario,
) -> None:
    effective = str(held.log[1].effective_at)

    correct(held, 1, field="effective_at", old=effective, new="2025-03-17")

    assert str(amend(held.log)[1].effective_at) == "2025-03-17"


@pytest.mark.parametrize(
    "identity", ["event_id", "stream", "version", "recorded_at", "actor", "collectivity_id"]
)
def test_an_identity_cannot_be_corrected(held: Scenario, identity: str) -> None:
    refused = held.refusal(
        "workshop:w1",
        CorrectRecord,
        actor=by("focal_point"),
        reason=WHY,
        target=held.log[0].event_id,
        field=identity,
        old="c1",
        new="c2",
    )

    assert refused == ["record.field_correctable"]


def test_a_correction_must_know_the_old_value(held: Scenario) -> None:
    refused = held.refusal(
        "workshop:w1",
        CorrectRecord,
        actor=by("focal_point"),
        reason=WHY,
        target=held.log[1].event_id,
        field="attendance",
        old={"present": 39},
        new={"present": 41},
    )

    assert refused == ["record.old_value_matches"]


def test_a_correction_to_an_impossible_value_is_refused(held: Scenario) -> None:
    refused = held.refusal(
        "workshop:w1",
        CorrectRecord,
        actor=by("focal_point"),
        reason=WHY,
        target=held.log[1].event_id,
        field="attendance",
        old={"present": 40},
        new={"present": 40, "women": 41},
    )

    assert refused == ["record.new_value_valid"]


def initiated() -> Scenario:
    period = {"starts_on": date(2026, 1, 1), "ends_on": date(2027, 12, 31)}
    given = Scenario().at("2025-03-10")
    given.given(
        "programme:p1", ProgrammeInitiated(collectivity_ids=("c1",), title={"ar": "برنامج"}, **period)
    )
    return given


def test_a_day_is_not_corrected_to_an_instant_nor_is_a_correction_of_it() -> None:
    given = initiated()
    change = {"target": given.log[0].event_id, "field": "starts_on", "old": "2026-01-01"}
    instant = {"new": "2026-02-01T00:00:00Z", "actor": by("focal_point"), "reason": WHY}

    refused = given.refusal("programme:p1", CorrectRecord, **change, **instant)
    corrected = given.given("programme:p1", RecordCorrected(new="2026-02-01", **change))
    change |= {"target": corrected.event_id, "field": "new", "old": "2026-02-01"}
    again = given.refusal("programme:p1", CorrectRecord, **change, **instant)

    assert refused == again == ["record.new_value_valid"]


def test_a_correction_that_was_recorded_with_an_instant_for_a_day_stays_readable() -> None:
    given = initiated()
    old = {"target": given.log[0].event_id, "field": "starts_on", "old": "2026-01-01"}

    given.given("programme:p1", RecordCorrected(new="2026-02-01T00:00:00Z", **old))

    assert given.state("programme:p1").starts_on == date(2026, 2, 1)


def test_a_correction_needs_a_reason_and_a_role(held: Scenario) -> None:
    refused = held.refusal(
        "workshop:w1",
        CorrectRecord,
        actor=by("citizen"),
        target=held.log[1].event_id,
        field="attendance",
        old={"present": 40},
        new={"present": 41},
    )

    assert refused == ["record.role", "record.reason_given"]


def test_an_event_recorded_in_error_is_annulled_and_its_effect_is_gone(held: Scenario) -> None:
    held.when(
        "workshop:w1",
        AnnulEvents,
        actor=by("focal_point"),
        reason=WHY,
        events=[{"stream": "workshop:w1", "event_id": held.log[1].event_id}],
    )

    assert held.state("workshop:w1").stage == "announced"
    assert held.types("workshop:w1") == ["WorkshopAnnounced", "WorkshopHeld", "EventAnnulled"]
    held.when("workshop:w1", CancelWorkshop, actor=by("focal_point"), reason=WHY)


def test_what_a_later_event_relies_on_cannot_be_annulled_alone(held: Scenario) -> None:
    held.when(
        "workshop:w1",
        AnnulEvents,
        actor=by("focal_point"),
        reason=WHY,
        events=[{"stream": "workshop:w1", "event_id": held.log[1].event_id}],
    )
    cancelled = held.when("workshop:w1", CancelWorkshop, actor=by("focal_point"), reason=WHY)[0]
    first = {"stream": "workshop:w1", "event_id": held.log[0].event_id}

    refused = held.refusal("workshop:w1", AnnulEvents, actor=by("focal_point"), reason=WHY, events=[first])

    assert refused == ["record.not_first_event"]
    both = [first, {"stream": "workshop:w1", "event_id": cancelled.event_id}]
    held.when("workshop:w1", AnnulEvents, actor=by("focal_point"), reason=WHY, events=both)
    assert held.state("workshop:w1").stage == ""


def test_an_event_is_annulled_once(held: Scenario) -> None:
    events = [{"stream": "workshop:w1", "event_id": held.log[1].event_id}]
    held.when("workshop:w1", AnnulEvents, actor=by("focal_point"), reason=WHY, events=events)

    refused = held.refusal("workshop:w1", AnnulEvents, actor=by("focal_point"), reason=WHY, events=events)

    assert refused == ["record.not_annulled"]


def test_an_event_of_another_record_cannot_be_named(held: Scenario) -> None:
    refused = held.refusal(
        "workshop:w1",
        AnnulEvents,
        actor=by("focal_point"),
        reason=WHY,
        events=[{"stream": "workshop:w1", "event_id": "00000000-0000-4000-8000-000000000000"}],
    )

    assert refused == ["record.target_in_stream"]
