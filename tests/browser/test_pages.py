"""Every page in Arabic and in French, on a telephone, by day and by night, with a keyboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Route

from service.web.languages import LANGUAGES
from tests.browser.addresses import EXAMPLES, FOR_STAFF, examples, records, routes, status_of
from tests.browser.visits import NARROW, Visited, look, visit

MOST_KILOBYTES = 100
Seen = Callable[[str, str], Visited]
SPOILT = Path(__file__).with_name("spoilt.html")


def every_page(test: Any) -> Any:
    """A test of every page in the two languages, those of the console as somebody who is signed in."""
    paths = [*examples(), *examples(staff=True)]
    return pytest.mark.parametrize("language", ["ar", "fr"])(pytest.mark.parametrize("path", paths)(test))


@pytest.fixture(scope="module")
def seen(browser: Browser, site: str, session: dict[str, str]) -> Seen:
    """What the first visit of a page showed; each page is visited once."""
    known, made = records(site), dict[tuple[str, str], Visited]()

    def seeing(language: str, path: str) -> Visited:
        if (language, path) not in made:
            address = f"{site}/{language}/{path.format(**known)}".rstrip("/")
            cookies = session if path.startswith("console") else {}
            made[language, path] = visit(browser, address, cookies)
        return made[language, path]

    return seeing


def test_every_page_has_an_example_here_and_nothing_else_has() -> None:
    assert set(routes(staff=False)) == set(EXAMPLES)
    assert set(routes(staff=True)) == set(FOR_STAFF)


@every_page
def test_a_page_is_there_in_its_language_and_direction(seen: Seen, path: str, language: str) -> None:
    found, wanted = seen(language, path), LANGUAGES[language]

    assert (found.status, found.tag, found.direction) == (status_of(path), wanted.tag, wanted.dir)


@every_page
def test_a_page_breaks_no_rule_of_wcag_22_aa_by_day_and_by_night(
    seen: Seen, path: str, language: str
) -> None:
    assert seen(language, path).broken == {"light": [], "dark": []}


@every_page
def test_a_page_fits_a_small_telephone_without_scrolling_sideways(
    seen: Seen, path: str, language: str
) -> None:
    assert seen(language, path).too_wide == {width: [] for width in NARROW}


@every_page
def test_a_page_gives_the_browser_nothing_to_complain_of_and_asks_no_other_host(
    seen: Seen, path: str, language: str
) -> None:
    found = seen(language, path)

    assert found.complaints == []
    assert found.elsewhere == []


@every_page
def test_a_first_visit_loads_less_than_a_hundred_kilobytes(seen: Seen, path: str, language: str) -> None:
    assert seen(language, path).kilobytes < MOST_KILOBYTES


@every_page
def test_the_keyboard_first_reaches_the_content_and_is_seen_wherever_it_stands(
    seen: Seen, path: str, language: str
) -> None:
    found = seen(language, path)

    assert found.skipped_to == "content"
    assert found.unmarked == []


def test_what_these_tests_look_for_is_found_where_it_stands(browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, color_scheme="light")

    def answer(route: Route) -> None:
        headers = {"content-security-policy": "script-src 'self'; style-src 'self' 'unsafe-inline'"}
        route.fulfill(status=200, content_type="text/html", body=SPOILT.read_text("utf-8"), headers=headers)

    context.route("http://spoilt.test/**", answer)
    context.route("http://elsewhere.test/**", lambda route: route.abort())
    found = look(context, "http://spoilt.test/")
    context.close()

    assert any(one.startswith("color-contrast: <p>") for one in found.broken["light"])
    assert any(one.startswith("html-has-lang") for one in found.broken["light"])
    assert any(one.startswith("color-contrast: <b>") for one in found.broken["dark"])
    assert all(found.too_wide[width][1].startswith("<div>") for width in NARROW)
    assert any("Content Security Policy" in one for one in found.complaints)
    assert found.elsewhere == ["http://elsewhere.test/x.png"]
    assert [one[:2] for one in found.unmarked] == ["<a"]
    assert found.skipped_to != "content"
    assert found.kilobytes > 0
