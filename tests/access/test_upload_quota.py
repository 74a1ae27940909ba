"""How much one account gives in on a day, and that what a command says of a content is so."""

from __future__ import annotations

import hashlib
from typing import Any

import httpx
import pytest

from domain.kernel.values import Role
from service.access.access import Access
from service.limiting.limiter import limits_table
from service.store.log import Log
from tests.access.conftest import token
from tests.access.test_attempts import access, client, log, post, registered, upload
from tests.documents import files
from tests.documents.conftest import keeping, kept

__all__ = ["access", "client", "keeping", "kept", "log"]
QUOTA = "uploaded_mebibytes_by_account"
[PER_DAY] = limits_table()[QUOTA]
LARGE = files.large()


def clerk(access: Access) -> tuple[str, str]:
    """The token of a new focal point, and their account."""
    secret = token(access, Role.FOCAL_POINT, "c1")
    return secret, access.accounts.all()[-1][0].account_ref


def test_an_account_that_filled_its_day_gives_nothing_more_in_and_others_do(
    client: httpx.Client, access: Access
) -> None:
    (mine, account), (other, _) = clerk(access), clerk(access)
    access.limiter.take(QUOTA, account, PER_DAY.amount - 1)

    last, refused = upload(client, mine), upload(client, mine, b"text")

    assert (last.status_code, refused.status_code, refused.json()["code"]) == (201, 429, "too_often")
    assert int(refused.headers["retry-after"]) > 3600
    assert upload(client, other).status_code == 201


def test_a_content_larger_than_what_is_left_is_not_kept(
    client: httpx.Client, access: Access, kept: Log
) -> None:
    secret, account = clerk(access)
    access.limiter.take(QUOTA, account, PER_DAY.amount - 1)
    assert len(LARGE) > 2**20

    refused, small = upload(client, secret, LARGE), upload(client, secret)

    assert refused.status_code == 429
    assert kept.ask("SELECT size FROM documents.contents", []) == [(len(files.PDF),)]
    assert small.status_code == 201


@pytest.mark.parametrize("personal", ["false", "true"])
@pytest.mark.parametrize("more", [-1, 1])
def test_a_document_is_not_registered_with_another_size_than_its_content_has(
    client: httpx.Client, access: Access, kept: Log, personal: str, more: int
) -> None:
    secret, _ = clerk(access)
    come = upload(client, secret, personal=personal).json()
    sealed = {"ref": come.get("ref"), "commitment": come.get("commitment")}
    content: dict[str, Any] = {"sealed": sealed} if personal == "true" else {"sha256": come["sha256"]}

    refused = registered(client, secret, "d1", **content, size=come["size"] + more)
    taken = registered(client, secret, "d1", **content, size=come["size"])

    [error] = refused.json()["errors"]
    assert (refused.status_code, error["field"], error["code"]) == (422, "size", "size_differs")
    assert (error["expected"], error["found"]) == (come["size"], come["size"] + more)
    assert taken.status_code == 201
    assert kept.head() == 1


def test_the_size_of_a_content_that_is_not_kept_here_is_taken_as_it_is_said(
    client: httpx.Client, access: Access
) -> None:
    secret, _ = clerk(access)

    assert registered(client, secret, "d1", sha256="1" * 64, size=7).status_code == 201


def test_a_content_is_not_taken_in_where_its_document_says_another_size(
    client: httpx.Client, access: Access, kept: Log
) -> None:
    secret, _ = clerk(access)
    digest, size = hashlib.sha256(files.PDF).hexdigest(), len(files.PDF)
    assert registered(client, secret, "wrong", sha256=digest, size=5).status_code == 201

    refused = upload(client, secret, files.PDF)
    held = client.get("/api/v1/documents/wrong/content")
    assert registered(client, secret, "right", sha256=digest, size=size).status_code == 201
    taken = upload(client, secret, files.PDF)

    [error] = refused.json()["errors"]
    assert (refused.status_code, error["field"], error["code"]) == (422, "size", "size_not_recorded")
    assert (error["expected"], error["found"]) == (5, size)
    assert str(size) in error["sentence"]["ar"]
    assert (held.status_code, held.json()["code"]) == (404, "content_not_held")
    assert taken.status_code == 201


def test_a_content_is_taken_in_once_the_registration_with_a_wrong_size_is_annulled(
    client: httpx.Client, access: Access, kept: Log
) -> None:
    secret, _ = clerk(access)
    digest = hashlib.sha256(files.PDF).hexdigest()
    done = registered(client, secret, "wrong", sha256=digest, size=5).json()

    refused = upload(client, secret, files.PDF)
    target = {"stream": done["stream"], "event_id": done["events"][0]["event_id"]}
    annulling = {"events": [target], "reason": {"code": "correction_clerical"}}
    annulled = post(client, secret, "documents/wrong/annul-events", 1, **annulling)
    taken = upload(client, secret, files.PDF)

    assert annulled.status_code == 200, annulled.text
    assert (refused.status_code, taken.status_code) == (422, 201)


def test_a_translation_says_a_size_as_a_document_does(client: httpx.Client, access: Access) -> None:
    secret, _ = clerk(access)
    digest = hashlib.sha256(files.PDF).hexdigest()
    registered(client, secret, "minutes", sha256="1" * 64, size=7)
    fields = {"language": "fr", "version": 1, "title": "PV", "size": 6, "sha256": digest}
    assert post(client, secret, "documents/minutes/publish-translation", 1, **fields).status_code == 200

    refused = upload(client, secret, files.PDF)

    [error] = refused.json()["errors"]
    assert (error["code"], error["expected"]) == ("size_not_recorded", 6)
