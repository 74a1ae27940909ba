"""Signing in and out over HTTP, sessions, and passwords."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import httpx
import psycopg
import pytest
from argon2 import Type

from domain.kernel.values import Role
from service.access import passwords
from service.access.access import Access
from service.access.session_times import SessionTimes
from service.limiting.limiter import TooOften
from service.store.log import Log
from tests.access.conftest import PASSWORD, SECRET
from tests.api.serving import served
from tests.conftest import PASSWORD_HASHER, Cluster

EMAIL = "Secretary@Commune.example"
V1 = "/api/v1"


@pytest.fixture
def account(access: Access) -> str:
    made = access.accounts.make(EMAIL, by="test", password=passwords.hashed(PASSWORD))
    access.grants.make(made, Role.COUNCIL_SECRETARY, by="test", collectivity="c1")
    return made


@pytest.fixture
def client(log: Log) -> Iterator[httpx.Client]:
    with served(log) as address, httpx.Client(base_url=address, timeout=20) as client:
        client.headers["Authorization"] = ""  # nothing signs these requests in but themselves
        del client.headers["Authorization"]
        yield client


def sign_in(client: httpx.Client, email: str = EMAIL, password: str = PASSWORD) -> httpx.Response:
    answer = client.post(f"{V1}/session", json={"email": email, "password": password})
    if answer.status_code == 200:
        client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
    return answer


def test_a_session_in_use_outlasts_even_the_shortest_idle_time_and_ends_when_nobody_uses_it(
    log: Log, account: str
) -> None:
    brief = Access(log, secret=SECRET, times=SessionTimes(idle=timedelta(minutes=1)))

    def used_after(seconds: int) -> int:
        before = f"seen_at = clock_timestamp() - interval '{seconds} seconds'"
        log.ask(f"UPDATE access.sessions SET {before} RETURNING 1", [])
        return client.get(f"{V1}/session").status_code

    with served(log, access=brief) as address, httpx.Client(base_url=address, timeout=20) as client:
        sign_in(client)

        assert used_after(40) == 200
        [[idle]] = log.ask("SELECT clock_timestamp() - seen_at FROM access.sessions", [])
        assert idle < timedelta(seconds=30)  # it was noted that it is in use
        assert used_after(61) == 401


def test_who_signs_in_is_told_what_they_hold_and_gets_a_cookie_that_no_script_reads(
    client: httpx.Client, account: str
) -> None:
    answer = sign_in(client)

    assert answer.status_code == 200
    assert answer.json()["account"] == account
    [grant] = answer.json()["grants"]
    assert (grant["role"], grant["collectivity_id"]) == ("council_secretary", "c1")
    for cookie in answer.headers.get_list("set-cookie"):
        assert "httponly" in cookie.lower()
        assert "samesite=lax" in cookie.lower()
    assert answer.headers["cache-control"] == "no-store"
    assert client.get(f"{V1}/session").json()["account"] == account


def test_an_address_is_found_whatever_the_case_of_its_letters(client: httpx.Client, account: str) -> None:
    assert sign_in(client, EMAIL.upper()).json()["account"] == account


def test_an_unknown_account_and_a_wrong_password_have_one_answer_and_one_amount_of_work(
    client: httpx.Client, account: str, access: Access, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked: list[str] = []
    verify = passwords._HASHER.verify

    class Counting:
        def verify(self, kept: str, password: str) -> bool:
            worked.append(kept)
            return verify(kept, password)

        hash = passwords._HASHER.hash

    monkeypatch.setattr(passwords, "_HASHER", Counting())
    closed = access.accounts.make("closed@commune.example", by="test", password=passwords.hashed(PASSWORD))
    access.accounts.close(closed, by="test")

    answers = [
        sign_in(client, password="wrong"),  # noqa: S106 - of tests alone
        sign_in(client, email="nobody@commune.example"),
        sign_in(client, email="closed@commune.example"),
    ]

    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.text for answer in answers}) == 1
    assert len(worked) == 3
    assert all(kept.startswith("$argon2id$") for kept in worked)


def test_a_password_costs_what_rfc_9106_recommends() -> None:
    hasher = PASSWORD_HASHER

    assert hasher.type is Type.ID
    assert (hasher.time_cost, hasher.memory_cost, hasher.parallelism) == (3, 64 * 1024, 4)
    assert (hasher.salt_len, hasher.hash_len) == (16, 32)


def test_a_password_is_kept_as_argon2id_and_nowhere_else(
    client: httpx.Client, account: str, embedded: Cluster, log: Log
) -> None:
    secret = sign_in(client).cookies["infitah_session"]

    told = everything(embedded, log)

    assert b"$argon2id$v=19$" in told
    for clear in (PASSWORD, EMAIL, EMAIL.casefold(), secret):
        assert clear.encode() not in told


def everything(embedded: Cluster, log: Log) -> bytes:
    """All rows of all tables of a database, as bytes."""
    found = b""
    with psycopg.connect(log.conninfo.replace("user=infitah_service", "user=postgres")) as connection:
        tables = connection.execute(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables"
            " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        for (table,) in tables:
            for row in connection.execute(f"SELECT * FROM {table}").fetchall():
                for value in row:
                    found += value if isinstance(value, bytes) else str(value).encode()
    return found


def test_the_secret_is_another_after_each_sign_in_and_the_one_before_is_worth_nothing(
    client: httpx.Client, account: str
) -> None:
    first = sign_in(client).cookies["infitah_session"]
    second = sign_in(client).cookies["infitah_session"]

    assert first != second
    answer = httpx.get(f"{client.base_url}{V1}/session", cookies={"infitah_session": first})
    assert answer.status_code == 401


@pytest.mark.parametrize(
    "change",
    [
        "seen_at = clock_timestamp() - interval '61 minutes'",
        "ends_at = clock_timestamp() - interval '1 second'",
    ],
    ids=["not used for an hour", "twelve hours old"],
)
def test_a_session_ends_by_itself(client: httpx.Client, account: str, log: Log, change: str) -> None:
    sign_in(client)

    log.ask(f"UPDATE access.sessions SET {change} RETURNING 1", [])

    assert client.get(f"{V1}/session").status_code == 401


def test_who_signs_out_everywhere_is_signed_out_on_every_device(
    client: httpx.Client, account: str, access: Access
) -> None:
    other = access.sessions.begin(account, None)
    sign_in(client)

    assert client.delete(f"{V1}/sessions").status_code == 204

    answer = httpx.get(f"{client.base_url}{V1}/session", cookies={"infitah_session": str(other)})
    assert answer.status_code == 401
    assert client.get(f"{V1}/session").status_code == 401


def test_signing_out_ends_one_session_only(client: httpx.Client, account: str, access: Access) -> None:
    other = access.sessions.begin(account, None)
    sign_in(client)

    assert client.delete(f"{V1}/session").status_code == 204

    answer = httpx.get(f"{client.base_url}{V1}/session", cookies={"infitah_session": str(other)})
    assert answer.status_code == 200


def test_a_request_of_a_session_needs_the_token_of_its_page(client: httpx.Client, account: str) -> None:
    sign_in(client)

    for given in ("", "0" * 64):
        client.headers["X-CSRF-Token"] = given
        answer = client.delete(f"{V1}/session")
        assert (answer.status_code, answer.json()["code"]) == (403, "csrf")
    assert client.get(f"{V1}/session").status_code == 200


def test_a_changed_password_ends_the_other_sessions_and_needs_the_one_before(
    client: httpx.Client, account: str, access: Access
) -> None:
    other = access.sessions.begin(account, None)
    sign_in(client)

    wrong = client.put(f"{V1}/password", json={"current": "wrong", "new": "another long password"})
    short = client.put(f"{V1}/password", json={"current": PASSWORD, "new": "tiny-one"})
    right = client.put(f"{V1}/password", json={"current": PASSWORD, "new": "another long password"})

    assert (wrong.status_code, wrong.json()["code"]) == (403, "wrong_password")
    assert (short.status_code, short.json()["errors"][0]["field"]) == (422, "new")
    assert "tiny-one" not in short.text
    assert right.status_code == 204
    assert client.get(f"{V1}/session").status_code == 200
    answer = httpx.get(f"{client.base_url}{V1}/session", cookies={"infitah_session": str(other)})
    assert answer.status_code == 401
    assert sign_in(client).status_code == 401
    assert sign_in(client, password="another long password").status_code == 200  # noqa: S106 - of tests alone


def test_a_one_time_link_sets_a_password_once(client: httpx.Client, account: str, access: Access) -> None:
    older = access.accounts.issue_link(account, by="test")
    link = access.accounts.issue_link(account, by="test")
    former = client.post(f"{V1}/password-resets", json={"link": older, "new": "another long password"})
    reset = {"link": link, "new": "another long password"}

    first = client.post(f"{V1}/password-resets", json=reset)
    again = client.post(f"{V1}/password-resets", json=reset)
    other = client.post(f"{V1}/password-resets", json=reset | {"link": older})

    assert first.status_code == 204
    over = [(one.status_code, one.json()["code"]) for one in (former, again, other)]
    assert over == [(403, "link_over")] * 3
    assert sign_in(client, password="another long password").status_code == 200  # noqa: S106 - of tests alone


@pytest.mark.parametrize("typed", [EMAIL, EMAIL.lower(), f" {EMAIL} "])
def test_the_address_of_an_account_is_no_password_of_it(
    client: httpx.Client, account: str, access: Access, typed: str
) -> None:
    link = access.accounts.issue_link(account, by="test")
    sign_in(client)

    changed = client.put(f"{V1}/password", json={"current": PASSWORD, "new": typed})
    by_link = client.post(f"{V1}/password-resets", json={"link": link, "new": typed})
    after = client.post(f"{V1}/password-resets", json={"link": link, "new": "another long password"})

    for answer in (changed, by_link):
        [error] = answer.json()["errors"]
        assert (answer.status_code, error["field"], error["code"]) == (422, "new", "password_is_email")
        assert EMAIL.lower() not in answer.text.lower()
    assert after.status_code == 204, "the link can still be used"
    assert sign_in(client, password=typed).status_code == 401


def test_a_link_is_over_after_a_day(client: httpx.Client, account: str, access: Access, log: Log) -> None:
    link = access.accounts.issue_link(account, by="test")
    log.ask("UPDATE access.one_time_links SET ends_at = clock_timestamp() RETURNING 1", [])

    answer = client.post(f"{V1}/password-resets", json={"link": link, "new": "another long password"})

    assert (answer.status_code, answer.json()["code"]) == (403, "link_over")


def test_passwords_are_not_found_by_trying_from_one_address(client: httpx.Client, account: str) -> None:
    answers = [sign_in(client, password=f"wrong {number}") for number in range(6)]

    assert [answer.status_code for answer in answers] == [401] * 5 + [429]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 900
    assert sign_in(client).status_code == 429


def test_strangers_who_fail_from_everywhere_do_not_lock_out_whoever_signed_in_before(
    access: Access, account: str
) -> None:
    device = access.throttle.new_device(EMAIL.casefold())
    for number in range(50):
        stranger = access.attempt(EMAIL, f"203.0.{number}.7", None)
        access.throttle.admit(stranger)
        access.throttle.failed(stranger)
    with pytest.raises(TooOften):
        access.throttle.admit(access.attempt(EMAIL, "198.51.100.1", None))

    signed_in = access.signed_in(access.attempt(EMAIL, "198.51.100.1", device), PASSWORD)

    assert signed_in is not None
    assert signed_in.account_ref == account


def test_a_devices_cookie_is_of_one_account_and_cannot_be_made_up(access: Access, account: str) -> None:
    device = access.throttle.new_device("somebody@commune.example")

    for given in (device, "made-up.made-up", ".", "", "a" * 5000):
        assert not access.throttle.knows(access.attempt(EMAIL, "198.51.100.1", given))


def test_an_office_whose_people_all_sign_in_from_one_address_is_not_held_up(access: Access) -> None:
    for number in range(60):
        attempt = access.attempt(f"{number}@commune.example", "198.51.100.1", None)
        access.throttle.admit(attempt)
        if number % 3 == 0:  # a slip of the finger now and then
            access.throttle.failed(attempt)
        access.throttle.succeeded(attempt)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"email": "nobody", "password": "x"}, "email"),
        ({"email": EMAIL}, "password"),
        ({"email": EMAIL, "password": ""}, "password"),
        ({"email": EMAIL, "password": "a" * 257}, "password"),
        ({"email": EMAIL, "password": "hunter2", "remember": True}, "remember"),
        ({"email": ["a@b"], "password": "hunter2"}, "email"),
    ],
)
def test_a_wrong_field_is_named_and_what_was_typed_is_not_repeated(
    client: httpx.Client, body: dict[str, object], field: str
) -> None:
    answer = client.post(f"{V1}/session", json=body)

    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert "hunter2" not in answer.text
    assert "found" not in answer.json()["errors"][0]


def test_a_closed_account_is_signed_out_at_once_and_its_address_is_free_again(
    client: httpx.Client, account: str, access: Access
) -> None:
    sign_in(client)

    access.accounts.close(account, by="test")

    assert client.get(f"{V1}/session").status_code == 401
    assert access.accounts.make(EMAIL, by="test") != account
    assert {one.account_ref: email for one, email in access.accounts.all()}[account] is None


def test_a_password_may_be_typed_in_either_form_of_its_letters() -> None:
    kept = passwords.hashed("mot de passe très sûr")

    assert passwords.matches(kept, "mot de passe tre\u0300s su\u0302r")
    assert not passwords.matches(kept, "mot de passe tres sur")
    assert not passwords.matches(None, "mot de passe très sûr")
    assert SECRET.decode() not in kept
