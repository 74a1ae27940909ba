"""The accounts as the operator reads them: by reference, with each grant and whether it holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from domain.kernel.values import Role
from service.access.access import Access
from service.access.lasting import Lapse
from service.store.log import Log
from tests.access.conftest import Whole, bearer, new_account, token
from tests.api.serving import served

DAY = timedelta(days=1)


@pytest.fixture
def client(log: Log) -> Iterator[httpx.Client]:
    with served(log) as address, httpx.Client(base_url=address, timeout=20) as client:
        yield client


def _all(client: httpx.Client, **asked: Any) -> list[Any]:
    """Every account, page by page."""
    found, after = list[Any](), None
    while True:
        answer = client.get("/api/v1/accounts", params=asked | ({"after": after} if after else {}))
        assert answer.status_code == 200, answer.text
        found += answer.json()["items"]
        after = answer.json()["next"]
        if after is None:
            return found


def test_each_grant_says_whether_it_holds_and_why_not(client: httpx.Client, access: Access) -> None:
    now, account = datetime.now(UTC), new_account(access)
    access.grants.make(account, Role.AUDITOR, by="test")
    access.grants.make(account, Role.OPERATOR, by="test", from_at=now + DAY)
    access.grants.make(
        account, Role.NETWORK_COORDINATOR, by="test", from_at=now - 2 * DAY, until_at=now - DAY
    )
    taken = access.grants.make(account, Role.FOCAL_POINT, by="test", collectivity="c1")
    access.grants.end(str(taken), by="test")
    client.headers.update(bearer(token(access, Role.OPERATOR)))

    [found] = [one for one in _all(client) if one["account"] == account]

    assert {one["role"]: one["state"] for one in found["grants"]} == {
        Role.AUDITOR: "holds",
        Role.OPERATOR: Lapse.NOT_BEGUN,
        Role.NETWORK_COORDINATOR: Lapse.PERIOD_OVER,
        Role.FOCAL_POINT: Lapse.TAKEN_AWAY,
    }
    assert all(one["holds"] is (one["state"] == "holds") for one in found["grants"])
    assert all(one["state_name"].keys() == {"ar", "fr", "en"} for one in found["grants"])


def test_no_e_mail_address_is_told_nor_who_somebody_is(client: httpx.Client, access: Access) -> None:
    account = access.accounts.make("somebody@commune.example", by="test")
    access.grants.make(account, Role.AUDITOR, by="test", person_ref="person-of-a-test")
    client.headers.update(bearer(token(access, Role.OPERATOR)))

    text = client.get("/api/v1/accounts").text

    assert account in text
    assert "somebody" not in text
    assert "person-of-a-test" not in text


def test_accounts_are_told_page_by_page_in_the_order_in_which_they_were_made(
    client: httpx.Client, access: Access
) -> None:
    made = [new_account(access) for _ in range(4)]
    access.accounts.close(made[1], by="test")
    client.headers.update(bearer(token(access, Role.OPERATOR)))

    found = _all(client, limit=2)

    assert [one["account"] for one in found][:4] == made
    assert [one["account"] for one in found if one["closed_at"]] == [made[1]]
    assert len(found) == 5


@pytest.mark.parametrize("asked", ["limit=0", "limit=x", "after=no%20reference", "email=a@b.example"])
def test_what_cannot_be_asked_is_refused_by_name(client: httpx.Client, access: Access, asked: str) -> None:
    client.headers.update(bearer(token(access, Role.OPERATOR)))

    answer = client.get(f"/api/v1/accounts?{asked}")

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == asked.partition("=")[0]


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.NETWORK_COORDINATOR, Role.FOCAL_POINT])
def test_only_the_operator_reads_them(whole: Whole, role: Role) -> None:
    answer = whole.client.get("/api/v1/accounts", headers=bearer(whole.token(role)))

    assert (answer.status_code, answer.json()["roles"]) == (403, ["operator"])
