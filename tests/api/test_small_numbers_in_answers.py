"""What older events hold of a few people is in no answer but their own signed bytes."""

from __future__ import annotations

import pytest

from domain.kernel.amend import RecordCorrected
from domain.kernel.dates import PartialDate
from domain.workshop.commands import AnnounceWorkshop
from domain.workshop.events import WorkshopHeld
from domain.workshop.values import Attendance
from service.store.log import Log
from tests.api.reading import read, reading
from tests.domain.scenario import Scenario, by
from tests.projections.following import poured

SMALL, SMALLER = {"present": 40, "women": 4}, {"present": 41, "women": 3}


def older() -> Scenario:
    """A workshop held, and corrected, before small numbers were kept out of events."""
    given = Scenario()
    notice = {"collectivity_id": "c1", "place": "مقر الجماعة", "held_on": "2025-03-18"}
    agenda = [{"title": {"ar": "استقبال"}}]
    given.when("workshop:w1", AnnounceWorkshop, actor=by("focal_point"), **notice, agenda=agenda)
    attendance = Attendance.model_validate(SMALL)
    held = given.given(
        "workshop:w1", WorkshopHeld(held_on=PartialDate("2025-03-18"), attendance=attendance), "focal_point"
    )
    told = RecordCorrected(target=held.event_id, field="attendance", old=SMALL, new=SMALLER)
    given.given("workshop:w1", told, "focal_point", relies_on=(held.event_id,))
    return given


@pytest.mark.parametrize(
    ("path", "parameters"),
    [
        ("workshops/w1", {}),
        ("workshops", {}),
        ("workshops/w1", {"as_of_position": 2}),
        ("workshops/w1/history", {}),
        ("workshops/w1/history", {"format": "csv"}),
        ("workshops/w1/history", {"format": "jsonl"}),
        ("workshops/w1/diff", {"from": "version:2", "to": "version:3"}),
    ],
)
def test_no_answer_tells_a_number_that_an_older_event_holds_of_a_few_people(
    log: Log, path: str, parameters: dict[str, str]
) -> None:
    poured(log, older().log)

    with reading(log) as client:
        read(client, "workshops", after_position=log.head())
        answer = client.get(f"/api/v1/{path}", params=parameters)

    assert answer.status_code == 200
    plain = answer.text.replace('""', '"').replace(" ", "")
    assert "41" in plain or "40" in plain
    for told in ('"women":4', '"women":3', "women:4", "women:3", "femmes:4", "femmes:3"):
        assert told not in plain
