"""Pages of votes and commitments show what the interface tells of them."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from service.web.public.commitments import drawn
from tests.access.conftest import Whole

COUNTS = ("votes_for", "votes_against", "abstentions")


def absent(vote: dict[str, int]) -> int:
    return vote["members_in_office"] - vote["present"]


def figures(page: str) -> list[int]:
    """The numbers in the tables of votes, as a page in English shows them."""
    return [
        int(one) for table in re.findall(r"The vote in figures.*?</table>", page, re.DOTALL)
        for one in re.findall(r'class="n">(\d+)<', table)
    ]  # fmt: skip


@pytest.mark.parametrize("session", ["2025-10", "2027-10", "2028-02"])
def test_the_arithmetic_of_a_vote_is_that_of_the_interface(portal: Whole, session: str) -> None:
    identity = f"demnate-example-{session}"
    told = portal.client.get("/api/v1/decisions", params={"session": identity, "kind": "vote"}).json()[
        "items"
    ]
    votes = [one["vote"] for one in told]

    page = portal.client.get(f"/en/council-sessions/{identity}").text

    expected = [
        number
        for vote in votes
        for number in (*(vote[name] for name in COUNTS), absent(vote), vote["members_in_office"])
    ]
    assert votes
    assert figures(page) == expected
    for vote in votes:
        cast = vote["votes_for"] + vote["votes_against"]
        assert f"<b>{vote['votes_needed']}</b> – more than half of {cast} (votes cast)" in page
    assert page.count("both agree") == sum(1 for vote in votes if vote["computed"]["agrees"]) == len(votes)


def test_a_session_tells_each_attempt_the_vote_that_was_replaced_and_the_control(portal: Whole) -> None:
    page = portal.client.get("/en/council-sessions/demnate-example-2025-10").text

    assert page.count("No quorum: adjourned") == 1
    assert page.count("a later vote takes its place") == 1
    assert "The control is over" in page
    assert "no lawyer has confirmed it" in page
    assert 'href="/en/documents/demnate-example-2025-10-minutes"' in page


def of_key(portal: Whole, key: str) -> dict[str, Any]:
    """The commitment of the example that has a key."""
    found = portal.client.get("/api/v1/commitments", params={"programme": "demnate-example"}).json()["items"]
    one: dict[str, Any] = next(one for one in found if one["key"] == key)
    return one


def test_a_commitment_tells_each_deadline_how_far_it_moved_why_and_by_whose_decision(portal: Whole) -> None:
    [told] = [
        one
        for one in portal.client.get("/api/v1/commitments", params={"programme": "demnate-example"}).json()[
            "items"
        ]
        if one["key"] == "online-desk"
    ]

    page = portal.client.get(f"/en/commitments/{told['id']}").text

    assert f"{told['times_moved']} time, {told['slippage_days']} days later" in page
    assert re.search(
        r"<del><time[^>]*>30 June 2027</time></del> <ins><time[^>]*>30 November 2027</time></ins>", page
    )
    assert "change of staff" in page
    assert "The consultant was chosen late" in page
    rows = re.search(r"The same as a table.*?</table>", page, re.DOTALL)
    assert rows is not None
    assert rows[0].count("<tr>") == 1 + 1 + len(told["milestones"])
    assert page.count('class="slip"') == 2, "drawn as often as a deadline moved"


def test_a_contested_commitment_tells_the_contestation_its_evidence_and_the_answer(portal: Whole) -> None:
    [told] = [
        one
        for one in portal.client.get("/api/v1/commitments", params={"programme": "demnate-example"}).json()[
            "items"
        ]
        if one["key"] == "publish-decisions"
    ]

    page = portal.client.get(f"/fr/commitments/{told['id']}").text

    assert "Les procès-verbaux manquent" in page
    assert "Les documents manquants ont été ajoutés" in page
    assert 'href="/fr/documents/demnate-example-counter"' in page
    assert 'href="/fr/documents/demnate-example-online-space"' in page
    assert "Évaluation indépendante" in page
    assert 'href="/fr/ideas/idea-1"' in page


@pytest.mark.parametrize(
    "given",
    [{}, {"status": "carried_over"}, {"overdue": "true"}, {"principle": "digitalisation", "programme": ""}],
)
def test_commitments_are_listed_as_the_interface_lists_them(portal: Whole, given: dict[str, str]) -> None:
    asked = {name: value for name, value in given.items() if value}
    told = portal.client.get("/api/v1/commitments", params=asked | {"order": "due"}).json()["items"]

    page = portal.client.get("/ar/commitments", params=given).text

    assert re.findall(r'scope="row"><a href="/ar/commitments/([^"]+)"', page) == [one["id"] for one in told]
    assert told or "<table" not in page


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2026-12", "2026-12-15"),
        ("2026", "2026-07-01"),
        ("2028-02-01T15:00:00Z", "2028-02-01"),
        ("unknown", None),
        (None, None),
    ],
)
def test_a_date_is_drawn_as_far_as_it_is_known(value: str | None, day: str | None) -> None:
    assert drawn(value) == (None if day is None else date.fromisoformat(day))
