"""The secretary's page of a session: what the rules say of numbers, before anything is recorded."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any, cast

import pytest

from domain.kernel.values import Role
from domain.rules.majority import Counts
from service.web.console.arithmetic import members_on, quorum, vote
from service.web.console.known import Known, Source
from service.web.console.sources import SOURCES
from service.web.forms.parts import Option
from service.web.visiting import Visit
from tests.web.console.conftest import Console

SESSION = "console/sessions/demnate-example-2025-10"


async def offered(source: Source, known: Known) -> list[Option]:
    return await source(known)


def council(seats: int = 15) -> dict[str, Any]:
    event = "c5ef584d-136e-5c80-a993-acb5fd032c13"
    mandate = {"event_id": event, "mandate_id": "m", "starts_on": "2021-09-20", "seats": seats}
    return {"collectivity_type": "commune", "mandates": [mandate]}


def session(attempt: int) -> dict[str, Any]:
    return {"convocations": [{"attempt": attempt}]} if attempt else {"convocations": []}


@pytest.mark.parametrize(
    ("attempt", "present", "needed", "reached"),
    [
        (0, 8, 8, True),
        (1, 7, 8, False),
        (2, 7, 8, False),
        (2, 8, 8, True),
        (3, 1, 0, True),
        (1, 16, 8, False),
    ],
)
def test_the_quorum_is_that_of_the_attempt(attempt: int, present: int, needed: int, reached: bool) -> None:
    found = quorum(council(), session(attempt), date(2025, 10, 6), present)

    assert found is not None
    assert (found.needed, found.reached) == (needed, reached)


def test_members_who_are_excused_count_as_said_and_too_many_are_noticed() -> None:
    found = quorum(council(), session(1), date(2025, 10, 6), 8, excused=4, unexcused=4)

    assert found is not None
    assert (found.absent, found.too_many, found.reached) == (-1, True, False)


def test_no_council_before_the_first_one_that_is_known() -> None:
    found = quorum(council(), session(1), date(2020, 1, 1), 8)

    assert members_on(council(), date(2020, 1, 1)) == 0
    assert found is None or not found.reached


@pytest.mark.parametrize(
    ("counts", "casting", "outcome", "asks"),
    [
        (Counts(8, 3), None, "adopted", False),
        (Counts(3, 8), None, "rejected", False),
        (Counts(5, 5), None, "rejected", True),
        (Counts(5, 5), "for", "adopted", False),
        (Counts(5, 5), "against", "rejected", False),
        (Counts(0, 0, 3), None, "rejected", False),
    ],
)
def test_the_outcome_is_that_of_the_rules_and_a_tie_asks_for_the_president(
    counts: Counts, casting: Any, outcome: str, asks: bool
) -> None:
    found = vote(council(), item("other"), sitting(), counts, casting)

    assert found is not None
    assert (found.outcome, found.casting, found.beyond) == (outcome, asks, False)


def test_more_votes_than_members_present_are_noticed() -> None:
    found = vote(council(), item("other"), sitting(), Counts(10, 2, 1), None)

    assert found is not None
    assert found.beyond


def item(kind: str) -> dict[str, Any]:
    return {"item_id": "i", "title": {"ar": "نقطة"}, "matter": {"kind": kind}, "origin": "bureau"}


def sitting() -> dict[str, Any]:
    return {
        "sitting_id": "s",
        "attempt": 1,
        "held_on": "2025-10-06",
        "present": 12,
        "members_in_office": 15,
        "quorum_needed": 8,
        "opened": True,
    }


def test_the_page_works_it_out_in_words_and_leads_to_the_form_that_records_it(console: Console) -> None:
    secretary = console.visitor(Role.COUNCIL_SECRETARY)
    reached = secretary.get(f"{SESSION}?on=2025-10-10&present=14")
    short = secretary.get(f"{SESSION}?on=2025-10-10&present=13&excused=4")

    assert "اكتمل النصاب" in reached.text
    assert "open-sitting?held_on=2025-10-10&amp;present=14" in reached.text
    assert "لم يكتمل النصاب" in short.text
    assert "adjourn-for-lack-of-quorum" in short.text


@pytest.mark.parametrize("typed", ["many", "-1", "1e9", "99999999999"])
def test_what_is_no_number_is_named_and_stays_in_its_field(console: Console, typed: str) -> None:
    page = console.visitor(Role.AUDITOR).get(f"{SESSION}?present={typed}")

    assert page.status_code == 200
    assert 'role="alert"' in page.text
    assert f'value="{typed}"' in page.text


def test_a_vote_is_worked_out_for_an_item_and_a_sitting(console: Console) -> None:
    secretary = console.visitor(Role.COUNCIL_SECRETARY, language="fr")
    asked = f"{SESSION}?item_id=programme&sitting_id=second&votes_for=9&votes_against=9"
    sittings = secretary.client.get("/api/v1/council-sessions/demnate-example-2025-10").json()["sittings"]
    opened = next(one["sitting_id"] for one in sittings if one["opened"])
    tie = secretary.get(asked.replace("second", opened))
    broken = secretary.get(asked.replace("second", opened) + "&casting_vote=for")

    assert "Partage des voix" in tie.text
    assert "record-vote" not in tie.text
    assert "outcome=adopted" in broken.text


@pytest.mark.parametrize("paper", ["convocation", "minutes"])
def test_a_paper_is_made_of_what_is_recorded(console: Console, paper: str) -> None:
    page = console.visitor(Role.COUNCIL_SECRETARY).get(f"{SESSION}/{paper}")

    assert page.status_code == 200
    assert "جماعة دمنات" in page.text
    assert "10 أكتوبر 2025" in page.text
    assert "كاتب المجلس" in page.text or paper == "convocation"
    assert "معطيات توضيحية، لا ترسل" in page.text.partition('<article class="paper">')[2]


def test_a_vote_can_replace_votes_alone_and_they_are_told_by_item_and_outcome(console: Console) -> None:
    secretary = console.visitor(Role.COUNCIL_SECRETARY)
    session = secretary.client.get("/api/v1/council-sessions/demnate-example-2025-10").json()
    known = Known(cast(Visit, None), session, (), None)

    options = asyncio.run(offered(SOURCES["supersedes"], known))

    votes = [vote["event_id"] for item in session["items"] for vote in item["votes"]]
    assert sorted(one.value for one in options) == sorted(votes)
    assert "الرفض · 10 أكتوبر 2025" in options[-1].label.ar


def test_a_session_that_is_not_there_is_told_so(console: Console) -> None:
    assert console.visitor(Role.COUNCIL_SECRETARY).get("console/sessions/nothing").status_code == 404


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("present=-1&on=2025-10-06", "المنتظر أعداد صحيحة ابتداء من 0"),
        ("present=12&on=abc", "المنتظر يوم من السنة"),
        ("present=12&on=1900-01-01", "لا يعرف مجلس يزاول مهامه في هذا اليوم"),
        (
            "item_id=programme&sitting_id=second&votes_for=a&votes_against=2",
            "المنتظر أعداد صحيحة ابتداء من 0",
        ),
    ],
)
def test_what_cannot_be_worked_out_is_said_beside_its_field(console: Console, asked: str, told: str) -> None:
    page = console.visitor(Role.COUNCIL_SECRETARY).get(f"{SESSION}?{asked}")

    assert page.status_code == 200
    assert told in page.text
    assert 'aria-invalid="true"' in page.text
