"""The operator's pages say what health, readiness and the interface say, and nothing of who somebody is."""

from __future__ import annotations

from hashlib import sha256
from html import unescape
from itertools import count

import pytest

from domain.kernel.values import Role
from service.documents.faults import WrongContent
from service.documents.reading import Wanted
from tests.access.conftest import Whole, bearer
from tests.web.citizens.taking_part import readable
from tests.web.console.conftest import Console
from tests.web.oversight.conftest import LANGUAGES, refused, whole
from tests.web.reading import Read

PLACE = "console/operation"
WORDS = "أقترح إنارة الزقاق المجاور للمدرسة"
_keys = count(1)


def asked_to_erase(portal: Whole, programme: str) -> str:
    """An idea of which somebody asked for the erasure; its identity."""
    body = {"programme_id": programme, "author": {"kind": "anonymous"}, "text": {"text": WORDS}}
    headers = {"Idempotency-Key": f"a-citizen-who-will-ask-for-erasure-{next(_keys)}"}
    sent = portal.client.post("/api/v1/submissions/ideas", json=body, headers=headers)
    assert sent.status_code == 201, sent.text
    asked = portal.client.post(
        "/api/v1/submissions/ask-for-erasure",
        json={"scope": "everything"},
        headers={
            "Tracking-Code": sent.json()["tracking_code"],
            "Idempotency-Key": headers["Idempotency-Key"],
        },
    )
    assert asked.status_code < 300, asked.text
    readable(portal, "ideas", sent.json()["position"])
    identity: str = sent.json()["id"]
    return identity


@pytest.mark.parametrize("code", LANGUAGES)
def test_reading_and_signing_are_told_as_readiness_and_the_checkpoint_say(
    console: Console, portal: Whole, code: str
) -> None:
    page = whole(console.visitor(Role.OPERATOR, language=code).get(PLACE), code)

    ready = portal.client.get("/readyz").json()
    rows = [row for row in page.rows if len(row) == 3 and row[1].isdigit()]
    assert len(rows) == len(ready["read_models"])
    assert {(row[1], row[2]) for row in rows} == {(str(ready["read_position"]), "0")}
    size = portal.client.get("/log/checkpoint").text.splitlines()[1]
    assert size in page.words
    assert ready["log"]["key"] in page.words


def test_a_request_for_erasure_waits_with_its_last_day_and_leads_to_the_form_of_the_command(
    console: Console, portal: Whole, programme: str, room: None
) -> None:
    identity = asked_to_erase(portal, programme)
    visitor = console.visitor(Role.OPERATOR, language="en")

    answer = visitor.get(PLACE)

    headers = bearer(portal.token(Role.OPERATOR))
    [told] = [
        one
        for one in portal.client.get("/api/v1/erasure-requests", headers=headers).json()["items"]
        if one["stream"] == f"idea:{identity}"
    ]
    form = f"/en/console/act/ideas/{identity}/erase-idea-personal-data"
    [link] = [one for one in Read(answer.text).links if one.startswith(form)]
    assert "{'" not in answer.text, "the law is told in words"
    assert "article 8" in answer.text
    assert f'datetime="{told["due_on"]}"' in answer.text
    assert WORDS not in answer.text
    filled = visitor.form(visitor.client.get(unescape(link)), "erase-idea-personal-data")
    assert filled["scope"] == "everything"
    assert "09.08" in filled["legal_basis"]
    confirmed = visitor.check(filled.put({"reason.code": "other", "reason.text.ar": "طلب صاحب الفكرة"}))
    assert "Legal basis of the erasure" in confirmed.text
    assert "Other legal bases" in confirmed.text


@pytest.mark.parametrize("code", LANGUAGES)
def test_accounts_say_whether_each_grant_holds_and_no_address(
    console: Console, portal: Whole, code: str
) -> None:
    email = console.account(Role.AUDITOR)
    account = next(one for one, known in console.access.accounts.all() if known == email)
    [grant] = console.access.grants.of(account.account_ref)
    console.access.grants.end(grant.grant_id, by="test")
    visitor, pages = console.visitor(Role.OPERATOR, language=code), list[str]()
    place = f"/{code}/{PLACE}/accounts"
    while place:
        answer = visitor.client.get(place)
        whole(answer, code)
        pages.append(answer.text)
        place = next((link for link in Read(answer.text).links if "accounts?after=" in link), "")

    text = "".join(pages)
    assert account.account_ref in text
    assert {"ar": "سُحبت.", "fr": "Retirée.", "en": "It was taken away."}[code] in text
    assert email not in text
    assert "@" not in Read(pages[0]).words
    told = portal.client.get(
        "/api/v1/accounts", params={"limit": 200}, headers=bearer(portal.token(Role.OPERATOR))
    ).json()["items"]
    assert sum(one["account"] in text for one in told) >= len(told) - 1, "all but the one made to ask"


@pytest.mark.parametrize("path", [PLACE, f"{PLACE}/accounts"])
def test_others_are_refused_in_words(console: Console, path: str) -> None:
    refused(console, path, Role.FOCAL_POINT, Role.NETWORK_COORDINATOR, Role.AUDITOR)


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_content_that_was_damaged_is_told_at_the_head_of_the_page_while_health_stays_green(
    console: Console, portal: Whole, code: str
) -> None:
    contents = portal.app.state.access.log.contents
    found = sha256(code.encode()).hexdigest()
    told = WrongContent("altered", "its digest does not fit it")
    visitor = console.visitor(Role.OPERATOR, language=code)

    before = visitor.get(PLACE)
    contents.findings.tell(Wanted(found, None, "minutes"), told)
    health, page = portal.client.get("/healthz"), visitor.get(PLACE)
    contents.findings.settle(found)
    after = visitor.get(PLACE)

    assert health.status_code == 200
    shown = whole(page, code)
    assert "#kept" in shown.links
    assert found in shown.words
    assert f"/{code}/documents/minutes" in shown.links
    assert "None" not in shown.words
    assert not [one for one in (before, after) if 'href="#kept"' in one.text]
    said = [one.text.count('<div class="panel"><p><b>') for one in (before, page, after)]
    assert said == [said[0], said[0] - 1, said[0]], "nobody is told above it that nothing is wrong"
