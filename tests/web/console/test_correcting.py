"""Corrections given at the console: what is corrected is chosen, and what it says can be written over."""

from __future__ import annotations

import re

import pytest

from domain.kernel.values import Role
from tests.web.console.conftest import COMMUNE, Console
from tests.web.console.giving import Given, give
from tests.web.console.visitor import Visitor


@pytest.fixture
def focal_point(console: Console) -> Visitor:
    return console.visitor(Role.FOCAL_POINT)


def announced(focal_point: Visitor) -> Given:
    """A workshop whose place was written wrongly."""
    typed = {
        "collectivity_id": COMMUNE,
        "place": "دار الشبب",
        "held_on": "2027-03-25",
        "agenda.0.title.ar": "أ",
    }
    return give(focal_point, "console/new/workshops/announce-workshop", typed)


def begun_from_its_page(focal_point: Visitor, workshop: Given) -> str:
    """Where the page of a record leads to for the correction of what it tells last."""
    page = focal_point.get(
        f"console/records/workshops/{workshop.identity}?after_position={workshop.position}"
    )
    found = re.search(r'href="/ar/(console/act/[^"]+/correct-record\?target=[^"]+)"', page.text)
    assert found is not None
    return found[1]


def test_an_event_is_corrected_by_choosing_it_and_its_field_and_writing_over_what_it_says(
    focal_point: Visitor,
) -> None:
    workshop = announced(focal_point)
    form = focal_point.form(focal_point.get(begun_from_its_page(focal_point, workshop)), "correct-record")

    chosen = focal_point.check(form.put({"field": "place"}))
    asked = focal_point.form(chosen, "correct-record")

    assert chosen.status_code == 200
    assert (asked["old.as"], asked["old.text"]) == ("text", "دار الشبب")
    assert (asked["new.as"], asked["new.text"]) == ("text", "دار الشبب")

    looked_at = focal_point.check(
        asked.put({"new.text": "دار الشباب", "reason.code": "correction_clerical", "reason.text.ar": "إملاء"})
    )
    recorded = focal_point.record(looked_at, "correct-record")

    assert recorded.status_code == 200
    found = focal_point.client.get(
        f"/api/v1/workshops/{workshop.identity}",
        params={"after_position": recorded.url.params["after_position"]},
    )
    assert found.json()["place"] == "دار الشباب"


def test_only_fields_that_may_be_corrected_are_offered_by_their_names(focal_point: Visitor) -> None:
    page = focal_point.get(begun_from_its_page(focal_point, announced(focal_point)))

    options = re.search(r'<select id="f-field".*?</select>', page.text, re.DOTALL)

    assert options is not None
    values = set(re.findall(r'value="([^"]+)"', options[0]))
    assert {"place", "held_on", "agenda", "effective_at", "reason"} <= values
    assert values.isdisjoint({"stream", "actor", "recorded_at", "event_id"})
    assert "المكان" in options[0]


def test_another_field_brings_its_own_value_but_never_takes_what_was_written(focal_point: Visitor) -> None:
    form = focal_point.form(
        focal_point.get(begun_from_its_page(focal_point, announced(focal_point))), "correct-record"
    )
    of_place = focal_point.form(focal_point.check(form.put({"field": "place"})), "correct-record")

    of_day = focal_point.form(focal_point.check(of_place.put({"field": "held_on"})), "correct-record")
    assert of_day["new.text"] == of_day["old.text"] == "2027-03-25"

    written = focal_point.check(of_day.put({"field": "place", "new.text": "دار الثقافة"}))
    looked_at = focal_point.form(written, "correct-record")
    assert (looked_at["new.text"], looked_at["old.text"]) == ("دار الثقافة", "دار الشبب")


def test_a_correction_without_an_event_asks_for_one(focal_point: Visitor) -> None:
    workshop = announced(focal_point)
    page = focal_point.get(
        f"console/act/workshops/{workshop.identity}/correct-record?after_position={workshop.position}"
    )

    refused = focal_point.check(focal_point.form(page, "correct-record"))

    assert refused.status_code == 422
    assert 'id="f-target-error"' in refused.text


def test_an_event_to_be_annulled_brings_its_record(focal_point: Visitor) -> None:
    workshop = announced(focal_point)
    page = focal_point.get(
        f"console/act/workshops/{workshop.identity}/annul-events?after_position={workshop.position}"
    )
    event_id = re.search(r'<option value="([0-9a-f-]{36})"', page.text)
    assert event_id is not None

    form = focal_point.form(page, "annul-events")
    looked_at = focal_point.check(form.put({"events.0.event_id": event_id[1]}))

    assert f"workshop:{workshop.identity}" in looked_at.text
