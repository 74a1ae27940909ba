"""What the service says of itself: what was removed, what can be downloaded, who may do what, help."""

from __future__ import annotations

import re

import pytest

from domain.kernel.values import Role
from service.web.languages import LANGUAGES as PAGE_LANGUAGES
from service.web.speech import Speech
from tests.access.conftest import Whole, bearer
from tests.web.reading_pages import LANGUAGES, asked, page, words

PAGES = ("redactions", "data", "permissions", "accessibility", "help", "verify")
BASIS = "law 09-08, article 8"


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_each_is_there_in_every_language(portal: Whole, code: str, path: str) -> None:
    html = page(portal.client, f"/{code}/{path}")

    assert html.count("<h1") == 1
    assert len(html) < 80_000


def test_everything_that_is_linked_for_download_is_there(portal: Whole) -> None:
    html = page(portal.client, "/fr/data")

    links = {
        one for one in re.findall(r'href="([^"]+)"', html) if one.startswith(("/api", "/log", "/openapi"))
    }
    links |= {one for one in re.findall(r'href="([^"]+)"', html) if one.endswith((".atom", ".ics"))}
    assert len(links) > 15
    for link in links:
        with portal.client.stream("GET", link) as answer:
            assert answer.status_code == 200, link


def test_the_permissions_are_those_of_the_interface(portal: Whole) -> None:
    table = portal.client.get("/api/v1/permissions").json()

    html = page(portal.client, "/en/permissions")

    assert html.count('<section aria-labelledby="role-') == len(table["roles"])
    for role in table["roles"].values():
        if role["commands"]:
            assert f"May record {len(role['commands'])} kind" in html
    assert "Find an idea admissible" in words(html)


def test_help_leads_only_to_pages_that_there_are(portal: Whole) -> None:
    html = page(portal.client, "/ar/help").partition("<main")[2].partition("</main>")[0]

    for link in set(re.findall(r'href="(/ar[^"#]*)"', html)) - {"/ar/console"}:
        assert portal.client.get(link).status_code == 200, link


def test_an_erased_text_says_when_and_on_what_basis(portal: Whole) -> None:
    operator = bearer(portal.token(Role.OPERATOR)) | {"Idempotency-Key": "erased-on-a-page"}
    version = asked(portal.client, "ideas/idea-2")["version"]
    body = {"scope": "words", "legal_basis": BASIS, "reason": {"code": "other", "text": {"ar": "طلب صاحبها"}}}
    done = portal.client.post(
        "/api/v1/ideas/idea-2/erase-idea-personal-data",
        json=body,
        headers=operator | {"If-Match": f'"{version}"'},
    )
    assert done.status_code in (200, 201), done.text
    position = done.json()["position"]

    [entry] = asked(portal.client, "redactions", after_position=position)["items"]
    register = page(portal.client, f"/en/redactions?after_position={position}")
    history = page(portal.client, f"/en/ideas/idea-2/history?after_position={position}")

    idea = words(page(portal.client, f"/en/ideas/idea-2?after_position={position}"))

    assert "These words were erased." in idea
    day = Speech(PAGE_LANGUAGES["en"]).day(entry["recorded_at"]).striptags()
    assert f"Removed on {day} · Legal basis: {BASIS}" in idea
    assert BASIS in words(register)
    assert f'<time datetime="{entry["recorded_at"][:19]}' in register
    assert "<dt>What was erased</dt><dd>the words</dd>" in register
    assert f'href="/en/events/{position}"' in register
    assert BASIS in words(history)
    assert words(entry["sentence"]["en"]) in words(history)
