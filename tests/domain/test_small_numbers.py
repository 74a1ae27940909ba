"""A number that tells of a few people enters no event; older events that hold one do not show it."""

from __future__ import annotations

from typing import Any

import pytest

from domain.kernel.corrections import CorrectRecord
from domain.kernel.dates import PartialDate
from domain.rules.personal_data import personal_data_rules
from domain.workshop.commands import AnnounceWorkshop, RecordWorkshopHeld
from domain.workshop.events import WorkshopHeld
from domain.workshop.values import Attendance, protected_wire
from projections.sentences import sentences
from tests.domain.scenario import Scenario, by
from tests.languages import LANGUAGES

FOCAL = by("focal_point")
SLOTS = [{"title": {"ar": "استقبال"}}]
CLERICAL = {"code": "correction_clerical"}
LEAST = personal_data_rules().smallest_cell.value


def announced() -> Scenario:
    given = Scenario()
    notice = {"collectivity_id": "c1", "place": "مقر الجماعة", "held_on": "2025-03-18", "agenda": SLOTS}
    given.when("workshop:w1", AnnounceWorkshop, actor=FOCAL, **notice)
    return given


def held(attendance: dict[str, Any]) -> tuple[Scenario, dict[str, Any]]:
    """A workshop held with this attendance, and what its event holds of it."""
    given = announced()
    [event] = given.when(
        "workshop:w1", RecordWorkshopHeld, actor=FOCAL, held_on="2025-03-18", attendance=attendance
    )
    found: dict[str, Any] = event.wire()["data"]["attendance"]
    return given, found


@pytest.mark.parametrize(
    ("given", "recorded"),
    [
        ({"present": 40, "women": LEAST - 1}, {"present": 40, "suppressed": ["women"]}),
        ({"present": 40, "women": LEAST}, {"present": 40, "women": LEAST}),
        ({"present": 40, "women": 0}, {"present": 40, "women": 0}),
        # With the total, 38 women say as clearly as 2 men that there were two men.
        ({"present": 40, "women": 38}, {"present": 40, "suppressed": ["women"]}),
        ({"present": 40, "women": 40}, {"present": 40, "women": 40}),
        ({"present": 40, "women": 40 - LEAST}, {"present": 40, "women": 40 - LEAST}),
        # Associations are no persons: what is left of the total is no number of anything.
        ({"present": 40, "associations": 38}, {"present": 40, "associations": 38}),
        (
            {"present": 40, "women": 2, "associations": 1},
            {"present": 40, "suppressed": ["women", "associations"]},
        ),
        ({"present": 3, "women": 3}, {"present": 3, "suppressed": ["women"]}),
    ],
)
def test_a_part_that_tells_of_a_few_people_is_dropped_and_named(
    given: dict[str, Any], recorded: dict[str, Any]
) -> None:
    assert held(given)[1] == recorded


def test_the_sentence_says_that_a_number_is_hidden_and_not_which() -> None:
    given, _ = held({"present": 40, "women": 2})

    told = sentences(given.log[-1], given.log[:-1])

    assert all(told[language].count("40") == 1 for language in LANGUAGES)
    assert "Hidden, since it is small: number of women" in told["en"]


def test_an_older_event_with_a_small_number_shows_it_neither_in_its_state_nor_in_its_sentence() -> None:
    given = announced()
    older = WorkshopHeld(held_on=PartialDate("2025-03-18"), attendance=Attendance(present=40, women=2))
    event = given.given("workshop:w1", older)

    assert event.wire()["data"]["attendance"] == {"present": 40, "women": 2}
    assert given.state("workshop:w1").attendance == Attendance(present=40, suppressed=("women",))
    assert "women: 2" not in sentences(event, [])["en"]


@pytest.mark.parametrize(
    ("new", "accepted"),
    [
        ({"present": 41, "women": 3}, False),
        ({"present": 41, "women": 39}, False),
        ({"present": 41, "women": 20}, True),
        ({"present": 41, "suppressed": ["women"]}, True),
    ],
)
def test_a_correction_cannot_bring_a_small_number_into_an_event(new: dict[str, Any], accepted: bool) -> None:
    given, old = held({"present": 40, "women": 17})
    fields = {"target": given.log[-1].event_id, "field": "attendance", "old": old, "new": new}
    asked = {"actor": FOCAL, "reason": CLERICAL, **fields}

    if accepted:
        given.when("workshop:w1", CorrectRecord, **asked)
        assert given.state("workshop:w1").attendance.present == 41
    else:
        assert given.refusal("workshop:w1", CorrectRecord, **asked) == ["record.new_value_valid"]


def test_the_sentence_of_an_older_correction_does_not_tell_a_small_number() -> None:
    assert protected_wire({"present": 41, "women": 3}) == {"present": 41, "suppressed": ["women"]}
    assert protected_wire("no attendance") == "no attendance"


def test_the_threshold_has_a_source_and_says_that_nobody_confirmed_it() -> None:
    for provision in personal_data_rules().provisions().values():
        assert all(getattr(provision.source, language) for language in LANGUAGES)
        assert provision.confirmed is False
