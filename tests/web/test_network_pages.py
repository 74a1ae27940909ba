"""The Network, its regions and its members as everybody reads them, over the illustrative log."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from service.web.public.cartogram import places
from tests.access.conftest import Whole, served
from tests.web.reading import Read

LANGUAGES = {"ar": ("ar-MA", "rtl"), "fr": ("fr-MA", "ltr"), "en": ("en", "ltr"), "zgh": ("zgh", "ltr")}
DEMNATE, PROGRAMME = "collectivities/beni-mellal-khenifra-commune-15", "programmes/demnate-example"
DAYS = {"from": "2025-01-01", "to": "2028-12-31"}
PAGES = [
    "",
    "network",
    "network?sort=overdue",
    "regions/souss-massa",
    "regions/beni-mellal-khenifra",
    "collectivities",
    "collectivities?name=%D8%AF%D9%85%D9%86%D8%A7%D8%AA&type=&region=&stage=",
    DEMNATE,
    "collectivities/souss-massa-region",
    PROGRAMME,
    "documents/press-kit-1e5e2218d8aa",
    "calendar",
    "calendar?from=2025-01-01&to=2028-12-31",
    "calendar?undated=true",
    "search",
    "search?q=programme",
]
MOST = 100 * 1024
"""Bytes of a page with its style sheet, on first load."""


def read(portal: Whole, path: str, status: int = 200) -> Read:
    answer = portal.client.get(f"/{path}")
    assert answer.status_code == status, answer.text[:2000]
    return Read(answer.text)


def api(portal: Whole, path: str, **parameters: Any) -> Any:
    answer = portal.client.get(f"/api/v1/{path}", params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.fixture(scope="module")
def portal(temporary: Path) -> Iterator[Whole]:
    """The service over a log of this file's own: what others record would be counted or told here."""
    with served(temporary / "network") as found:
        yield found


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_answered_whole_in_each_language(portal: Whole, code: str, path: str) -> None:
    answer = portal.client.get(f"/{code}/{path}".rstrip("/"))

    tag, way = LANGUAGES[code]
    assert answer.status_code == 200, answer.text[:2000]
    assert f'<html lang="{tag}" dir="{way}">' in answer.text
    found = Read(answer.text)
    levels = [level for level, _ in found.headings]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(deeper <= level + 1 for level, deeper in pairwise(levels)), levels
    assert all(said for _, said in found.headings)
    assert found.fields <= found.labels
    assert all(found.links.values()), "every link says where it leads"
    assert "None" not in found.words
    assert len(answer.content) < MOST - 20_000


def test_the_network_shows_the_numbers_of_the_board(portal: Whole) -> None:
    page, board = read(portal, "en/network"), api(portal, "network/board", limit=1)

    rows = {row[0]: row[1:] for row in page.rows if row}
    for region in board["regions"]:
        told = [region["members"]["total"], region["programmes"]["total"]]
        told += [region["commitments"]["total"], region["commitments"]["overdue"]]
        assert rows[region["names"]["en"]] == [str(number) for number in told]
        assert f"/en/regions/{region['region']}" in page.links
    assert f"{board['totals']['members']['total']} members" in page.words


def test_the_map_has_a_tile_for_each_region_with_a_name_that_is_its_own(portal: Whole) -> None:
    for region in api(portal, "network/board", limit=1)["regions"]:
        for language, name in region["names"].items():
            assert all(line in name for line in places()[region["region"]][language]), name


def test_no_two_tiles_of_the_map_lie_in_one_place() -> None:
    assert len({tuple(place["at"]) for place in places().values()}) == len(places()) == 12


@pytest.mark.parametrize("order", ["members", "programmes"])
def test_the_table_of_regions_is_sorted_as_it_was_asked(portal: Whole, order: str) -> None:
    page = read(portal, f"en/network?sort={order}")

    column = ["members", "programmes"].index(order) + 1
    numbers = [int(row[column]) for row in page.rows if len(row) == 5 and row[1].isdigit()][:12]
    assert len(numbers) == 12
    assert numbers == sorted(numbers, reverse=True)


def test_an_order_that_there_is_not_is_named(portal: Whole) -> None:
    page = read(portal, "en/network?sort=colour", status=422)

    assert page.headings[0] == (1, "The request has fields that are not right.")
    assert "members" in page.words


def test_the_stated_number_stands_beside_what_the_list_prints_and_why_they_differ(portal: Whole) -> None:
    page, told = read(portal, "fr/network"), api(portal, "network/reconciliation")

    assert [str(told["stated"]["total"]), str(told["listed"]["bullets"])] in [row[1:] for row in page.rows]
    for part in (*told["explanation"], *told["fragilities"]):
        assert part["text"]["fr"] in page.words


def test_the_charter_is_shown_with_its_pledges_and_the_document_that_it_comes_from(portal: Whole) -> None:
    page, network = read(portal, "ar/network"), api(portal, "network")

    assert [pledge["key"] for pledge in network["charter"]["pledges"]] == ["c1", "c2", "c3", "c4", "c5"]
    said = [pledge["text"] for pledge in network["charter"]["pledges"]]
    said += [*network["charter"]["aims"], *network["charter"]["values"], *network["charter"]["grounds"]]
    said += network["support_programme"]["axes"]
    for text in said:
        assert text["ar"] in page.words
    assert f"/ar/documents/{network['charter']['source']}" in page.links


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("path", ["collectivities/nowhere", "programmes/none", "documents/none"])
def test_what_is_not_there_is_told_in_the_reader_s_language(portal: Whole, code: str, path: str) -> None:
    answer = portal.client.get(f"/{code}/{path}")

    assert answer.status_code == 404
    assert f'<html lang="{LANGUAGES[code][0]}"' in answer.text
    assert Read(answer.text).headings[0][0] == 1


def test_a_region_that_is_none_is_told_with_those_that_are(portal: Whole) -> None:
    page = read(portal, "fr/regions/atlantis", status=404)

    for region in api(portal, "network/board", limit=1)["regions"]:
        assert region["region"] in page.words


def test_a_region_shows_each_of_its_members_and_its_own_record(portal: Whole) -> None:
    page, board = read(portal, "fr/regions/souss-massa"), api(portal, "network/board", region="souss-massa")

    for member in board["items"]:
        assert f"/fr/collectivities/{member['collectivity_id']}" in page.links
    assert f"{board['totals']['members']['total']} membres" in page.words


@pytest.mark.parametrize("name", ["دمنات", "دمناط", "Demnate", "demnate"])
def test_a_collectivity_is_found_by_its_name_in_several_spellings(portal: Whole, name: str) -> None:
    page = Read(portal.client.get("/ar/collectivities", params={"name": name, "type": ""}).text)

    assert f"/ar/{DEMNATE}" in page.links


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("دمنت", "جماعة دمنات"),
        ("دمناة", "جماعة دمنات"),
        ("ورززات", "جماعة ورزازات"),
        ("الفقيه بنصالح", "جماعة الفقيه بن صالح"),
        ("الدارالبيضاء", "جماعة الدار البيضاء"),
        ("مراكس", "جماعة مراكش"),
        ("Casblanca", "جماعة الدار البيضاء"),
        ("Tiznitt", "جماعة تيزنيت"),
    ],
)
def test_where_no_name_fits_those_nearest_to_a_misspelling_are_shown(
    portal: Whole, name: str, meant: str
) -> None:
    page = read(portal, f"ar/collectivities?name={quote(name)}")

    assert meant in page.words
    assert "أقرب الأسماء" in page.words


def test_where_no_name_is_even_near_none_is_guessed(portal: Whole) -> None:
    assert "أقرب الأسماء" not in read(portal, "ar/collectivities?name=xyzxyz").words


@pytest.mark.parametrize("query", ["from=9999-01-01&to=9999-12-31", "from=0001-01-01&to=0001-01-05"])
def test_the_calendar_reaches_to_the_first_and_last_day_that_can_be_written(
    portal: Whole, query: str
) -> None:
    assert read(portal, f"ar/calendar?{query}").words


def test_days_in_the_wrong_order_are_told_as_days(portal: Whole) -> None:
    page = read(portal, "fr/calendar?from=2027-01-02&to=2027-01-01", 422)

    assert "2027-01-02" in page.words
    assert "trop petit" not in page.words


def test_collectivities_are_filtered_by_the_stage_of_a_programme_and_read_page_by_page(portal: Whole) -> None:
    closed = read(portal, "en/collectivities?stage=closed")
    page = read(portal, "en/collectivities?type=commune")
    following = next(address for address, told in page.links.items() if told == "Next page")
    second = read(portal, following[1:])

    assert [one for one in closed.links if "/collectivities/" in one] == [f"/en/{DEMNATE}"]
    assert "199 collectivities found" in page.words
    firsts = {one for one in page.links if "-commune-" in one}
    assert len(firsts) == 30
    assert not firsts & {one for one in second.links if "-commune-" in one}


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        ("collectivities?type=village", 422, "commune"),
        ("collectivities?name=%25", 422, ""),
        ("collectivities?region=atlantis", 422, "souss-massa"),
        ("collectivities?cursor=x", 400, ""),
        ("calendar?from=tomorrow", 422, ""),
        ("calendar?from=2026-01-02&to=2026-01-01", 422, ""),
        ("search?q=-", 422, ""),
        ("search?q=x&kind=person", 422, "programme"),
    ],
)
def test_a_list_says_what_of_the_question_is_wrong_and_keeps_the_form(
    portal: Whole, path: str, status: int, told: str
) -> None:
    page = read(portal, f"en/{path}", status=status)

    assert told in page.words
    assert page.fields
    assert page.headings[1][0] == 2


def test_what_is_wrong_is_called_by_its_name_and_only_its_field_is_marked(portal: Whole) -> None:
    wrong = portal.client.get("/fr/search?q=-")
    other = portal.client.get("/fr/collectivities?type=village")

    assert "<b>q</b>" not in wrong.text
    assert re.findall(r'id="(\w+)"[^>]*aria-invalid', wrong.text) == ["q"]
    assert re.findall(r'id="(\w+)"[^>]*aria-invalid', other.text) == ["type"]


def test_a_collectivity_shows_the_name_as_printed_beside_its_names_with_their_sources(portal: Whole) -> None:
    page, told = read(portal, f"fr/{DEMNATE}"), api(portal, DEMNATE)

    names = told["canonical"][0]
    assert told["printed_names"]["ar"] in page.words
    for text in names["names"].values():
        assert text in page.words
    assert "usage courant, à vérifier" in page.words
    assert f"/fr/documents/{told['memberships'][0]['source']}" in page.links
    assert "décembre 2024" in page.words
    assert f"/fr/{PROGRAMME}" in page.links
    assert told["focal_point_ref"] not in portal.client.get(f"/fr/{DEMNATE}").text
    assert told["mandate"]["president_ref"] not in portal.client.get(f"/fr/{DEMNATE}").text


def test_a_programme_shows_its_days_its_commitments_and_how_far_they_are(portal: Whole) -> None:
    page, told = read(portal, f"en/{PROGRAMME}"), api(portal, PROGRAMME)

    assert told["title"]["en"] in page.headings[0][1]
    for name in ("History", "Replay", "Follow (Atom feed)", "Calendar file"):
        assert name in page.links.values()
    for one in api(portal, "commitments", programme="demnate-example")["items"]:
        assert page.links[f"/en/commitments/{one['id']}"] == one["title"]["en"]
        verified = sum(step["verified_on"] is not None for step in one["milestones"])
        assert f"{verified} verified ÷ {len(one['milestones'])} milestones" in page.words
    assert "no evidence available" in page.words
    assert f"{told['idea_count']} ideas were received." in page.words
    assert "Planned: 6 October 2025" in page.words
    assert "Actual: 10 October 2025" in page.words
    assert "15 for, 3 against, 1 abstentions" in page.words


def test_a_programme_shows_the_size_of_the_signed_log_and_leads_to_the_proof(portal: Whole) -> None:
    size = int(portal.client.get("/log/checkpoint").text.splitlines()[1])
    page = read(portal, f"en/{PROGRAMME}")

    assert f"signed log of {size:,} events" in page.words
    assert {"/en/verify", f"/api/v1/{PROGRAMME}/bundle"} <= set(page.links)


def test_a_programme_shows_the_documents_that_its_record_cites(portal: Whole) -> None:
    page = read(portal, f"ar/{PROGRAMME}")
    cited = [one["id"] for one in api(portal, "documents", programme="demnate-example", limit=200)["items"]]

    assert "demnate-example-2025-10-minutes" in cited
    assert "demnate-example-counter" in cited
    assert "press-kit-1e5e2218d8aa" not in cited
    assert all(f"/ar/documents/{one}" in page.links for one in cited)


def test_the_first_page_tells_the_latest_decisions_as_sentences(portal: Whole) -> None:
    page = read(portal, "ar")
    newest = api(portal, "decisions", order="newest", standing="true", limit=5)["items"]

    assert len(newest) == 5
    for one in newest:
        assert one["sentence"]["ar"] in page.words
    positions = [one["position"] for one in newest]
    assert positions == sorted(positions, reverse=True)


def test_the_calendar_tells_which_deadlines_the_law_sets_and_whether_that_is_confirmed(portal: Whole) -> None:
    page = Read(portal.client.get("/en/calendar", params=DAYS).text)
    entries = api(portal, "calendar", limit=40, **DAYS)["items"]

    deadlines = [one for one in entries if one["kind"] == "legal_deadline"]
    assert deadlines
    for one in deadlines:
        assert one["deadline_name"]["en"] in page.words
    assert ("not confirmed by a lawyer" in page.words) == any(not one["confirmed"] for one in deadlines)


def test_the_search_says_what_each_hit_is_and_marks_the_words(portal: Whole) -> None:
    text = portal.client.get("/ar/search", params={"q": "مقررات المجلس"}).text
    hits = api(portal, "search", q="مقررات المجلس", limit=20)["items"]

    assert "<mark>مقررات</mark>" in text
    first = next(one for one in hits if one["kind"] == "commitment")
    assert f"/ar/commitments/{first['id']}" in Read(text).links


def test_a_title_in_another_language_stands_apart_in_its_own_direction(portal: Whole) -> None:
    page = read(portal, f"ar/{DEMNATE}")

    assert ("fr-MA", "ltr", "Commune de Demnate") in page.marked


def test_a_document_without_content_says_so_in_words_and_one_has_its_fingerprint(portal: Whole) -> None:
    page, told = (
        read(portal, "fr/documents/press-kit-1e5e2218d8aa"),
        api(portal, "documents/press-kit-1e5e2218d8aa"),
    )

    assert told["sha256"] in page.words
    assert "Télécharger" not in page.words
    answer = portal.client.get(f"/api/v1/documents/{told['id']}/content", headers={"accept-language": "fr"})
    assert answer.json()["title"] in page.words
