"""What an operator erases under a record of its own: only what is kept, and told wherever it was shown."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from domain.kernel.values import Role
from service.access.access import Access
from service.handling.handler import CommandHandler
from service.messages import LANGUAGES
from service.reading.redactions import register
from service.store.log import Log
from tests.access.conftest import bearer, token
from tests.access.test_attempts import V1, access, client, log, post, registered, sealed, upload
from tests.api.serving import SECRET
from tests.documents.conftest import keeping, kept

__all__ = ["access", "client", "keeping", "kept", "log"]
BASIS = {"legal_basis": "law 09-08, article 8", "reason": {"code": "other", "text": {"ar": "طلب"}}}


def recorded(client: httpx.Client, access: Access, key: str = "k1", **what: Any) -> httpx.Response:
    operator = bearer(token(access, Role.OPERATOR)) | {"Idempotency-Key": key}
    return client.post(f"{V1}/documents/record-erasure", json=BASIS | what, headers=operator)


def test_what_never_was_is_not_recorded_as_erased(client: httpx.Client, access: Access, kept: Log) -> None:
    sheet = sealed(client, token(access, Role.FOCAL_POINT, "c1"), "sheet")["sealed"]["ref"]
    head = kept.head()

    answers = [
        recorded(client, access, refs=["never"]),
        recorded(client, access, refs=[sheet, "0" * 64]),
        recorded(client, access, person_ref="nobody"),
        recorded(client, access, refs=[sheet], person_ref="nobody"),
    ]

    assert [one.status_code for one in answers] == [409] * 4
    for answer, unknown in zip(answers, ("never", "0" * 64, "nobody", "nobody"), strict=True):
        [unmet] = answer.json()["unmet"]
        assert unmet["code"] == "document.held_here"
        assert set(unmet["sentence"]) == set(LANGUAGES)
        assert unknown in unmet["sentence"]["ar"]
        assert sheet not in unmet["sentence"]["ar"], "what is there is not what is wrong"
    assert (kept.head(), register(kept)) == (head, [])


def test_a_content_with_personal_data_that_was_erased_so_is_gone_for_whoever_asks(
    client: httpx.Client, access: Access
) -> None:
    mine = token(access, Role.FOCAL_POINT, "c1")
    ref = sealed(client, mine, "sheet")["sealed"]["ref"]

    done = recorded(client, access, refs=[ref])
    answers = [client.get(f"{V1}/documents/sheet/content", headers=who) for who in ({}, bearer(mine))]

    assert done.status_code == 201, done.text
    for answer in answers:
        told = answer.json()
        assert (answer.status_code, told["how"]) == (410, "erased_elsewhere")
        assert told["event_id"] == done.json()["events"][0]["event_id"]
        assert BASIS["legal_basis"] in told["detail"]


def test_a_public_content_that_was_erased_so_says_when_and_on_what_basis(
    client: httpx.Client, access: Access
) -> None:
    mine = token(access, Role.FOCAL_POINT, "c1")
    come = upload(client, mine).json()
    registered(client, mine, "minutes", sha256=come["sha256"], size=come["size"])

    recorded(client, access, refs=[come["sha256"]])
    answer = client.get(f"{V1}/documents/minutes/content")

    assert (answer.status_code, answer.json()["how"]) == (410, "erased_elsewhere")
    assert answer.json()["basis"] == BASIS["legal_basis"]


def test_one_that_another_document_erased_is_gone_from_this_one_too(
    client: httpx.Client, access: Access
) -> None:
    mine = token(access, Role.FOCAL_POINT, "c1")
    fields = sealed(client, mine, "sheet")
    assert registered(client, mine, "twin", **fields).status_code == 201
    post(client, mine, "documents/sheet/erase-personal-data", 1, refs=[fields["sealed"]["ref"]], **BASIS)

    own, twin = (client.get(f"{V1}/documents/{one}/content") for one in ("sheet", "twin"))

    assert (own.status_code, own.json()["how"]) == (410, "erased")
    assert (twin.status_code, twin.json()["how"]) == (410, "erased_elsewhere")


def test_the_same_request_again_is_answered_as_the_first_and_another_one_refused(
    client: httpx.Client, access: Access, kept: Log
) -> None:
    kept.name_person("member-7", "فاطمة", "عضوة")
    operator = bearer(token(access, Role.OPERATOR))
    path, body = f"{V1}/documents/record-erasure", BASIS | {"person_ref": "member-7"}

    first, again, other = (
        client.post(path, json=body, headers=operator | {"Idempotency-Key": key}) for key in ("a", "a", "b")
    )

    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 409)
    assert again.json()["events"] == first.json()["events"]
    assert kept.office_register() == {}


@pytest.mark.parametrize("identity", ["sheet", "nothing"])
def test_a_content_that_was_never_held_is_not_told_as_erased(
    client: httpx.Client, access: Access, kept: Log, identity: str
) -> None:
    mine = token(access, Role.FOCAL_POINT, "c1")
    registered(client, mine, "sheet", sha256="1" * 64, size=3)
    assert CommandHandler(kept, secret=SECRET).state("document:sheet").version == 1

    assert client.get(f"{V1}/documents/{identity}/content").status_code == 404
