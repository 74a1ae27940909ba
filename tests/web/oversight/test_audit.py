"""The auditor's pages: decisions as the interface answers them, what proves them, and the access journal."""

from __future__ import annotations

import pytest

from domain.kernel.values import Role
from service.access.journal import COMMAND_LINE, Kind
from tests.access.conftest import DEMNATE, Whole, bearer
from tests.web.console.conftest import Console
from tests.web.oversight.conftest import LANGUAGES, api, refused, whole
from tests.web.reading import Read

PLACE, JOURNAL = "console/audit", "console/journal"
PROGRAMME = "demnate-example"


@pytest.mark.parametrize("code", LANGUAGES)
def test_decisions_are_those_of_the_interface_with_links_to_what_proves_them(
    console: Console, portal: Whole, code: str
) -> None:
    region = "beni-mellal-khenifra"
    visitor = console.visitor(Role.AUDITOR, language=code)
    page = whole(visitor.get(f"{PLACE}?region={region}&role=council"), code)

    found = api(portal, "decisions", region=region, role="council", order="newest", limit=20)["items"]
    assert found
    for one in found:
        assert f"/{code}/events/{one['position']}" in page.links
        assert one["sentence"][code] in page.words
    assert f"/{code}/programmes/{PROGRAMME}/replay?as_of={found[0]['position']}" in page.links
    assert f"/api/v1/programmes/{PROGRAMME}/bundle" in page.links
    assert visitor.client.get(f"/{code}/programmes/{PROGRAMME}/replay").status_code == 200


def test_every_filter_leaves_what_the_interface_leaves(console: Console, portal: Whole) -> None:
    visitor = console.visitor(Role.AUDITOR, language="en")
    for asked in (
        {"collectivity": DEMNATE, "kind": "vote"},
        {"type": "region"},
        {"from": "2026-01-01", "to": "2026-12-31", "standing": "true"},
        {"q": "انفتاح", "role": "follow_up_committee"},
    ):
        answer = visitor.client.get(f"/en/{PLACE}", params=asked)
        found = api(portal, "decisions", order="newest", limit=20, **asked)["items"]

        shown = [link for link in Read(answer.text).links if link.startswith("/en/events/")]
        assert shown == [f"/en/events/{one['position']}" for one in found], asked


def test_words_are_found_in_records_too_and_the_rest_is_page_by_page(console: Console, portal: Whole) -> None:
    visitor = console.visitor(Role.AUDITOR, language="fr")

    found = Read(visitor.client.get(f"/fr/{PLACE}", params={"q": "ouverture"}).text)
    assert f"/fr/programmes/{PROGRAMME}/history" in found.links

    first = Read(visitor.get(PLACE).text)
    following = next(link for link in first.links if "cursor=" in link)
    second = Read(visitor.client.get(following).text)
    events = [[link for link in page.links if link.startswith("/fr/events/")] for page in (first, second)]
    assert len(events[0]) == 20
    assert not set(events[0]) & set(events[1])


@pytest.mark.parametrize("wrong", ["region=atlantis", "from=2025", "kind=opinion", "q=%21", "cursor=x"])
def test_what_cannot_be_asked_is_told_on_the_page_and_what_was_chosen_stays(
    console: Console, wrong: str
) -> None:
    answer = console.visitor(Role.AUDITOR).get(f"{PLACE}?role=council&{wrong}")

    assert answer.status_code in (400, 422)
    assert 'value="council" selected' in answer.text
    assert 'role="alert"' in answer.text


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_journal_is_read_page_by_page_in_words_and_without_addresses(
    console: Console, portal: Whole, code: str
) -> None:
    for _ in range(51):
        console.access.journal.note(Kind.COMMAND_LINE_USED, None, by=COMMAND_LINE)
    visitor = console.visitor(Role.AUDITOR, language=code)

    answer = visitor.get(JOURNAL)

    page = whole(answer, code)
    newest = {"ar": "تسجيل الدخول بكلمة المرور.", "fr": "Connexion par mot de passe."}
    assert newest.get(code, "Signed in by password.") in page.words
    assert "127.0.0.1" not in page.words
    assert "@" not in page.words
    older = next(link for link in page.links if "before=" in link)
    headers = bearer(portal.token(Role.AUDITOR))
    before = older.partition("before=")[2]
    told = portal.client.get(
        "/api/v1/access-journal", params={"before": before, "limit": 1}, headers=headers
    ).json()["items"][0]
    assert told["sentence"][code] in Read(visitor.client.get(older).text).words


def test_the_journal_of_one_account_has_no_other_and_a_strange_one_is_an_error(console: Console) -> None:
    email = console.account(Role.AUDITOR)
    account = next(one for one, known in console.access.accounts.all() if known == email).account_ref
    visitor = console.visitor(Role.OPERATOR, language="en")

    page = Read(visitor.get(f"{JOURNAL}?account={account}").text)
    assert "An account was made." in page.words
    assert {link for link in page.links if "account=" in link} == {f"/en/{JOURNAL}?account={account}"}
    assert visitor.get(f"{JOURNAL}?account=no%20reference").status_code == 422
    assert visitor.get(f"{JOURNAL}?before=x").status_code == 422


def test_others_are_refused_in_words(console: Console) -> None:
    refused(console, PLACE, Role.FOCAL_POINT, Role.NETWORK_COORDINATOR, Role.OPERATOR)
    refused(console, JOURNAL, Role.FOCAL_POINT)
