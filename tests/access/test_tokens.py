"""Tokens of programs: what they open, until when, and how they are kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from domain.kernel.values import Role
from service.access.access import Access
from service.store.log import Log
from tests.access.conftest import bearer, new_account
from tests.access.test_sign_in import everything
from tests.api.serving import WORKSHOP, served
from tests.conftest import Cluster

TOMORROW = datetime.now(UTC) + timedelta(days=1)
FIELDS = {name: value for name, value in WORKSHOP.items() if name != "actor"}


@pytest.fixture
def client(log: Log) -> Iterator[httpx.Client]:
    with served(log) as address, httpx.Client(base_url=address, timeout=20) as client:
        yield client


@pytest.fixture
def account(access: Access) -> str:
    return new_account(access)


def announce(client: httpx.Client, secret: str, key: str = "first", **headers: str) -> httpx.Response:
    """Announce a workshop of the commune c1."""
    more = bearer(secret) | {"Idempotency-Key": key} | headers
    return client.post("/api/v1/workshops", json=FIELDS, headers=more)


def test_events_name_the_role_and_a_reference_that_is_of_this_grant_alone(
    client: httpx.Client, access: Access, account: str, log: Log
) -> None:
    grants = [access.grants.make(account, Role.FOCAL_POINT, by="test", collectivity=c) for c in ("c1", "c2")]
    secret = access.tokens.make(account, by="test", ends_at=TOMORROW)
    assert secret is not None

    answer = announce(client, secret.secret, **{"Acting-As": str(grants[0])})

    assert answer.status_code == 201
    actor = log.since(0, 1)[0].body.decode().partition('"actor":')[2]
    refs = [one.person_ref for one in access.grants.of(account)]
    assert actor.startswith(f'{{"body":"c1","person_ref":"{refs[0]}","role":"focal_point"}}')
    assert len(set(refs)) == 2
    assert account.encode() not in log.since(0, 1)[0].body


def test_with_several_grants_that_would_do_the_request_says_which(
    client: httpx.Client, access: Access, account: str
) -> None:
    grants = [access.grants.make(account, Role.FOCAL_POINT, by="test", collectivity=c) for c in ("c1", "c2")]
    secret = access.tokens.make(account, by="test", ends_at=TOMORROW)
    assert secret is not None

    unsaid = announce(client, secret.secret)
    other = announce(client, secret.secret, **{"Acting-As": str(grants[1])})
    unknown = announce(client, secret.secret, **{"Acting-As": "grant-of-nobody"})

    assert (unsaid.status_code, unsaid.json()["code"]) == (400, "acting_as_needed")
    assert {one["id"] for one in unsaid.json()["grants"]} == set(grants)
    assert (other.status_code, other.json()["code"]) == (403, "not_covered")
    assert (unknown.status_code, unknown.json()["code"]) == (400, "acting_as_unknown")
    assert unknown.json()["errors"][0]["field"] == "Acting-As"
    assert unknown.json()["errors"][0]["found"] == "grant-of-nobody"


def test_a_token_opens_only_the_grants_and_commands_that_it_is_for(
    client: httpx.Client, access: Access, account: str
) -> None:
    mine = str(access.grants.make(account, Role.FOCAL_POINT, by="test", collectivity="c1"))
    other = str(access.grants.make(account, Role.FOCAL_POINT, by="test", collectivity="c2"))

    def made(**scope: object) -> str:
        token = access.tokens.make(account, by="test", ends_at=TOMORROW, **scope)  # type: ignore[arg-type]
        assert token is not None
        return token.secret

    assert announce(client, made(grants=[mine])).status_code == 201
    assert announce(client, made(grants=[other]), "2").json()["code"] == "not_covered"
    assert announce(client, made(grants=[mine], commands=["announce-workshop"]), "3").status_code == 201
    for commands in (["cancel-workshop"], []):
        answer = announce(client, made(grants=[mine], commands=commands), "4")
        assert (answer.status_code, answer.json()["code"]) == (403, "token_not_for_command")


def test_a_token_that_is_over_revoked_or_of_a_closed_account_opens_nothing_at_once(
    client: httpx.Client, access: Access, account: str
) -> None:
    access.grants.make(account, Role.FOCAL_POINT, by="test", collectivity="c1")
    over = access.tokens.make(account, by="test", ends_at=datetime.now(UTC) - timedelta(seconds=1))
    revoked, closed = (access.tokens.make(account, by="test", ends_at=TOMORROW) for _ in range(2))
    assert over is not None
    assert revoked is not None
    assert closed is not None
    assert announce(client, revoked.secret).status_code == 201

    access.tokens.revoke(revoked.token_id, by="test")
    assert [announce(client, one.secret).status_code for one in (over, revoked)] == [401, 401]
    access.accounts.close(account, by="test")
    assert announce(client, closed.secret).status_code == 401


def test_a_token_is_kept_as_a_digest_with_when_it_was_last_used(
    client: httpx.Client, access: Access, account: str, embedded: Cluster, log: Log
) -> None:
    access.grants.make(account, Role.FOCAL_POINT, by="test", collectivity="c1")
    made = access.tokens.make(account, by="test", ends_at=TOMORROW)
    assert made is not None
    assert access.tokens.of(account)[0].used_at is None

    announce(client, made.secret)

    assert access.tokens.of(account)[0].used_at is not None
    assert made.secret.removeprefix("infitah_").encode() not in everything(embedded, log)


@pytest.mark.parametrize("given", ["Basic YTpi", "Bearer", "infitah_x", "Bearer \u00e9"])
def test_what_is_no_token_opens_nothing(client: httpx.Client, given: str) -> None:
    headers = {"Authorization": given.encode("latin-1"), "Idempotency-Key": "k"}

    answer = client.post("/api/v1/workshops", json=FIELDS, headers=headers)  # type: ignore[arg-type]

    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")
    assert answer.headers["www-authenticate"].startswith("Bearer")


def test_a_repeated_request_is_answered_as_the_first_also_with_another_token_of_the_grant(
    client: httpx.Client, access: Access, account: str
) -> None:
    access.grants.make(account, Role.FOCAL_POINT, by="test", collectivity="c1")
    one, two = (access.tokens.make(account, by="test", ends_at=TOMORROW) for _ in range(2))
    assert one is not None
    assert two is not None

    first, again = announce(client, one.secret), announce(client, two.secret)

    assert again.headers["idempotent-replayed"] == "true"
    assert again.json() == first.json()
