"""The OpenAPI document of the whole service says who may ask what, as the permission table does."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from domain.kernel.values import Role
from service.access import passwords
from service.access.permissions import audience, givers, is_page, routes
from service.api.command_table import PREFIX, command_routes
from tests.access.conftest import DEMNATE, PASSWORD, Whole, bearer
from tests.api.generated import operations

EMAIL = "secretary@demnate.example"
NOT_TOLD = {("GET", "/openapi.json"), ("GET", "/log/tile/{path:path}")}
"""The document itself, and a path that no document of this kind can say."""
TOKEN, READS, WRITES = {"token": []}, {"session": []}, {"session": [], "page": []}


@pytest.fixture(scope="module")
def document(whole: Whole) -> dict[str, Any]:
    found: dict[str, Any] = whole.client.get("/openapi.json").json()
    return found


def test_every_route_is_told_with_who_may_ask_it(document: dict[str, Any]) -> None:
    for method, path in set(routes()) - NOT_TOLD:
        if is_page(path):  # for people: the document is for programs
            continue
        told, asked = document["paths"][path][method.lower()], audience(method, path)

        by_session = READS if method == "GET" else WRITES
        own = asked.roles is None and method != "GET"  # a person's: no program changes it
        ways = [by_session] if own else [TOKEN, by_session]
        assert told["security"] == ([] if asked.everybody else ways), path
        assert told.get("x-roles") == (None if asked.roles is None else sorted(asked.roles)), path
        assert asked.everybody or "401" in told["responses"], path
        assert asked.roles is None or "403" in told["responses"], path


def test_every_command_is_told_with_who_may_give_it(document: dict[str, Any]) -> None:
    for route in command_routes():
        told = document["paths"][route.path]["post"]

        assert told["x-roles"] == sorted(givers(route.command.command_name())), route.path
        assert told["security"] == [TOKEN, WRITES]
        assert {"401", "403", "429"} <= told["responses"].keys()
        assert "Acting-As" in [parameter["name"] for parameter in told["parameters"]]


def test_nothing_is_told_that_no_row_of_the_table_and_no_command_is_for(document: dict[str, Any]) -> None:
    told = {(method.upper(), path) for path, found in document["paths"].items() for method in found}

    assert told - set(routes()) == {("POST", route.path) for route in command_routes()}


def test_every_operation_says_what_it_does_in_three_languages(document: dict[str, Any]) -> None:
    for path, found in document["paths"].items():
        for operation in found.values():
            summary = operation["x-summary"]
            assert operation["summary"] == summary["en"], path
            assert summary["ar"] not in (None, summary["fr"], summary["en"]), path


def test_a_body_that_names_an_actor_is_refused_as_the_document_says(whole: Whole) -> None:
    headers = bearer(whole.token(Role.FOCAL_POINT)) | {"Idempotency-Key": "names-an-actor"}
    body = {"actor": {"role": "council_president", "body": "demnate"}}

    answer = whole.client.post(f"{PREFIX}/workshops", json=body, headers=headers)

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "actor")


def test_who_signs_in_as_the_document_says_is_answered_as_it_says(
    whole: Whole, document: dict[str, Any]
) -> None:
    account = whole.access.accounts.make(EMAIL, by="test", password=passwords.hashed(PASSWORD))
    whole.access.grants.make(account, Role.COUNCIL_SECRETARY, by="test", collectivity=DEMNATE)
    told = {one.label: one for one in operations(whole.client, tag="access")}
    schemes, path = document["components"]["securitySchemes"], f"{PREFIX}/session"
    with httpx.Client(base_url=whole.client.base_url) as browser:
        begun = browser.post(path, json={"email": EMAIL, "password": PASSWORD})
        found = browser.get(path)
        refused = browser.delete(path)
        ended = browser.delete(path, headers={schemes["page"]["name"]: found.json()["csrf_token"]})

    assert (begun.status_code, found.status_code) == (200, 200)
    assert schemes["session"]["name"] in begun.cookies
    assert (refused.status_code, ended.status_code) == (403, 204)
    told[f"POST {path}"].validate_response(begun)
    told[f"GET {path}"].validate_response(found)
    for answer in (refused, ended):
        told[f"DELETE {path}"].validate_response(answer)


def test_the_journal_takes_references_alone(whole: Whole) -> None:
    headers, path = bearer(whole.token(Role.AUDITOR)), f"{PREFIX}/access-journal"

    for wrong in ("\0", "somebody@commune.example", ""):
        answer = whole.client.get(path, params={"account": wrong}, headers=headers)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "account")
    assert whole.client.get(path, params={"account": "account-1"}, headers=headers).json()["items"] == []
