"""Workshops: announced, held, cancelled."""

import pytest
from pydantic import ValidationError

from domain.workshop.commands import (
    AnnounceWorkshop,
    CancelWorkshop,
    PublishWorkshopReport,
    RecordWorkshopHeld,
    RescheduleWorkshop,
)
from domain.workshop.values import Attendance
from tests.domain.public_words import collecting
from tests.domain.scenario import Scenario, by

AGENDA = [{"starts_at": "10:30", "ends_at": "10:45", "title": {"ar": "استقبال"}}]
NOTICE = {"collectivity_id": "c1", "place": "مقر الجماعة", "held_on": "2025-03-18", "agenda": AGENDA}


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

    assert refused == ["record.has_happened"]


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


@pytest.mark.parametrize(("held_on", "met"), [("2025-03-18", True), ("2025-03-19", False), ("unknown", True)])
def test_a_weekday_agrees_with_the_day_where_the_day_is_known(held_on: str, met: bool) -> None:
    notice = NOTICE | {"weekday": "tuesday", "held_on": held_on}
    given = Scenario().at("2025-03-10")

    if met:
        given.when("workshop:w2", AnnounceWorkshop, actor=by("focal_point"), **notice)
    else:
        refused = given.refusal("workshop:w2", AnnounceWorkshop, actor=by("focal_point"), **notice)
        assert refused == ["workshop.weekday_agrees"]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"programme_id": "p9"}, ["record.named_exists"]),
        ({"programme_id": "p1", "collectivity_id": "c2"}, ["workshop.collectivity_bound"]),
    ],
)
def test_a_workshop_prepares_a_programme_of_its_collectivity(
    more: dict[str, str], expected: list[str]
) -> None:
    refused = collecting().refusal(
        "workshop:w2", AnnounceWorkshop, actor=by("focal_point"), **(NOTICE | more)
    )

    assert refused == expected


def test_a_workshop_appears_in_the_history_of_its_programme() -> None:
    given = collecting()

    given.when("workshop:w2", AnnounceWorkshop, actor=by("focal_point"), **(NOTICE | {"programme_id": "p1"}))

    assert given.log[-1].concerns == ("workshop:w2", "collectivity:c1", "programme:p1")


def test_a_workshop_is_moved_to_another_day_for_a_reason(announced: Scenario) -> None:
    moved = {"place": "دار الثقافة", "held_on": "2025-03-25", "weekday": "tuesday", "starts_at": "10:30"}

    announced.when(
        "workshop:w1",
        RescheduleWorkshop,
        actor=by("focal_point"),
        reason={"code": "force_majeure"},
        **moved,
    )

    workshop = announced.state("workshop:w1")
    assert (workshop.status, str(workshop.held_on), workshop.place) == (
        "announced",
        "2025-03-25",
        "دار الثقافة",
    )


def test_the_report_of_a_workshop_is_a_document(announced: Scenario) -> None:
    announced.at("2025-03-18").when(
        "workshop:w1",
        RecordWorkshopHeld,
        actor=by("focal_point"),
        held_on="2025-03-18",
        attendance={"present": 40},
    )
    report = {"document_id": "d1", "sha256": "a" * 64, "kind": "report"}
    findings = {"findings": {"ar": "أربعون فكرة"}}

    bare = announced.refusal("workshop:w1", PublishWorkshopReport, actor=by("focal_point"), **findings)
    announced.registered(report).when(
        "workshop:w1", PublishWorkshopReport, actor=by("focal_point"), evidence=[report], **findings
    )

    assert bare == ["workshop.report_attached"]
    assert announced.state("workshop:w1").report.ar == "أربعون فكرة"


def test_a_cancelled_workshop_is_neither_held_nor_moved(announced: Scenario) -> None:
    announced.when("workshop:w1", CancelWorkshop, actor=by("focal_point"), reason={"code": "force_majeure"})

    refused = announced.refusal(
        "workshop:w1",
        RecordWorkshopHeld,
        actor=by("focal_point"),
        held_on="2025-03-10",
        attendance={"present": 1},
    )

    assert refused == ["record.stage"]


def test_attendance_breakdowns_do_not_exceed_the_total() -> None:
    with pytest.raises(ValidationError, match="women, expected 3, found 4"):
        Attendance(present=3, women=4)


def test_recording_that_it_was_held_waits_for_its_day(announced: Scenario) -> None:
    def missing() -> list[str]:
        step = announced.steps("workshop:w1")["record-workshop-held"]
        return [check.sentence("fr") for check in step.unmet]

    before = missing()
    announced.at("2025-03-18")

    assert before == ["Le jour de l'atelier n'est pas encore venu : 18 mars 2025."]
    assert missing() == []
