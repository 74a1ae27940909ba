"""Members that are late: with which commitment and which evaluation, and since when."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC, datetime
from io import StringIO

import httpx
import pytest

from domain.kernel.values import Role
from service.access.access import Access
from service.store.log import Log
from tests.access.conftest import bearer, token
from tests.api.reading import reading
from tests.api.serving import SECRET
from tests.domain import programme_journey as j
from tests.domain.programme_journey import at
from tests.projections.following import caught_up, poured, until
from tests.web.reading import Read

AFTER_THE_PERIOD = datetime(2028, 2, 1, 12, tzinfo=UTC)


@pytest.fixture
def client(log: Log) -> Iterator[httpx.Client]:
    """A programme is carried out, its commitment is not done, and its period is over."""
    poured(log, at(j.executing).log)
    with reading(log, now=lambda: AFTER_THE_PERIOD, pages=True) as client:
        until(lambda: caught_up(log))
        client.headers.update(bearer(token(Access(log, secret=SECRET), Role.NETWORK_COORDINATOR)))
        yield client


def test_an_overdue_commitment_and_a_missing_evaluation_are_found_with_their_dates(
    client: httpx.Client,
) -> None:
    answer = client.get("/en/console/coordination")

    assert answer.status_code == 200, answer.text
    [overdue] = client.get("/api/v1/commitments", params={"overdue": "true"}).json()["items"]
    page = Read(answer.text)
    assert "A commitment whose deadline has passed" in page.words
    assert "A programme whose final evaluation is due" in page.words
    assert f'datetime="{overdue["current_deadline"]}"' in answer.text
    assert f"/en/commitments/{overdue['id']}" in page.links
    [due] = client.get("/api/v1/network/board").json()["items"][0]["evaluations"]["programme_ids"]
    assert f"/en/programmes/{due}" in page.links
    last = client.get(f"/api/v1/programmes/{due}").json()["ends_on"]
    assert f'datetime="{last}"' in answer.text


def test_the_table_and_the_letter_say_the_same(client: httpx.Client) -> None:
    rows = [*csv.reader(StringIO(client.get("/fr/console/coordination/members.csv").text))][1:]
    dates = {row[5]: row[4] for row in rows}
    [overdue] = client.get("/api/v1/commitments", params={"overdue": "true"}).json()["items"]

    assert overdue["current_deadline"] in dates.values()
    letter = client.get(f"/ar/console/coordination/letters/{rows[0][2]}")
    assert letter.status_code == 200
    assert letter.text.count(f'datetime="{overdue["current_deadline"]}"') == 2, "in both languages"
    assert f"/fr/commitments/{overdue['id']}" in letter.text
    assert "à ne pas envoyer" not in letter.text, "the log is not illustrative"
