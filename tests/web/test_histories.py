"""The accountability history on pages: who did what, when, on what basis, and what corrects it."""

from __future__ import annotations

import pytest

from tests.access.conftest import Whole
from tests.web.reading_pages import LANGUAGES, all_of, asked, page, words

PROGRAMME = "programmes/demnate-example"
CORRECTION, CORRECTED, WITHHELD = 931, 922, 929
KINDS = {
    "programmes/demnate-example",
    "ideas/idea-1",
    "consultations/demnate-example-1",
    "contributions/demnate-example-1",
    "council-sessions/demnate-example-2025-10",
    "assessments/demnate-example-self",
    "workshops/demnate-example",
    "collectivities/beni-mellal-khenifra-commune-15",
    "networks/remacto",
    "network",
}


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("path", sorted(KINDS))
def test_every_kind_of_record_has_its_history_in_every_language(portal: Whole, code: str, path: str) -> None:
    html = page(portal.client, f"/{code}/{path}/history")

    newest = asked(portal.client, f"{path}/history", order="newest", limit=20)["items"]
    told = "ar" if code == "zgh" else code
    for item in newest:
        assert words(item["sentence"][told]) in words(html)
        assert f'href="/{code}/events/{item["position"]}"' in html
    assert html.count("<h1") == 1
    assert len(html) < 80_000


def test_a_history_is_read_to_its_end_page_by_page(portal: Whole) -> None:
    import re

    whole = [
        item["position"]
        for item in asked(portal.client, f"{PROGRAMME}/history", limit=200, order="newest")["items"]
    ]
    read, path = list[int](), f"/fr/{PROGRAMME}/history"
    assert "Première page" not in page(portal.client, path)
    while path:
        html = page(portal.client, path)
        read += [int(one) for one in re.findall(r'<h3 class="event" id="e(\d+)"', html)]
        following = re.search(r'<a class="button" href="([^"]+)"', html)
        path = following[1].replace("&amp;", "&") if following else ""

    assert read == whole
    assert "Première page" in html


def test_a_correction_is_shown_as_what_was_read_before_and_what_is_read_after(portal: Whole) -> None:
    correction = page(portal.client, f"/fr/events/{CORRECTION}")
    corrected = page(portal.client, f"/fr/events/{CORRECTED}")

    assert "avant : 38" in all_of(correction, "del")
    assert "après : 41" in all_of(correction, "ins")
    assert f'href="/fr/events/{CORRECTED}"' in correction
    assert f'href="/fr/events/{CORRECTION}"' in corrected
    assert "Cet événement a été rectifié par la suite" in words(corrected)


def test_a_date_of_the_fact_that_is_not_that_of_the_record_is_told_beside_it(portal: Whole) -> None:
    late = next(
        item
        for item in asked(portal.client, f"{PROGRAMME}/history", limit=200)["items"]
        if item["effective_at"] and item["effective_at"][:10] != item["recorded_at"][:10]
    )

    html = page(portal.client, f"/en/events/{late['position']}")

    assert f'<time datetime="{late["effective_at"][:10]}">' in html.partition("Date of the fact")[2]
    assert f'<time datetime="{late["recorded_at"][:19]}' in html.partition("Recorded")[2]


def test_a_legal_basis_that_no_lawyer_confirmed_says_so(portal: Whole) -> None:
    html = words(page(portal.client, "/ar/events/994"))

    assert "القانون التنظيمي 113-14, المادة 117 لم يؤكده رجل قانون" in html


def test_what_is_withheld_tells_when_it_was_recorded_and_no_more(portal: Whole) -> None:
    html = page(portal.client, f"/fr/events/{WITHHELD}")
    told = asked(portal.client, f"{PROGRAMME}/history", position=WITHHELD)["items"][0]

    assert told["withheld"]
    assert words(told["sentence"]["fr"]) in words(html)
    stored = asked(portal.client, f"events/{WITHHELD}")
    for private in (stored["actor"]["role"], stored["data"]["channel"], "tlog-proof"):
        assert private not in html


@pytest.mark.parametrize("position", ["0", "-1", "abc", "99999", "1" * 16, "%D9%A1"])
def test_where_the_log_has_no_event_there_is_no_page(portal: Whole, position: str) -> None:
    html = page(portal.client, f"/fr/events/{position}", status=404)

    assert "<h1>" in html


@pytest.mark.parametrize("path", ["budgets/x/history", "programmes/none/history"])
def test_what_there_is_not_has_no_history(portal: Whole, path: str) -> None:
    page(portal.client, f"/ar/{path}", status=404)


def test_filters_are_those_of_the_interface_and_stay_in_the_form(portal: Whole) -> None:
    query = "role=follow_up_committee&type=&from=2025-06-01&to=2025-06-30&by=effective&order=oldest"
    html = page(portal.client, f"/fr/{PROGRAMME}/history?{query}")

    given = {"role": "follow_up_committee", "from": "2025-06-01", "to": "2025-06-30", "by": "effective"}
    found = asked(portal.client, f"{PROGRAMME}/history", **given)["items"]
    assert [f'id="e{item["position"]}"' in html for item in found] == [True] * len(found) != []
    assert '<option value="follow_up_committee" selected>' in html
    assert 'value="2025-06-01"' in html


@pytest.mark.parametrize(
    ("query", "field", "kept"),
    [
        ("from=soon", "from", "soon"),
        ("type=Birthday", "type", "Birthday"),
        ("from=2026-01-02&to=2026-01-01", "to", "2026"),
    ],
)
def test_a_filter_that_does_not_fit_is_told_beside_its_field_and_the_form_is_kept(
    portal: Whole, query: str, field: str, kept: str
) -> None:
    html = page(portal.client, f"/fr/{PROGRAMME}/history?{query}", status=422)

    assert f'aria-describedby="{field}-error"' in html
    assert f'id="{field}-error"' in html
    assert kept in html


def test_the_receipt_on_the_page_is_the_one_of_the_interface(portal: Whole) -> None:
    html = page(portal.client, "/en/events/940")
    proof = asked(portal.client, "events/940/receipt")["tlog_proof"]

    assert all(line in words(html) for line in proof.split("\n")[1:4])
    assert "How to verify it yourself" in html


def test_what_was_decided_on_the_ground_of_an_event_is_listed(portal: Whole) -> None:
    ground = asked(portal.client, f"events/{CORRECTED}")["event_id"]
    resting = asked(portal.client, f"{PROGRAMME}/history", relies_on=ground)["items"]

    html = page(portal.client, f"/en/events/{CORRECTED}").partition("What rests on it")[2]

    assert CORRECTION in [item["position"] for item in resting]
    assert [f'href="/en/events/{item["position"]}"' in html for item in resting] == [True] * len(resting)
