"""The Network, its regions and its members as everybody reads them, over the illustrative log."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from service.web.public.cartogram import places
from tests.access.conftest import Whole
from tests.web.reading import Read

LANGUAGES = {"ar": ("ar-MA", "rtl"), "fr": ("fr-MA", "ltr"), "en": ("en", "ltr"), "zgh": ("zgh", "ltr")}
PAGES = ["", "network", "network?sort=overdue"]
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
