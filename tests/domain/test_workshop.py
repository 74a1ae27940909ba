"""Workshops: announced, held, cancelled."""

import pytest

from domain.workshop.commands import AnnounceWorkshop, CancelWorkshop, RecordWorkshopHeld
from tests.domain.scenario import Scenario, by

AGENDA = [{"starts_at": "10:30", "ends_at": "10:45", "title": {"ar": "استقبال"}}]


@pytest.fixture
def announced() -> Scenario:
    given = Scenario().at("2025-03-10")
    given.when(
        "workshop:w1",
        AnnounceWorkshop,
        actor=by("focal_point"),
        collectivity_id="c1",
        place="مقر الجماعة",
        held_on="2025-03-18",
        agenda=AGENDA,
    )
    return given


def test_a_workshop_is_held_on_its_day_with_attendance_counts(announced: Scenario) -> None:
    announced.at("2025-03-18")

    announced.when(
        "workshop:w1",
        RecordWorkshopHeld,
        actor=by("focal_point"),
        held_on="2025-03-18",
        attendance={"present": 40, "women": 18},
    )

    assert announced.types("workshop:w1") == ["WorkshopAnnounced", "WorkshopHeld"]
    assert announced.state("workshop:w1").attendance.women == 18


def test_a_workshop_cannot_be_held_before_its_day(announced: Scenario) -> None:
    refused = announced.refusal(
        "workshop:w1",
        RecordWorkshopHeld,
        actor=by("focal_point"),
        held_on="2025-03-18",
        attendance={"present": 40},
    )

    assert refused == ["workshop.has_begun"]


def test_a_cancellation_needs_a_reason(announced: Scenario) -> None:
    refused = announced.refusal("workshop:w1", CancelWorkshop, actor=by("focal_point"))

    assert refused == ["record.reason_given"]


def test_a_citizen_cannot_announce_a_workshop() -> None:
    refused = Scenario().refusal(
        "workshop:w2",
        AnnounceWorkshop,
        actor=by("citizen"),
        collectivity_id="c1",
        place="مقر الجماعة",
        held_on="2025-03-18",
        agenda=AGENDA,
    )

    assert refused == ["record.role"]
