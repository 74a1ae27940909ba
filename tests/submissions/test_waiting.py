"""What waits is told to those who decide with its words, and to everybody as a number and an age."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from domain.collectivity.commands import EndCouncilMandate
from domain.idea.commands import EraseIdeaPersonalData, FindIdeaAdmissible
from service.access.access import Access
from service.api.queries import query_router
from service.api.reading import Reader
from service.api.submissions import submission_router
from service.api.waiting import waiting_router, within_grants
from service.store.log import Log
from tests.api.reading import read
from tests.api.serving import SECRET, served
from tests.api.signed_in import Signer
from tests.domain.scenario import by
from tests.projections.following import followed
from tests.submissions.sending import (
    UNSIGNED,
    WORDS,
    at_work,
    do,
    received,
    with_consultation,
    with_programme,
)
from tests.vault.submitting import NOW


def credentials(log: Log, role: str = "focal_point", collectivity: str | None = "c1") -> dict[str, str]:
    """The headers of somebody who holds a role there."""
    token = Signer(Access(log, secret=SECRET)).token(by(role), collectivity)
    return {"Authorization": f"Bearer {token}"}


@contextmanager
def staffed(log: Log, **after: float) -> Iterator[httpx.Client]:
    """A client of a server with submissions, public queries and the list of staff, some time after; it asks
    as the focal point of c1 where nothing else is said.
    """
    reader, now = Reader(log, illustrative=False), NOW + timedelta(**after)
    handling = at_work(log)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        await reader.start()
        yield
        await reader.stop()

    routers = [
        submission_router(handling, secret=SECRET, illustrative=False),
        query_router(reader, lambda: now),
        waiting_router(reader, lambda: now, within_grants),
    ]
    options = {"routers": routers, "lifespan": lifespan}
    headers = credentials(log)
    with (
        served(log, **options) as address,
        followed(log),
        httpx.Client(base_url=address, timeout=20, headers=headers) as client,
    ):
        yield client


def listed(client: httpx.Client, log: Log, **parameters: Any) -> Any:
    return read(client, "waiting", after_position=log.head(), **parameters)


def test_staff_read_the_words_that_wait_with_who_gave_them_and_for_how_long(log: Log) -> None:
    with staffed(with_programme(log), days=3) as client:
        receipt = received(client, author={"kind": "organisation", "organisation": "جمعية أوزود"})
        found = listed(client, log)
        public = client.get(f"/api/v1/ideas/{receipt['id']}")

    [item] = [one for one in found["items"] if one["stream"] == receipt["stream"]]
    assert (item["words"], item["days"], item["waits_for"]) == (WORDS, 3, "admissibility")
    assert item["author"]["organisation"] == "جمعية أوزود"
    assert item["collectivity_ids"] == ["c1"]
    assert WORDS not in public.text


@pytest.mark.parametrize(
    ("role", "collectivity", "asked", "told"),
    [
        ("focal_point", "c1", {}, True),
        ("council_president", "c1", {}, True),
        ("follow_up_committee", "c1", {"collectivity": "c1"}, True),
        ("focal_point", "c2", {}, False),
        ("focal_point", "c2", {"collectivity": "c1"}, False),
        ("focal_point", "c1", {"collectivity": "c2"}, False),
    ],
)
def test_nobody_reads_what_waits_in_another_collectivity(
    log: Log, role: str, collectivity: str, asked: dict[str, str], told: bool
) -> None:
    with staffed(with_programme(log)) as client:
        receipt = received(client)
        do(client, receipt, "ask-for-erasure")
        client.headers.update(credentials(log, role, collectivity))
        found = listed(client, log, **asked)

    streams = {one["stream"] for one in (*found["items"], *found["erasure_requests"])}
    assert (receipt["stream"] in streams) is told
    assert found["total"] == len(found["items"])
    assert told or not streams


@pytest.mark.parametrize(
    ("role", "status"),
    [("lead_unit", 403), ("civil_society", 403), ("auditor", 403), ("operator", 403), (None, 401)],
)
def test_who_decides_on_nothing_reads_no_words_that_wait(log: Log, role: str | None, status: int) -> None:
    with staffed(with_programme(log)) as client:
        received(client)
        client.headers.update(credentials(log, role) if role else UNSIGNED)
        answer = client.get("/api/v1/waiting")

    assert answer.status_code == status
    assert WORDS not in answer.text


def test_a_president_reads_no_words_once_the_mandate_is_over(log: Log) -> None:
    with_programme(log)
    access, president = Access(log, secret=SECRET), by("council_president")
    account = access.accounts.make("president@example.ma", by="test")
    held = {"collectivity": "c1", "body": president.body, "mandate": "m1"}
    access.grants.make(account, president.role, by="test", **held)
    made = access.tokens.make(account, by="test", ends_at=datetime.now(UTC) + timedelta(days=1))
    assert made is not None
    with staffed(log) as client:
        client.headers["Authorization"] = f"Bearer {made.secret}"
        in_office = listed(client, log)["items"]
        ended = {"actor": by("control_authority"), "ended_on": "2025-04-30", "reason": {"code": "election"}}
        at_work(log).handle("collectivity:c1", EndCouncilMandate.model_validate(ended))
        over = client.get("/api/v1/waiting")

    assert [one["stream"] for one in in_office] == ["idea:i1"]
    assert (over.status_code, over.json()["code"]) == (403, "not_permitted")


def test_what_waits_is_told_page_by_page_in_the_order_in_which_it_came(log: Log) -> None:
    with staffed(with_programme(log)) as client:
        sent = [received(client)["stream"] for _ in range(3)]
        whole = [one["stream"] for one in listed(client, log)["items"]]
        paged, following = [], {}
        while True:
            page = listed(client, log, limit=2, **following)
            assert page["total"] == len(whole)  # on every page, whatever it shows
            paged += [one["stream"] for one in page["items"]]
            if page["next"] is None:
                break
            following = {"cursor": page["next"]}

    assert whole[-3:] == sent
    assert paged == whole


def test_a_request_for_erasure_is_open_with_its_last_day_until_the_erasure_is_recorded(log: Log) -> None:
    with staffed(with_programme(log), days=3) as client:
        receipt = received(client)
        asked = do(client, receipt, "ask-for-erasure", scope="words").json()
        again = do(client, receipt, "ask-for-erasure").json()
        [open_one] = listed(client, log)["erasure_requests"]
        told = {"actor": by("focal_point"), "legal_basis": "09-08", "reason": {"code": "court_decision"}}
        at_work(log).handle(receipt["stream"], EraseIdeaPersonalData.model_validate(told))
        settled = listed(client, log)
        nothing_left = do(client, receipt, "ask-for-erasure")

    assert again == asked
    assert asked["due_on"] == "2025-05-11"  # asked on 30 April; ten clear days lie between
    assert (open_one["due_on"], open_one["days_left"], open_one["scope"]) == ("2025-05-11", 8, "words")
    assert open_one["rule"]["confirmed"] is False
    assert open_one["rule"]["article"] == "8"
    assert settled["erasure_requests"] == []
    assert receipt["stream"] not in {one["stream"] for one in settled["items"]}, "nobody can decide on it"
    assert nothing_left.status_code == 409
    assert nothing_left.json()["unmet"][0]["code"] == "participation.something_to_erase"


def test_the_operator_sees_which_erasures_were_asked_for_everywhere_and_no_words(log: Log) -> None:
    with staffed(with_programme(log)) as client:
        receipt = received(client)
        do(client, receipt, "ask-for-erasure")
        [theirs] = listed(client, log)["erasure_requests"]
        client.headers.update(credentials(log, "operator", None))
        found = read(client, "erasure-requests", after_position=log.head())
        unknown = client.get("/api/v1/erasure-requests", params={"collectivity": "c1"})

    assert (found["items"], found["next"]) == ([theirs], None)
    assert theirs["stream"] == receipt["stream"]
    assert "words" not in theirs
    assert unknown.status_code == 422


@pytest.mark.parametrize(("role", "status"), [("focal_point", 403), ("auditor", 403), (None, 401)])
def test_nobody_else_is_told_of_all_requests_for_erasure(log: Log, role: str | None, status: int) -> None:
    with staffed(with_programme(log)) as client:
        client.headers.update(credentials(log, role) if role else UNSIGNED)
        assert client.get("/api/v1/erasure-requests").status_code == status


def test_everybody_sees_how_many_ideas_wait_and_how_old_the_oldest_is(log: Log) -> None:
    with staffed(with_programme(log), days=3) as client:
        before = read(client, "programmes/p1", after_position=log.head())["ideas_waiting"]
        receipt = received(client)
        one_more = read(client, "programmes/p1", after_position=log.head())["ideas_waiting"]
        at_work(log).handle(
            receipt["stream"], FindIdeaAdmissible.model_validate({"actor": by("focal_point")})
        )
        decided = read(client, "programmes/p1", after_position=log.head())["ideas_waiting"]

    assert one_more["number"] == before["number"] + 1
    assert one_more["oldest_days"] == (before["oldest_days"] or 3)
    assert decided == before


def test_what_was_erased_before_anybody_decided_waits_no_more_in_any_count(log: Log) -> None:
    with staffed(with_programme(log), days=3) as client:
        before = read(client, "programmes/p1", after_position=log.head())["ideas_waiting"]
        kept, gone = (received(client, author={"kind": "pseudonymous"}) for _ in range(2))
        for receipt, scope in ((kept, "identity"), (gone, "words")):
            told = {"actor": by("focal_point"), "legal_basis": "09-08", "reason": {"code": "court_decision"}}
            command = EraseIdeaPersonalData.model_validate(told | {"scope": scope})
            at_work(log).handle(receipt["stream"], command)
        after = read(client, "programmes/p1", after_position=log.head())
        ideas, found = read(client, "ideas", programme="p1"), listed(client, log)

    assert after["ideas_waiting"]["number"] == before["number"] + 1 == ideas["waiting"]
    assert after["idea_count"] >= 2, "it is counted among those that came"
    streams = [one["stream"] for one in found["items"]]
    assert (kept["stream"] in streams, gone["stream"] in streams) == (True, False)


def test_everybody_sees_how_many_contributions_wait_and_how_old_the_oldest_is(log: Log) -> None:
    with staffed(with_consultation(log), days=5) as client:
        none = read(client, "consultations/q1", after_position=log.head())["contributions_waiting"]
        received(client, "contributions")
        one = read(client, "consultations/q1", after_position=log.head())["contributions_waiting"]

    assert none == {"number": 0, "oldest_days": None}
    assert one == {"number": 1, "oldest_days": 5}
