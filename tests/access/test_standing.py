"""Which records a grant covers, and until when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from domain.kernel.dates import legal_day, start_of_day
from domain.kernel.values import Role
from service.access.access import Access
from service.access.grants import BodyNeeded, NotHeldSo
from service.cli.recording import commands
from service.handling.handler import CommandHandler
from service.store.log import Log
from tests.access.conftest import SECRET, bearer, new_account, token
from tests.api.serving import served

NOW = datetime.now(UTC)
TODAY = legal_day(NOW)
SEAT = {"vacated_on": str(TODAY - timedelta(days=1)), "cause": "resignation", "member_ref": "e7"}
STAFF = {"role": "focal_point", "body": "staff"}


@pytest.fixture
def client(log: Log) -> Iterator[httpx.Client]:
    with served(log) as address, httpx.Client(base_url=address, timeout=20) as client:
        yield client


@pytest.fixture
def record(log: Log) -> Any:
    """Records something as a clerk at the machine would, whoever acts."""
    handler = CommandHandler(log, secret=SECRET)

    def give(stream: str, command: str, actor: dict[str, str] = STAFF, /, **fields: Any) -> Any:
        return handler.handle(stream, commands()[command].model_validate({"actor": actor} | fields))

    return give


def post(
    client: httpx.Client, secret: str, path: str, version: int | None, /, **fields: Any
) -> httpx.Response:
    more = {"Idempotency-Key": path} if version is None else {"If-Match": f'"{version}"'}
    return client.post(f"/api/v1/{path}", json=fields, headers=bearer(secret) | more)


COORDINATOR = {"role": "network_coordinator", "body": "network"}


def register(record: Any, commune: str, days: int = 900, **mandate: str) -> None:
    """The Network, a commune in its register, and its council."""
    record(
        "network",
        "found-network",
        COORDINATOR,
        name={"ar": "الشبكة"},
        founded_on="2022-10-21",
        supervised_by={"ar": "المديرية"},
        partners=[{"ar": "الجمعية"}],
        principles=["transparency"],
        purpose={"ar": "الحوار"},
        source="s",
    )
    names, kind = {"ar": "جماعة"}, {"collectivity_type": "commune", "region": "beni-mellal-khenifra"}
    record(f"collectivity:{commune}", "register-collectivity", COORDINATOR, **kind, names=names, source="s")
    council = {"mandate_id": "m1", "starts_on": str(TODAY - timedelta(days=days)), "seats": 21}
    record(f"collectivity:{commune}", "install-council", **council, **mandate)


def test_an_office_of_the_council_ends_with_its_mandate_and_not_before(
    client: httpx.Client, access: Access, record: Any
) -> None:
    register(record, "c1")
    secretary = token(access, Role.COUNCIL_SECRETARY, "c1", mandate="m1")
    focal_point = token(access, Role.FOCAL_POINT, "c1", mandate="m1")
    ended = {"ended_on": str(TODAY), "reason": {"code": "election"}}

    before = post(client, secretary, "collectivities/c1/record-member-seat-vacated", 2, **SEAT)
    record("collectivity:c1", "end-council-mandate", **ended)
    after = post(client, secretary, "collectivities/c1/record-member-seat-vacated", 4, **SEAT)
    stays = post(client, focal_point, "workshops", None, **_workshop("c1"))

    assert before.status_code == 200, before.text
    assert (after.status_code, after.json()["code"], after.json()["mandate_id"]) == (
        403,
        "mandate_ended",
        "m1",
    )
    assert stays.status_code == 201


def _workshop(commune: str) -> dict[str, Any]:
    return {
        "collectivity_id": commune,
        "place": "مقر الجماعة",
        "held_on": "2025-03-18",
        "agenda": [{"title": {"ar": "استقبال"}}],
    }


@pytest.mark.parametrize(
    ("begins", "ends", "holds"),
    [
        (timedelta(days=-1), None, True),
        (timedelta(days=-2), timedelta(days=1), True),
        (timedelta(days=-2), timedelta(0), False),
        (timedelta(days=1), None, False),
    ],
    ids=["since yesterday", "until tomorrow", "until midnight in Casablanca", "from tomorrow"],
)
def test_a_grant_holds_within_its_period(
    client: httpx.Client, access: Access, begins: timedelta, ends: timedelta | None, holds: bool
) -> None:
    until = None if ends is None else start_of_day(TODAY + ends)
    secret = token(access, Role.FOCAL_POINT, "c1", from_at=start_of_day(TODAY + begins), until_at=until)

    answer = post(client, secret, "workshops", None, **_workshop("c1"))

    assert answer.status_code == (201 if holds else 403)


def test_a_grant_that_was_ended_gives_nothing_from_the_next_request_on(
    client: httpx.Client, access: Access
) -> None:
    secret = token(access, Role.FOCAL_POINT, "c1")
    assert post(client, secret, "workshops", None, **_workshop("c1")).status_code == 201

    [grant] = access.grants.of()
    assert access.grants.end(grant.grant_id, by="test")

    answer = post(client, secret, "workshops", None, **_workshop("c1"))
    assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted")
    assert not access.grants.end(grant.grant_id, by="test")


def test_what_a_record_only_mentions_gives_nobody_a_say_in_it(
    client: httpx.Client, access: Access, record: Any
) -> None:
    mine = record("workshop", "announce-workshop", **_workshop("c1"))
    version = mine.version

    refused = post(client, token(access, Role.FOCAL_POINT, "c2"), f"{_path(mine)}/cancel-workshop", version)
    taken = post(
        client,
        token(access, Role.FOCAL_POINT, "c1"),
        f"{_path(mine)}/cancel-workshop",
        version,
        reason={"code": "election"},
    )

    assert (refused.status_code, refused.json()["collectivities"]) == (403, ["c1"])
    assert taken.status_code == 200


def _path(answer: Any) -> str:
    return f"workshops/{answer.identity}"


def test_who_may_not_is_told_so_whatever_version_they_name(
    client: httpx.Client, access: Access, record: Any
) -> None:
    made = record("workshop", "announce-workshop", **_workshop("c1"))
    stranger = token(access, Role.FOCAL_POINT, "c2")

    answer = post(client, stranger, f"{_path(made)}/cancel-workshop", 7, reason={"code": "election"})

    assert (answer.status_code, answer.json()["code"]) == (403, "not_covered")


def test_a_trial_tells_no_more_than_recording_to_who_may_not(
    client: httpx.Client, access: Access, record: Any
) -> None:
    made = record("workshop", "announce-workshop", **_workshop("c1"))
    path, reason = f"/api/v1/{_path(made)}/cancel-workshop", {"reason": {"code": "election"}}
    answers = [
        client.post(
            path,
            json=reason,
            headers={
                "If-Match": '"1"',
                "Dry-Run": "true",
                "Authorization": f"Bearer {token(access, role, of)}",
            },
        )
        for role, of in [
            (Role.FOCAL_POINT, "c2"),
            (Role.COUNCIL_SECRETARY, "c1"),
            (Role.FOCAL_POINT, "c1"),
        ]
    ]

    assert [one.status_code for one in answers] == [403, 403, 200]
    assert [one.json().get("code") for one in answers] == ["not_covered", "not_permitted", None]


def test_a_correction_is_refused_to_another_collectivity_too(
    client: httpx.Client, access: Access, record: Any
) -> None:
    made = record("workshop", "announce-workshop", **_workshop("c1"))
    fields = {
        "target": made.events[0].event_id,
        "field": "place",
        "old": "مقر الجماعة",
        "new": "الخزانة",
        "reason": {"code": "correction_clerical"},
    }

    path = f"{_path(made)}/correct-record"
    other = post(client, token(access, Role.FOCAL_POINT, "c2"), path, 1, **fields)
    own = post(client, token(access, Role.FOCAL_POINT, "c1"), path, 1, **fields)

    assert (other.status_code, other.json()["code"]) == (403, "not_covered")
    assert own.status_code == 200


def test_a_document_is_redacted_by_the_body_that_registered_it(client: httpx.Client, access: Access) -> None:
    document = {
        "title": {"ar": "محضر"},
        "kind": "minutes",
        "size": 3,
        "sha256": "0" * 64,
        "id": "d1",
    }
    own, other = (token(access, Role.FOCAL_POINT, commune) for commune in ("c1", "c2"))
    assert post(client, own, "documents", None, **document).status_code == 201
    redaction = {"new_document_id": "d2", "reason": {"code": "legal_obstacle"}}

    refused = post(client, other, "documents/d1/redact-content", 1, **redaction)
    looked_at = post(client, own, "documents/d1/redact-content", 1, **redaction)

    assert (refused.status_code, refused.json()["code"]) == (403, "not_covered")
    assert looked_at.status_code != 403


@pytest.mark.parametrize(
    ("role", "collectivity"),
    [
        (Role.FOCAL_POINT, None),
        (Role.AUDITOR, "c1"),
        (Role.COURT, "c1"),
        (Role.CITIZEN, None),
        (Role.CLOCK, None),
        (Role.COUNCIL, "c1"),
    ],
)
def test_a_role_is_held_only_as_the_table_says(access: Access, role: Role, collectivity: str | None) -> None:
    account = new_account(access)

    with pytest.raises(NotHeldSo):
        access.grants.make(account, role, by="test", collectivity=collectivity)

    assert access.grants.of(account) == []


@pytest.mark.parametrize("role", [Role.CIVIL_SOCIETY, Role.INDEPENDENT_ASSESSOR])
def test_an_organisation_is_named_by_its_grant(access: Access, role: Role) -> None:
    account = new_account(access)

    with pytest.raises(BodyNeeded):
        access.grants.make(account, role, by="test", collectivity="c1")

    assert access.grants.make(account, role, by="test", collectivity="c1", body="an-association")
    assert [one.body for one in access.grants.of(account)] == ["an-association"]
