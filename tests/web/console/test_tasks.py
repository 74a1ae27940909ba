"""What is to be done by whoever is signed in, and nothing that only others may do."""

from __future__ import annotations

import re

import pytest

from domain.kernel.values import Role
from tests.web.console.conftest import Console
from tests.web.console.giving import Collecting, collecting, csv_of, unlike
from tests.web.console.sending_files import recorded_whole, sent, waits_with
from tests.web.console.test_many_at_once import ticked
from tests.web.console.visitor import Visitor


@pytest.fixture(scope="module")
def programme(console: Console) -> Collecting:
    return collecting(console, 2051)


@pytest.mark.parametrize(
    ("role", "pages"),
    [
        (Role.AUDITOR, ("console/audit", "console/journal")),
        (Role.NETWORK_COORDINATOR, ("console/coordination",)),
        (Role.OPERATOR, ("console/operation",)),
    ],
)
def test_those_who_look_over_all_members_are_told_where_their_work_is(
    console: Console, role: Role, pages: tuple[str, ...]
) -> None:
    work = console.visitor(role).get("console").text.partition("<main")[2].partition("</h1>")[2]

    for page in pages:
        assert f'href="/ar/{page}"' in work


def test_the_secretary_may_call_a_session_and_the_focal_point_may_not(console: Console) -> None:
    offered = 'href="/ar/console/new/council-sessions/call-session"'

    assert offered in console.visitor(Role.COUNCIL_SECRETARY).get("console").text
    assert offered not in console.visitor(Role.FOCAL_POINT).get("console").text


def test_a_workshop_that_falls_due_says_of_which_programme_it_is(programme: Collecting) -> None:
    page = programme.focal_point.get(f"console?after_position={programme.position}").text

    assert re.search(r"<td><bdi>ورشة</bdi></td><td><bdi>برنامج 2051", page)


def test_each_is_told_how_many_ideas_wait_for_a_decision_of_their_own(
    console: Console, programme: Collecting
) -> None:
    focal, words = programme.focal_point, [unlike("ساقية"), unlike("قنطرة")]
    recorded_whole(focal, sent(focal, programme.programme, csv_of(*(f"{one},paper," for one in words))))
    form = ticked(focal, waits_with(focal, *words), "find-idea-admissible", words[:1])
    looked_at = focal.check(focal.form(focal.send(form), "find-idea-admissible"))
    focal.send(focal.form(looked_at, "find-idea-admissible"), ("_step", "record"))

    head = console.access.log.head()
    found = focal.client.get(f"/api/v1/waiting?limit=1&after_position={head}").json()["counts"]
    counted = {one["waits_for"]: one["number"] for one in found if one["kind"] == "idea"}
    assert counted["disposition"] >= 1
    assert waiting_for(console.visitor(Role.FOCAL_POINT, language="en"), head) == counted["admissibility"]
    committee = console.visitor(Role.FOLLOW_UP_COMMITTEE, language="en")
    assert waiting_for(committee, head) == counted["disposition"]


def waiting_for(visitor: Visitor, position: int) -> int:
    """How many texts the tasks of somebody say that wait, once a position is read."""
    page = visitor.get(f"console?after_position={position}").text
    found = re.search(r"(\d+) texts? of (?:a )?citizens? waits?", page)
    return int(found[1]) if found else 0
