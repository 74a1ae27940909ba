"""What asking who may costs the database: one query by indexes, and none where nobody need be known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import psycopg
import pytest

from domain.kernel.values import Role
from service.access.access import Access
from service.access.callers import BY_SESSION, BY_TOKEN
from service.access.passwords import hashed
from service.store.log import Log
from tests.access.conftest import PASSWORD, bearer, token
from tests.api.serving import served


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement that is sent on the connections of an event loop."""
    found: list[str] = []
    execute = psycopg.AsyncCursor.execute

    async def counting(self: Any, query: Any, *more: Any, **options: Any) -> Any:
        found.append(str(query))
        return await execute(self, query, *more, **options)

    monkeypatch.setattr(psycopg.AsyncCursor, "execute", counting)
    return found


@pytest.fixture
def client(log: Log) -> Iterator[httpx.Client]:
    with served(log) as address, httpx.Client(base_url=address, timeout=20) as client:
        yield client


def test_a_session_and_a_token_are_found_with_their_account_and_grants_by_one_query(
    client: httpx.Client, access: Access, asked: list[str]
) -> None:
    access.accounts.make("a@commune.example", by="test", password=hashed(PASSWORD))
    client.post("/api/v1/session", json={"email": "a@commune.example", "password": PASSWORD})
    secret = token(access, Role.AUDITOR)
    asked.clear()

    assert client.get("/api/v1/session").status_code == 200
    assert asked == [BY_SESSION]
    assert client.get("/api/v1/session", headers=bearer(secret)).status_code == 200
    assert asked == [BY_SESSION, BY_TOKEN]


def test_what_is_for_everybody_asks_nothing_of_who_it_is(
    client: httpx.Client, access: Access, asked: list[str]
) -> None:
    secret = token(access, Role.AUDITOR)
    asked.clear()

    for headers in ({}, bearer(secret), {"Cookie": "infitah_session=anything"}):
        assert client.get("/api/v1/permissions", headers=headers).status_code == 200

    assert asked == []


@pytest.mark.parametrize("statement", [BY_SESSION, BY_TOKEN])
def test_the_query_goes_by_indexes(log: Log, statement: str) -> None:
    with psycopg.connect(log.conninfo) as connection:
        connection.execute("SET enable_seqscan = off")  # on tables this small it would be the cheaper way
        given = {"digest": b"\0" * 32, "idle": timedelta(hours=1), "noted": timedelta(minutes=1)}
        plan = connection.execute(f"EXPLAIN {statement}".encode(), given).fetchall()

    told = "\n".join(line for (line,) in plan)
    assert "Seq Scan" not in told
    for index in ("accounts_pkey", "grants_account"):
        assert index in told
