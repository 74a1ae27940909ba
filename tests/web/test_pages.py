"""Pages as a browser asks for them: languages, what is kept, what is compressed, and what is refused."""

from __future__ import annotations

import json
import re
from gzip import decompress
from typing import Any

import pytest

from service.web.asking import decoded
from service.web.visiting import AFTER
from tests.access.conftest import DEMNATE, Whole
from tests.browser.addresses import examples, records
from tests.web.reading import Read

LANGUAGES = {"ar": ("ar-MA", "rtl"), "fr": ("fr-MA", "ltr"), "en": ("en", "ltr"), "zgh": ("zgh", "ltr")}


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_page_says_its_language_and_which_way_it_runs(portal: Whole, code: str) -> None:
    answer = portal.client.get(f"/{code}")

    tag, way = LANGUAGES[code]
    assert answer.status_code == 200
    assert f'<html lang="{tag}" dir="{way}">' in answer.text
    assert answer.headers["content-language"] == tag


@pytest.mark.parametrize(
    ("asked", "cookie", "expected"),
    [("fr-FR,fr;q=0.9", None, "/fr"), ("de", None, "/ar"), ("zgh", None, "/zgh"), ("fr", "en", "/en")],
)
def test_without_a_language_in_the_address_it_is_the_one_remembered_or_the_browser_s_or_arabic(
    portal: Whole, asked: str, cookie: str | None, expected: str
) -> None:
    headers = {"accept-language": asked} | ({"cookie": f"infitah_language={cookie}"} if cookie else {})

    answer = portal.client.get("/", headers=headers, follow_redirects=False)

    assert (answer.status_code, answer.headers["location"]) == (303, expected)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("/ar/", "/ar"),
        ("/AR", "/ar"),
        ("/Fr/network/?a=b", "/fr/network?a=b"),
        ("/ar/collectivities//", "/ar/collectivities"),
    ],
)
def test_an_address_with_a_slash_at_its_end_or_in_capitals_leads_to_the_page(
    portal: Whole, typed: str, meant: str
) -> None:
    answer = portal.client.get(typed, follow_redirects=False)

    assert (answer.status_code, answer.headers["location"]) == (308, meant)


@pytest.mark.parametrize("typed", ["/ar/nothing/", "/AR/nothing", "/de/", "/ar//network"])
def test_an_address_of_no_page_leads_nowhere(portal: Whole, typed: str) -> None:
    assert portal.client.get(typed, follow_redirects=False).status_code == 404


@pytest.mark.parametrize("to", ["//evil.example/x", "/\\evil.example", "https://evil.example"])
def test_a_language_is_remembered_and_leads_to_no_other_site(portal: Whole, to: str) -> None:
    answer = portal.client.get("/fr/remember", params={"to": to}, follow_redirects=False)

    assert answer.status_code == 303
    assert re.match(r"/fr/[^/\\]", answer.headers["location"])
    assert "infitah_language=fr" in answer.headers["set-cookie"]


def test_a_page_that_did_not_change_is_not_sent_again(portal: Whole) -> None:
    first = portal.client.get("/ar")

    again = portal.client.get("/ar", headers={"if-none-match": first.headers["etag"]})

    assert (again.status_code, again.content) == (304, b"")


def test_a_page_and_its_style_are_compressed_for_whoever_reads_that(portal: Whole) -> None:
    for path in ("/ar", re.search(r"/assets/[^\"]+css", portal.client.get("/ar").text)[0]):  # type: ignore[index]
        plain = portal.client.get(path, headers={"accept-encoding": "identity"})
        with portal.client.stream("GET", path, headers={"accept-encoding": "gzip"}) as answer:
            sent = b"".join(answer.iter_raw())

        assert answer.headers["content-encoding"] == "gzip"
        assert decompress(sent) == plain.content
        assert len(sent) < len(plain.content) / 2


def test_what_is_not_there_is_told_as_a_page_in_the_reader_s_language(portal: Whole) -> None:
    answer = portal.client.get("/fr/programmes/nothing")

    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert '<html lang="fr-MA"' in answer.text


def test_a_language_that_nobody_speaks_here_leads_nowhere(portal: Whole) -> None:
    assert portal.client.get("/xx").status_code == 404


def test_what_tamazight_lacks_is_shown_in_arabic_and_says_so(portal: Whole) -> None:
    text = portal.client.get("/zgh").text

    assert '<bdi lang="ar-MA" dir="rtl">' in text
    assert "ⵜⵓⵜⵍⴰⵢⵉⵏ" in text
    assert not re.search(r'="[^"]*&lt;bdi', text), "an attribute holds words, not markup"


def test_a_page_of_the_network_holds_nothing_from_elsewhere(portal: Whole) -> None:
    loaded = re.findall(
        r'<(?:link[^>]*rel="(?:stylesheet|icon)"|script|img)[^>]*(?:href|src)="([^"]+)"',
        portal.client.get("/ar").text,
    )

    assert loaded
    assert all(address.startswith("/assets/") for address in loaded)


def test_an_asset_at_another_address_than_its_content_s_is_not_there(portal: Whole) -> None:
    assert portal.client.get("/assets/0000000000000000/style.css").status_code == 404


def test_no_page_changes_what_it_is_told_since_others_are_told_the_same(
    portal: Whole, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: dict[bytes, Any] = {}

    def noting(body: bytes) -> Any:
        return told.setdefault(body, decoded(body))

    monkeypatch.setattr("service.web.asking.decoded", noting)
    there = records(str(portal.client.base_url))
    for path in examples():
        asked = f"/en/{path.format(**there)}".rstrip("/")
        anew = f"{asked}{'&' if '?' in asked else '?'}{AFTER}=1"
        assert portal.client.get(anew).status_code == 200, asked

    assert told
    for body, found in told.items():
        assert found == json.loads(body)


@pytest.mark.parametrize(
    "path",
    [
        "programmes/demnate-example",
        "regions/beni-mellal-khenifra",
        f"collectivities/{DEMNATE}",
        "council-sessions/demnate-example-2025-10",
        "consultations/demnate-example-1",
        "commitments",
        "ideas",
    ],
)
def test_what_is_shown_of_a_list_is_all_of_it_however_many_answers_it_takes(
    portal: Whole, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    in_one = portal.client.get(f"/en/{path}?{AFTER}=1").text

    monkeypatch.setattr("service.web.asking.LONGEST", 2)

    assert portal.client.get(f"/en/{path}?{AFTER}=1").text == in_one


@pytest.mark.parametrize("path", ["/api/v1/sign-in/provider", "/api/v1/sign-in/provider/callback?state=x"])
def test_a_browser_on_its_way_to_the_provider_is_told_on_a_page_what_went_wrong_and_a_program_is_not(
    portal: Whole, path: str
) -> None:
    browser = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8", "accept-language": "fr"}

    page, problem = portal.client.get(path, headers=browser), portal.client.get(path)

    assert page.status_code == problem.status_code == 404
    assert page.headers["content-type"].startswith("text/html")
    assert '<html lang="fr-MA" dir="ltr">' in page.text
    assert 'href="/fr/sign-in"' in page.text
    assert 'href="/ar/sign-in"' in page.text
    assert problem.json()["code"] == "provider_not_configured"


@pytest.mark.parametrize("path", ["/api/v1/sign-in/provider", "/en/programmes/nothing"])
def test_a_page_of_a_problem_says_its_sentence_once(portal: Whole, path: str) -> None:
    page = portal.client.get(path, headers={"Accept": "text/html", "Accept-Language": "en"})

    told = Read(page.text)
    [(_, title)] = [one for one in told.headings if one[0] == 1]
    assert told.words.count(title) == 2, "in the window's title and as the page's heading"
