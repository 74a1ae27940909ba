"""The coordination's pages over the illustrative log: the numbers are those of the board."""

from __future__ import annotations

import csv
from io import StringIO

import pytest

from domain.kernel.values import Role
from tests.access.conftest import AZILAL, DEMNATE, Whole
from tests.web.console.conftest import Console
from tests.web.oversight.conftest import LANGUAGES, api, refused, whole

PLACE = "console/coordination"


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_matrix_has_the_numbers_of_the_board(console: Console, portal: Whole, code: str) -> None:
    page = whole(console.visitor(Role.NETWORK_COORDINATOR, language=code).get(PLACE), code)

    board, rows = api(portal, "network/board", limit=1), {row[0]: row[1:] for row in page.rows if row}
    stages = [stage for stage, count in board["totals"]["programmes"]["by_stage"].items() if count]
    for one in board["regions"]:
        counts = [one["programmes"]["by_stage"][stage] for stage in stages]
        told = [one["members"]["total"], *counts, one["programmes"]["total"], one["silent_members"]["total"]]
        told += [one["commitments"]["overdue"], one["evaluations"]["incomplete"]]
        told += [one["evaluations"][f"without_{kind}_assessment"] for kind in ("self", "independent")]
        assert rows[one["names"][code]] == [str(number) for number in told]
    assert board["conventions"]["silent_members"][code] in page.words


def test_the_list_names_each_silent_member_of_a_region_with_what_is_found(
    console: Console, portal: Whole
) -> None:
    region = "beni-mellal-khenifra"
    text = console.visitor(Role.NETWORK_COORDINATOR, language="fr").get(f"{PLACE}?region={region}").text

    silent = api(portal, "network/board", region=region, silent="true", limit=200)["items"]
    assert silent
    for one in silent:
        assert f"/fr/{PLACE}/letters/{one['collectivity_id']}" in text


def test_a_list_of_many_is_shown_page_by_page_and_a_page_too_far_is_an_error(console: Console) -> None:
    visitor = console.visitor(Role.NETWORK_COORDINATOR, language="en")

    assert f"/en/{PLACE}?page=2#members" in visitor.get(PLACE).text
    assert visitor.get(f"{PLACE}?page=2").status_code == 200
    for wrong in ("99", "0", "x", "²"):
        assert visitor.get(f"{PLACE}?page={wrong}").status_code == 422
    assert visitor.get(f"{PLACE}?region=atlantis").status_code == 422


def test_the_table_has_a_row_for_each_thing_that_is_found(console: Console, portal: Whole) -> None:
    answer = console.visitor(Role.NETWORK_COORDINATOR).get(f"{PLACE}/members.csv")

    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    head, *rows = csv.reader(StringIO(answer.text.removeprefix("\ufeff")))
    assert head[:3] == ["الجهة", "العضو", "المعرف"]
    silent = api(portal, "network/board", limit=1)["totals"]["silent_members"]
    without = [row for row in rows if row[3].startswith("لا يوجد أي برنامج")]
    unheard = [row for row in rows if row[3].startswith("لم يسجل عنها")]
    assert (len(without), len(unheard)) == (silent["no_programme"], silent["nothing_recorded"])
    assert all(row[4] for row in unheard), "since when"
    assert all(row[6].startswith("http") and row[2] in row[6] for row in without)


def test_a_letter_is_in_arabic_and_in_french_whoever_prints_it_and_is_left_unsigned(console: Console) -> None:
    for code in LANGUAGES:
        answer = console.visitor(Role.NETWORK_COORDINATOR, language=code).get(f"{PLACE}/letters/{AZILAL}")
        page = whole(answer, code)
        assert "الموضوع: طلب توضيح" in page.words
        assert "Objet : demande d'explication" in page.words
        assert "Commune d'Azilal" in page.words
        assert answer.text.count('<dd class="blank"></dd>') == 6
        assert "à ne pas envoyer" in page.words, "the log is illustrative"


def test_there_is_no_letter_to_whom_nothing_is_to_be_asked(console: Console, portal: Whole) -> None:
    [demnate] = api(portal, "network/board", collectivity=DEMNATE)["items"]
    assert (demnate["silent"], demnate["commitments"]["overdue"]) == ([], 0)
    visitor = console.visitor(Role.NETWORK_COORDINATOR)

    assert visitor.get(f"{PLACE}/letters/{DEMNATE}").status_code == 404
    assert visitor.get(f"{PLACE}/letters/nobody").status_code == 404


@pytest.mark.parametrize("path", [PLACE, f"{PLACE}/members.csv", f"{PLACE}/letters/{AZILAL}"])
def test_others_are_refused_in_words(console: Console, path: str) -> None:
    refused(console, path, Role.FOCAL_POINT, Role.OPERATOR, Role.AUDITOR)


def test_the_navigation_leads_there_only_for_the_coordination(console: Console) -> None:
    assert f'href="/ar/{PLACE}"' in console.visitor(Role.NETWORK_COORDINATOR).get("console").text
    assert f'href="/ar/{PLACE}"' not in console.visitor(Role.FOCAL_POINT).get("console").text
