"""The access journal: what is written there, that it stays, and that it holds references only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import psycopg
import pytest

from domain.kernel.values import Role
from service.access.access import Access
from service.access.held import erase, exported
from service.access.journal import Kind
from service.access.passwords import hashed
from service.messages import LANGUAGES, sentence
from service.store.log import Log
from tests.access.conftest import PASSWORD, Whole, bearer, new_account
from tests.access.test_sign_in import everything
from tests.api.serving import served
from tests.conftest import Cluster

SOON = datetime.now(UTC) + timedelta(hours=1)


@pytest.fixture
def client(log: Log) -> Iterator[httpx.Client]:
    with served(log) as address, httpx.Client(base_url=address, timeout=20) as client:
        yield client


def test_every_change_of_what_somebody_may_do_is_written_with_who_did_it(access: Access) -> None:
    account = new_account(access)
    grant = access.grants.make(account, Role.AUDITOR, by="somebody")
    token = access.tokens.make(account, by="somebody", ends_at=SOON)
    assert token is not None
    access.tokens.revoke(token.token_id, by="another")
    access.grants.end(str(grant), by="another")
    access.accounts.issue_link(account, by="another")
    access.accounts.set_password(account, PASSWORD, by=account)
    access.accounts.close(account, by="another")

    told = [(one.kind, one.by_ref, one.about) for one in reversed(access.journal.page())]

    assert told == [
        (Kind.ACCOUNT_MADE, "test", None),
        (Kind.GRANT_MADE, "somebody", grant),
        (Kind.TOKEN_MADE, "somebody", token.token_id),
        (Kind.TOKEN_REVOKED, "another", token.token_id),
        (Kind.GRANT_ENDED, "another", grant),
        (Kind.LINK_ISSUED, "another", None),
        (Kind.PASSWORD_CHANGED, account, None),
        (Kind.ACCOUNT_CLOSED, "another", None),
    ]
    assert {one.account_ref for one in access.journal.page()} == {account}


def test_what_changed_nothing_is_not_written(access: Access) -> None:
    access.grants.end("grant-of-nobody", by="test")
    access.tokens.revoke("token-of-nobody", by="test")
    access.accounts.close("account-of-nobody", by="test")
    access.accounts.issue_link("account-of-nobody", by="test")

    assert access.journal.page() == []


def test_a_sign_in_and_one_that_failed_are_written_and_their_addresses_lie_in_the_vault_alone(
    client: httpx.Client, access: Access, embedded: Cluster, log: Log
) -> None:
    made = access.accounts.make("a@commune.example", by="test", password=hashed(PASSWORD))
    for password in ("wrong", PASSWORD):
        body = {"email": "a@commune.example", "password": password}
        client.post("/api/v1/session", json=body)

    signed_in, failed = access.journal.page(limit=2)

    assert (failed.kind, failed.account_ref) == (Kind.SIGN_IN_FAILED, made)
    assert (signed_in.kind, signed_in.account_ref) == (Kind.SIGNED_IN, made)
    refs = tuple(str(one.address_ref) for one in (failed, signed_in))
    assert access.sessions.addresses(refs) == dict.fromkeys(refs, "127.0.0.1")
    assert b"127.0.0.1" not in everything(embedded, log)


def test_addresses_are_destroyed_after_their_days_and_the_entries_stay(access: Access, log: Log) -> None:
    account = new_account(access)
    access.sessions.failed(account, "198.51.100.7")
    [entry] = access.journal.page(limit=1)
    refs = (str(entry.address_ref),)

    access.sessions.sweep(datetime.now(UTC) + timedelta(days=90))
    assert access.sessions.addresses(refs) == dict.fromkeys(refs, "198.51.100.7")
    access.sessions.sweep(datetime.now(UTC) + timedelta(days=91))

    assert access.sessions.addresses(refs) == {}
    assert access.journal.page(limit=1) == [entry]
    assert log.ask("SELECT 1 FROM vault.subjects WHERE subject_ref LIKE 'addresses-%%'", []) == []
    assert [email for _, email in access.accounts.all()] != [None]


MISTAKES = (
    "UPDATE access.journal SET kind = 'signed_out'",
    "DELETE FROM access.journal",
    "TRUNCATE access.journal",
)
ATTACKS = (*MISTAKES, "ALTER TABLE access.journal DISABLE TRIGGER append_only", "DROP TABLE access.journal")
"""What a superuser could do and the service cannot; a superuser is kept from mistakes only."""


@pytest.mark.parametrize(
    ("user", "change"),
    [*(("infitah_service", change) for change in ATTACKS), *(("postgres", change) for change in MISTAKES)],
)
def test_no_entry_is_changed_or_deleted(access: Access, log: Log, change: str, user: str) -> None:
    new_account(access)
    before = access.journal.page()

    conninfo = log.conninfo.replace("user=infitah_service", f"user={user}")
    with psycopg.connect(conninfo) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(change)

    assert access.journal.page() == before


def test_nobody_says_when_an_entry_was(access: Access, log: Log) -> None:
    log.ask("INSERT INTO access.journal (at, kind) VALUES ('2020-01-01', 'signed_in') RETURNING 1", [])

    [entry] = access.journal.page()
    assert datetime.now(UTC) - entry.at < timedelta(minutes=1)


def test_every_kind_of_entry_is_told_in_three_languages() -> None:
    for kind in Kind:
        assert len({sentence("access", kind, language) for language in LANGUAGES}) == len(LANGUAGES)


def test_an_auditor_reads_the_journal_page_by_page_and_no_address_in_it(whole: Whole) -> None:
    secret = whole.token(Role.AUDITOR)
    whole.client.post("/api/v1/session", json={"email": "nobody@commune.example", "password": "x"})

    first = whole.client.get("/api/v1/access-journal", params={"limit": 2}, headers=bearer(secret))
    before = first.json()["items"][-1]["entry"]
    second = whole.client.get("/api/v1/access-journal", params={"before": before}, headers=bearer(secret))

    assert [one["entry"] for one in first.json()["items"]] == [before + 1, before]
    assert all(one["entry"] < before for one in second.json()["items"])
    assert "127.0.0.1" not in first.text
    assert "address" not in first.json()["items"][0]
    wrong = whole.client.get("/api/v1/access-journal", params={"before": "-1"}, headers=bearer(secret))
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "before")


def test_a_person_is_given_all_that_is_held_of_their_account_and_it_can_be_erased(
    access: Access, embedded: Cluster, log: Log
) -> None:
    account = access.accounts.make("Amal@commune.example", by="test")
    access.grants.make(account, Role.FOCAL_POINT, by="test", collectivity="c1")
    access.sessions.failed(account, "198.51.100.7")

    told = exported(access, account)

    assert told is not None
    assert (told["email"], told["grants"][0]["role"]) == ("Amal@commune.example", "focal_point")
    assert [one["address"] for one in told["journal"]] == [None, None, "198.51.100.7"]

    assert erase(access, account, by="test", basis="law 09-08") is True

    left = exported(access, account)
    assert left is not None
    assert (left["email"], left["journal"][2]["address"]) == (None, None)
    assert left["closed_at"] is not None
    assert log.vault.holds(account) is False
    assert access.accounts.find("Amal@commune.example") is None
    assert exported(access, "account-of-nobody") is None
    assert erase(access, account, by="test", basis="law 09-08") is False, "nothing was left"
    assert erase(access, "account-of-nobody", by="test", basis="law 09-08") is None


def test_an_erasure_of_an_account_that_was_interrupted_goes_on(access: Access, log: Log) -> None:
    account = access.accounts.make("late@commune.example", by="test")
    access.sessions.failed(account, "198.51.100.9")
    access.accounts.close(account, by="test")

    assert erase(access, account, by="test", basis="law 09-08") is True

    [erased] = [one for one in access.journal.page() if one.kind == Kind.ACCOUNT_ERASED]
    assert (erased.account_ref, erased.about) == (account, "law 09-08")
    refs = tuple(one.address_ref for one in access.journal.page() if one.address_ref)
    assert (len(refs), access.sessions.addresses(refs)) == (1, {})
