"""What the page says that is shown before anything is recorded."""

from __future__ import annotations

import re

import httpx
import pytest

from domain.kernel.values import Role
from tests.web.console.conftest import COMMUNE, Console
from tests.web.console.giving import Typed
from tests.web.console.visitor import Visitor

COMMITTEE = f"console/act/collectivities/{COMMUNE}/constitute-follow-up-committee"
MEMBERS: Typed = {"elected": "5", "civil_society": "5", "constituted_on": "2025-01"}
WORKSHOP: Typed = {
    "collectivity_id": COMMUNE,
    "place": "دار الشباب",
    "held_on": "2031-03-25",
    "agenda.0.title.ar": "استقبال",
}


def checked(visitor: Visitor, path: str, typed: Typed) -> httpx.Response:
    """What follows when the form of a command is filled in and sent."""
    command = path.partition("?")[0].rpartition("/")[2]
    return visitor.check(visitor.form(visitor.get(path), command).put(typed))


def said(page: httpx.Response, label: str) -> str:
    """What the confirmation says beside a label."""
    assert page.status_code == 200, page.text
    found = page.text.partition('class="facts confirm"')[2].partition(f"<dt><bdi>{label}</bdi></dt>")[2]
    assert found, f"{label} is not on the page: {page.text}"
    return found.partition("<dd")[2].partition(">")[2].partition("</dd>")[0]


@pytest.mark.parametrize("left", [{}, {"others": ""}, {"others": "0"}])
def test_what_holds_where_nothing_is_changed_or_filled_in_is_shown_before_it_is_recorded(
    console: Console, left: Typed
) -> None:
    page = checked(console.visitor(Role.COUNCIL_PRESIDENT, language="fr"), COMMITTEE, MEMBERS | left)

    assert re.search(">0<", said(page, "Autres membres"))
    assert "Le moment où vous l" in said(page, "Date d&#39;effet")


def test_what_holds_in_a_row_is_shown_too_and_a_part_that_was_left_out_is_not(console: Console) -> None:
    page = checked(
        console.visitor(Role.FOCAL_POINT, language="fr"),
        "console/new/workshops/announce-workshop",
        WORKSHOP,
    )

    assert "Non" in said(page, "Intervention")
    assert "<dt><bdi>Pièces" not in page.text
    assert "<dt><bdi>Motif" not in page.text
