"""What a role may do with a document and its content, and what it is told where it may not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from domain.kernel.values import Role
from service.access.access import Access
from service.messages import LANGUAGES, table
from service.store.log import Log
from tests.access.conftest import bearer, new_account, token
from tests.access.test_attempts import V1, access, client, log, post, registered, sealed, upload
from tests.documents.conftest import keeping, kept

__all__ = ["access", "client", "keeping", "kept", "log"]
NETWORK: dict[str, Any] = {"collectivity": None}
BASIS: dict[str, Any] = {
    "legal_basis": "law 09-08",
    "reason": {"code": "other", "text": {"ar": "طلب"}},
}


def public(client: httpx.Client, secret: str, identity: str) -> str:
    """A document with a public content; its SHA-256."""
    come = upload(client, secret).json()
    assert registered(client, secret, identity, sha256=come["sha256"], size=come["size"]).status_code == 201
    return str(come["sha256"])


def erased(client: httpx.Client, secret: str, identity: str, ref: str) -> httpx.Response:
    return post(client, secret, f"documents/{identity}/erase-personal-data", 1, refs=[ref], **BASIS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_registered_a_public_content_is_told_that_the_operator_alone_erases_it(
    client: httpx.Client, access: Access, language: str
) -> None:
    mine = token(access, Role.FOCAL_POINT, "c1")
    sha256 = public(client, mine, "minutes")

    client.headers["Accept-Language"] = language
    refused = erased(client, mine, "minutes", sha256)
    done = erased(client, token(access, Role.OPERATOR), "minutes", sha256)

    told = refused.json()
    assert (refused.status_code, told["code"]) == (403, "not_permitted")
    assert (told["roles"], told["yours"]) == (["operator"], ["focal_point"])
    assert told["detail"] == table("documents")["public_content"][language]
    assert done.status_code == 200


def test_whoever_wants_to_erase_what_is_not_of_the_document_is_told_what_is(
    client: httpx.Client, access: Access
) -> None:
    mine = token(access, Role.FOCAL_POINT, "c1")
    ref = sealed(client, mine, "sheet")["sealed"]["ref"]

    refused = erased(client, mine, "sheet", "never-given")

    [unmet] = refused.json()["unmet"]
    assert (refused.status_code, unmet["code"]) == (409, "document.own_contents")
    assert "never-given" in unmet["sentence"]["en"]
    assert ref in unmet["sentence"]["en"]


def test_who_acts_on_a_document_of_another_body_is_told_so_and_not_of_a_collectivity(
    client: httpx.Client, access: Access
) -> None:
    sha256 = public(client, token(access, Role.FOCAL_POINT, "c2"), "minutes")

    refused = erased(client, token(access, Role.FOCAL_POINT, "c1"), "minutes", sha256)

    assert refused.json()["code"] == "not_covered"
    assert refused.json()["detail"] == table("documents")["of_another_body"]["ar"]


def test_the_coordination_gives_in_no_content_with_personal_data_that_it_could_not_read(
    client: httpx.Client, access: Access, kept: Log
) -> None:
    coordination = token(access, Role.NETWORK_COORDINATOR)

    refused, taken = upload(client, coordination, personal="true"), upload(client, coordination)

    told = refused.json()
    assert (refused.status_code, told["code"], told["yours"]) == (
        403,
        "not_permitted",
        ["network_coordinator"],
    )
    assert told["detail"] == table("documents")["personal_for_readers"]["ar"]
    assert "network_coordinator" not in told["roles"]
    assert kept.ask("SELECT count(*) FROM vault.contents", []) == [(0,)]
    assert taken.status_code == 201


def test_the_coordination_registers_none_that_another_office_of_its_body_gave_in(
    client: httpx.Client, access: Access, kept: Log
) -> None:
    come = upload(client, token(access, Role.CONTROL_AUTHORITY, **NETWORK), personal="true").json()
    content = {"sealed": {"ref": come["ref"], "commitment": come["commitment"]}, "size": come["size"]}

    refused = registered(client, token(access, Role.NETWORK_COORDINATOR), "sheet", **content)
    head = kept.head()
    taken = registered(client, token(access, Role.CONTROL_AUTHORITY, **NETWORK), "letter", **content)

    assert (refused.status_code, refused.json()["code"]) == (403, "not_permitted")
    assert refused.json()["detail"] == table("documents")["personal_for_readers"]["ar"]
    assert (head, taken.status_code) == (0, 201)


def test_whoever_holds_both_offices_gives_it_in_by_the_one_that_reads_it(
    client: httpx.Client, access: Access
) -> None:
    account, ends_at = new_account(access), datetime.now(UTC) + timedelta(hours=1)
    access.grants.make(account, Role.FOCAL_POINT, by="test", collectivity="c1")
    other = access.grants.make(account, Role.NETWORK_COORDINATOR, by="test")
    made = access.tokens.make(account, by="test", ends_at=ends_at)
    assert made is not None

    given = upload(client, made.secret, personal="true")
    headers = bearer(made.secret) | {"Acting-As": str(other)}
    path, question = f"{V1}/documents/contents", {"personal": "true"}
    refused = client.post(path, content=b"text", params=question, headers=headers)

    assert given.status_code == 201
    assert (refused.status_code, refused.json()["code"]) == (403, "not_permitted")
