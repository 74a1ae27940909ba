"""What somebody with rights of their own tries beyond them: each of these once worked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from domain.kernel.values import Role
from service.access.access import Access
from service.access.passwords import hashed
from service.api.document_admission import staff_who_keep_it
from service.api.document_routes import document_router
from service.handling.handler import CommandHandler
from service.store.log import Log
from tests.access.conftest import PASSWORD, bearer, new_account, token
from tests.access.test_standing import SEAT, TODAY, _workshop, post, record, register
from tests.api.serving import SECRET, served
from tests.documents import files
from tests.documents.conftest import keeping, kept

__all__ = ["keeping", "kept", "record"]
V1 = "/api/v1"
CLERICAL = {"code": "correction_clerical"}


@pytest.fixture
def access(kept: Log) -> Access:
    return Access(kept, secret=SECRET)


@pytest.fixture
def log(kept: Log) -> Log:
    return kept


@pytest.fixture
def client(kept: Log, access: Access) -> Iterator[httpx.Client]:
    admit = staff_who_keep_it(access, CommandHandler(kept, secret=SECRET))
    router = document_router(kept, illustrative=False, admit=admit)
    server = served(kept, routers=[router], access=access)
    with server as address, httpx.Client(base_url=address, timeout=20) as client:
        yield client


def upload(client: httpx.Client, secret: str, content: bytes = files.PDF, **question: str) -> httpx.Response:
    path = f"{V1}/documents/contents"
    return client.post(path, content=content, params=question, headers=bearer(secret))


def registered(client: httpx.Client, secret: str, identity: str, **fields: Any) -> httpx.Response:
    more = bearer(secret) | {"Idempotency-Key": identity}
    body = {"id": identity, "title": {"ar": "محضر"}, "kind": "minutes", **fields}
    return client.post(f"{V1}/documents", json=body, headers=more)


def sealed(client: httpx.Client, secret: str, identity: str) -> dict[str, Any]:
    """A document with personal data, of whoever the token is for; what is public of it."""
    come = upload(client, secret, personal="true").json()
    fields = {"sealed": {"ref": come["ref"], "commitment": come["commitment"]}, "size": come["size"]}
    assert registered(client, secret, identity, **fields).status_code == 201
    return fields


def test_events_of_another_commune_are_not_annulled_by_way_of_a_record_of_ones_own(
    client: httpx.Client, access: Access, record: Any
) -> None:
    theirs = record("workshop", "announce-workshop", **_workshop("c2"))
    own = record("workshop", "announce-workshop", **_workshop("c1"))
    target = {"stream": theirs.stream, "event_id": theirs.events[0].event_id}
    path = f"workshops/{own.identity}/annul-events"

    answer = post(client, token(access, Role.FOCAL_POINT, "c1"), path, 1, events=[target], reason=CLERICAL)

    assert (answer.status_code, answer.json()["code"]) == (403, "not_covered")


def test_a_commune_erases_no_words_names_or_contents_but_its_own(
    client: httpx.Client, access: Access
) -> None:
    mine, theirs = (token(access, Role.FOCAL_POINT, commune) for commune in ("c1", "c2"))
    their_sheet = sealed(client, theirs, "sheet")["sealed"]["ref"]
    minutes = upload(client, theirs).json()
    public = {"sha256": minutes["sha256"], "size": minutes["size"]}
    registered(client, theirs, "minutes", **public)
    own = sealed(client, mine, "own")["sealed"]["ref"]
    registered(client, mine, "same-minutes", **public)
    basis = {"legal_basis": "law 09-08", "reason": {"code": "other", "text": {"ar": "طلب"}}}

    recorded = post(client, mine, "documents/record-erasure", None, refs=[their_sheet], **basis)
    refused = [
        post(client, mine, f"documents/{of}/erase-personal-data", 1, **what, **basis)
        for of, what in (
            ("own", {"refs": [their_sheet]}),
            ("own", {"refs": [own], "person_ref": "somebody"}),
            ("same-minutes", {"refs": ["f" * 64]}),
            ("same-minutes", {"refs": [public["sha256"]]}),
            ("sheet", {"refs": [their_sheet]}),
        )
    ]
    allowed = post(client, mine, "documents/own/erase-personal-data", 1, refs=[own], **basis)

    assert (recorded.status_code, recorded.json()["code"]) == (403, "not_permitted")
    not_its_own = [(one.status_code, one.json()["unmet"][0]["code"]) for one in refused[:3]]
    assert not_its_own == [(409, "document.own_contents")] * 3
    assert "f" * 64 in refused[2].json()["unmet"][0]["sentence"]["ar"]
    told = [(one.status_code, one.json()["code"]) for one in refused[3:]]
    assert told == [(403, "not_permitted"), (403, "not_covered")]
    assert allowed.status_code == 200
    assert client.get(f"{V1}/documents/sheet/content", headers=bearer(theirs)).status_code == 200
    assert client.get(f"{V1}/documents/minutes/content").status_code == 200


def test_a_reference_that_was_read_in_an_event_opens_nobody_elses_document(
    client: httpx.Client, access: Access
) -> None:
    mine, theirs = (token(access, Role.FOCAL_POINT, commune) for commune in ("c1", "c2"))
    public = sealed(client, theirs, "sheet")
    own = sealed(client, mine, "own")
    mixed = {"size": 3, "sealed": public["sealed"] | {"ref": own["sealed"]["ref"]}}
    translation = {"language": "fr", "version": 1, "title": "PV", **public}

    again = [registered(client, mine, f"d{number}", **one) for number, one in enumerate((public, mixed))]
    again.append(post(client, mine, "documents/own/publish-translation", 1, **translation))
    read = client.get(f"{V1}/documents/sheet/content", headers=bearer(mine))

    assert {(one.status_code, one.json()["errors"][0]["code"]) for one in again} == {(422, "not_given_in")}
    assert read.json()["code"] == "content_personal"
    assert client.get(f"{V1}/documents/sheet/content", headers=bearer(theirs)).content == files.PDF


@pytest.mark.parametrize("role", [Role.NETWORK_COORDINATOR, Role.CIVIL_SOCIETY, Role.CONTROL_AUTHORITY])
def test_a_role_that_is_held_for_the_network_keeps_no_document_of_a_commune(
    client: httpx.Client, access: Access, role: Role
) -> None:
    theirs = token(access, Role.COUNCIL_SECRETARY, "c2")
    registered(client, theirs, "minutes", sha256="0" * 64, size=3)
    network = token(access, role, collectivity=None)
    translation = {"language": "fr", "version": 1, "title": "PV", "size": 3, "sha256": "1" * 64}

    answer = post(client, network, "documents/minutes/publish-translation", 1, **translation)

    assert (answer.status_code, answer.json()["code"]) == (403, "not_covered")


def test_the_authority_that_controls_a_commune_corrects_none_of_its_documents(
    client: httpx.Client, access: Access, log: Log
) -> None:
    registered(client, token(access, Role.COUNCIL_SECRETARY, "c1"), "minutes", sha256="0" * 64, size=3)
    event = log.since(0, 1)[0].body.decode().partition('"event_id":"')[2][:36]
    governor = token(access, Role.CONTROL_AUTHORITY, "c1")
    fields = {"target": event, "field": "size", "old": 3, "new": 4, "reason": CLERICAL}

    answer = post(client, governor, "documents/minutes/correct-record", 1, **fields)

    assert (answer.status_code, answer.json()["code"]) == (403, "not_covered")


def test_a_programme_binds_only_communes_that_its_author_acts_for(
    client: httpx.Client, access: Access
) -> None:
    joint = {
        "collectivity_ids": ["c1", "c2"],
        "title": {"ar": "برنامج مشترك"},
        "starts_on": "2027-01-01",
        "ends_on": "2028-12-31",
    }
    account = new_account(access)
    first = access.grants.make(account, Role.COUNCIL_PRESIDENT, by="test", collectivity="c1")
    made = access.tokens.make(account, by="test", ends_at=datetime.now(UTC) + timedelta(hours=1))
    assert made is not None

    alone = post(client, made.secret, "programmes", None, **joint)
    access.grants.make(account, Role.COUNCIL_PRESIDENT, by="test", collectivity="c2")
    headers = bearer(made.secret) | {"Idempotency-Key": "both", "Acting-As": str(first)}
    both = client.post(f"{V1}/programmes", json=joint, headers=headers)

    assert (alone.status_code, alone.json()["code"]) == (403, "not_covered")
    assert both.json().get("code") != "not_covered"


@pytest.mark.parametrize("mandate", ["m1", None], ids=["bound to a mandate", "from before it was known"])
def test_with_the_mandate_end_reading_and_giving_in_too(
    client: httpx.Client, access: Access, record: Any, mandate: str | None
) -> None:
    register(record, "c1")
    yesterday = datetime.now(UTC) - timedelta(days=2)
    secretary = token(access, Role.COUNCIL_SECRETARY, "c1", mandate=mandate, from_at=yesterday)
    sealed(client, secretary, "sheet")
    read = f"{V1}/documents/sheet/content"
    assert client.get(read, headers=bearer(secretary)).status_code == 200

    ended = {"ended_on": str(TODAY), "reason": {"code": "election"}}
    record("collectivity:c1", "end-council-mandate", **ended)

    assert client.get(read, headers=bearer(secretary)).json()["code"] == "content_personal"
    assert upload(client, secretary).json()["code"] == "not_permitted"
    seat = post(client, secretary, "collectivities/c1/record-member-seat-vacated", 3, **SEAT)
    assert seat.json()["code"] == "mandate_ended"


def test_a_token_that_only_reads_changes_nothing_and_no_token_touches_a_persons_sessions(
    client: httpx.Client, access: Access
) -> None:
    account = access.accounts.make("a@commune.example", by="test", password=hashed(PASSWORD))
    access.grants.make(account, Role.FOCAL_POINT, by="test", collectivity="c1")
    ends_at = datetime.now(UTC) + timedelta(hours=1)
    reading = access.tokens.make(account, by="test", ends_at=ends_at, commands=[])
    whole = access.tokens.make(account, by="test", ends_at=ends_at)
    assert reading is not None
    assert whole is not None
    client.post(f"{V1}/session", json={"email": "a@commune.example", "password": PASSWORD})

    assert upload(client, reading.secret).json()["code"] == "token_not_for_command"
    for path in ("session", "sessions"):
        answer = client.delete(f"{V1}/{path}", headers=bearer(whole.secret))
        assert (answer.status_code, answer.json()["code"]) == (403, "session_needed")
    assert client.get(f"{V1}/session").status_code == 200


@pytest.mark.parametrize(
    ("ended_before", "starts_before", "holds"),
    [(None, 900, True), (0, 900, False), (1, 900, False), (None, 1, False)],
    ids=["the council of then", "ended today", "ended before the grant", "a council since"],
)
def test_an_office_given_before_the_register_knew_a_mandate_is_that_councils_alone(
    client: httpx.Client,
    access: Access,
    record: Any,
    ended_before: int | None,
    starts_before: int,
    holds: bool,
) -> None:
    secretary = token(access, Role.COUNCIL_SECRETARY, "c1", from_at=datetime.now(UTC) - timedelta(days=3))
    register(record, "c1", starts_before)
    if ended_before is not None:
        day = str(TODAY - timedelta(days=ended_before))
        record("collectivity:c1", "end-council-mandate", ended_on=day, reason={"code": "election"})

    answer = registered(client, secretary, "minutes", sha256="0" * 64, size=3)

    assert answer.status_code == (201 if holds else 403)


def test_an_association_gives_nobody_elses_words(client: httpx.Client, access: Access) -> None:
    idea = {
        "programme_id": "p1",
        "channel": "online",
        "text": {"text": "كلام", "language": "ar"},
        "author": {"kind": "pseudonymous", "ref": "account-of-somebody"},
    }

    answer = post(client, token(access, Role.CIVIL_SOCIETY, "c1"), "ideas", None, **idea)

    assert answer.status_code in (403, 409)
    assert access.log.head() == 0


def test_contents_are_given_in_only_so_often(
    client: httpx.Client, access: Access, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = token(access, Role.FOCAL_POINT, "c1")

    answers = [upload(client, secret, files.TEXT + str(number).encode()) for number in range(61)]

    assert [one.status_code for one in answers] == [201] * 60 + [429]
    assert int(answers[-1].headers["retry-after"]) > 0
