"""Replay on pages: what the interface answers about the past, at every event of a record and any moment."""

from __future__ import annotations

import re
from typing import Any

import pytest

from projections.digests import state_digest
from tests.access.conftest import Whole
from tests.web.reading_pages import LANGUAGES, all_of, asked, page, words

PROGRAMME, WORKSHOP = "programmes/demnate-example", "workshops/demnate-example"


def digest_on(html: str) -> str:
    found = re.search(r'id="digest"[^>]*>([0-9a-f]{64})<', html)
    assert found is not None
    return found[1]


def own_events(portal: Whole, path: str) -> list[Any]:
    items = asked(portal.client, f"{path}/history", limit=200)["items"]
    stream = f"{path.partition('/')[0].removesuffix('s')}:{path.partition('/')[2]}"
    return [item for item in items if item["event"]["stream"] == stream]


def test_at_each_event_of_a_programme_the_page_says_what_the_interface_says(portal: Whole) -> None:
    events = own_events(portal, PROGRAMME)

    for version, event in enumerate(events, 1):
        html = page(portal.client, f"/fr/{PROGRAMME}/replay?version={version}")
        then = asked(portal.client, PROGRAMME, as_of_position=event["position"])
        told = asked(portal.client, f"{PROGRAMME}/digest", as_of_position=event["position"])
        assert digest_on(html) == told["state_digest"]
        assert words(event["sentence"]["fr"]) in words(html)
        assert f"stade {then['stage_name']['fr'].lower()}" in words(html).lower().replace(
            " modifié", ""
        ).replace(" différent aujourd'hui", "")
        assert (f"version={version - 1}" in html, f"version={version + 1}" in html) == (
            version > 1,
            version < len(events),
        )
    assert len(events) > 20


def test_the_digest_is_that_of_the_state_that_its_events_lead_to(portal: Whole) -> None:
    from domain.kernel.amend import fold
    from domain.kernel.stored import decode
    from domain.registry import DECIDERS

    events = [
        decode(portal.client.get(f"/api/v1/events/{item['position']}").content)
        for item in own_events(portal, WORKSHOP)
    ]

    html = page(portal.client, f"/ar/{WORKSHOP}/replay")

    assert digest_on(html) == state_digest(fold(DECIDERS["workshop"], events))


def test_before_a_correction_is_seen_what_was_known_then_and_after_it_what_it_changed(portal: Whole) -> None:
    before = page(portal.client, f"/fr/{WORKSHOP}/replay?version=2")
    after = page(portal.client, f"/fr/{WORKSHOP}/replay?version=3")

    assert "présents : 38, femmes : 17" in words(before)
    assert ("avant : 38" in all_of(before, "del"), "après : 41" in all_of(before, "ins")) == (True, True)
    assert "différent aujourd'hui" in words(before.partition("<dl")[2])
    assert "présents : 41, femmes : 19" in words(after)
    assert "avant : 38" in all_of(after, "del")
    assert "différent aujourd'hui" not in words(after.partition("<dl")[2])


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("path", [PROGRAMME, WORKSHOP, "network", "ideas/idea-7", "ideas/idea-1"])
def test_every_language_has_its_replay(portal: Whole, code: str, path: str) -> None:
    html = page(portal.client, f"/{code}/{path}/replay")

    assert digest_on(html) == asked(portal.client, f"{path}/digest")["state_digest"]
    assert len(html) < 80_000


def test_a_moment_is_named_by_a_position_a_day_or_an_instant(portal: Whole) -> None:
    by_position = page(portal.client, f"/en/{WORKSHOP}/replay?as_of=930")
    by_day = page(portal.client, f"/en/{WORKSHOP}/replay?as_of=2025-03-30")
    by_instant = page(portal.client, f"/en/{WORKSHOP}/replay?as_of=2025-03-30T12:00:00Z")

    told = asked(portal.client, f"{WORKSHOP}/digest", as_of_position=930)["state_digest"]
    assert [digest_on(html) for html in (by_position, by_day, by_instant)] == [told] * 3


def test_what_was_true_on_a_day_is_told_of_what_is_known(portal: Whole) -> None:
    html = words(page(portal.client, f"/en/{PROGRAMME}/replay?on=2025-06-25"))

    then = asked(portal.client, PROGRAMME, on="2025-06-25")
    assert then["stage_name"]["en"].lower() in html.lower()
    assert "what was true on 25 June 2025" in html


def test_before_anything_was_recorded_the_page_says_so(portal: Whole) -> None:
    assert "Nothing was recorded of it yet." in words(page(portal.client, f"/en/{PROGRAMME}/replay?as_of=5"))
    before = words(page(portal.client, f"/en/{PROGRAMME}/replay?on=2020-01-01"))
    assert "nothing was true yet on that day" in before


@pytest.mark.parametrize(
    ("query", "field", "kept"),
    [
        ("as_of=soon", "as_of", "soon"),
        ("as_of=2025-13-01", "as_of", "2025-13-01"),
        ("as_of=99999999", "as_of", "99999999"),
        ("as_of=9999-12-31", "as_of", "9999-12-31"),
        ("on=2999-01-01", "on", "2999-01-01"),
        ("on=someday", "on", "someday"),
        ("version=99", "version", "99"),
        ("version=0", "version", "0"),
        ("version=first", "version", "first"),
    ],
)
def test_a_moment_that_there_is_not_is_told_at_its_field_and_the_form_is_kept(
    portal: Whole, query: str, field: str, kept: str
) -> None:
    html = page(portal.client, f"/fr/{PROGRAMME}/replay?{query}", status=422)

    assert f'id="{field}-error"' in html
    assert 'aria-invalid="true"' in html
    if field != "version":  # a range has no room for what is none of its numbers
        assert re.search(rf'id="{field}" name="{field}" type="text"[^>]* value="{kept}"', html)
    assert (
        kept in words(html.partition(f'id="{field}-error"')[2].partition("</span>")[0]) or field != "version"
    )


@pytest.mark.parametrize("path", ["budgets/x/replay", "programmes/none/replay"])
def test_what_there_is_not_cannot_be_replayed(portal: Whole, path: str) -> None:
    page(portal.client, f"/ar/{path}", status=404)


def test_a_moment_is_found_by_the_names_of_the_interface_too(portal: Whole) -> None:
    position = own_events(portal, PROGRAMME)[2]["position"]
    named = page(portal.client, f"/fr/{PROGRAMME}/replay?as_of_position={position}")

    assert digest_on(named) == digest_on(page(portal.client, f"/fr/{PROGRAMME}/replay?version=3"))
    assert digest_on(named) == digest_on(page(portal.client, f"/fr/{PROGRAMME}/replay?position={position}"))


def test_two_moments_at_once_are_refused_beside_the_field(portal: Whole) -> None:
    html = page(portal.client, f"/fr/{PROGRAMME}/replay?version=9&as_of=2025-06-30", status=422)

    assert 'id="as_of-error"' in html
    assert "Un seul moment" in words(html)
