"""Pages say what is recorded in words: no key of a value, no name of a field, no identity stands raw."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.web.rendering import environment
from tests.access.conftest import Whole, served
from tests.web.conftest import ready
from tests.web.raw_words import raw_words
from tests.web.reading_pages import asked, page, words

KINDS = (
    *("programmes", "council-sessions", "commitments", "workshops", "consultations", "ideas"),
    *("contributions", "documents", "assessments"),
)
DEMNATE = "collectivities/beni-mellal-khenifra-commune-15"
OTHER = ("", "calendar", "network", "network/history", "data", "redactions", "regions/beni-mellal-khenifra")
MOMENTS = 6
"""Versions at which a record is replayed: the first ones, where most is not yet as today, and the last."""


@pytest.fixture(scope="module")
def portal(temporary: Path) -> Iterator[Whole]:
    """A service of its own: what other tests typed into theirs is no word of anybody's language."""
    with served(temporary / "raw-words") as found:
        ready(found)
        yield found


def records(portal: Whole) -> list[str]:
    """The records of the example, by their addresses."""
    found = [f"{kind}/{one['id']}" for kind in KINDS for one in asked(portal.client, kind, limit=50)["items"]]
    return [*found, DEMNATE]


def histories(portal: Whole, language: str, path: str) -> Iterator[tuple[str, str]]:
    """All pages of a history, by their addresses."""
    address: str | None = f"/{language}/{path}/history"
    while address:
        html = page(portal.client, address)
        yield address, html
        more = re.search(r'href="([^"]*history\?[^"]*cursor=[^"]*)"', html)
        address = more and more[1].replace("&amp;", "&")
        if more and "cursor" in (address or "") and 'rel="next"' not in html:
            address = None


def moments(portal: Whole, path: str) -> list[int]:
    """The versions of a record at which it is replayed."""
    last = asked(portal.client, path)["version"]
    return sorted({*range(1, min(last, MOMENTS) + 1), last - 1 or 1, last})


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_no_code_stands_on_the_pages_of_the_example(portal: Whole, language: str) -> None:
    pages: dict[str, str] = {}
    for path in records(portal):
        pages[path] = page(portal.client, f"/{language}/{path}")
        pages |= dict(histories(portal, language, path))
        for version in moments(portal, path) if language == "ar" else moments(portal, path)[-1:]:
            address = f"{path}/replay?version={version}"
            pages[address] = page(portal.client, f"/{language}/{address}")
    for path in OTHER:
        pages[path] = page(portal.client, f"/{language}/{path}".rstrip("/"))

    raw = {address: found for address, html in pages.items() if (found := raw_words(html, language))}

    assert raw == {}
    assert len(pages) > 100


def test_each_event_of_the_example_programme_is_told_without_codes(portal: Whole) -> None:
    items = asked(portal.client, "programmes/demnate-example/history", limit=200)["items"]

    raw = {
        item["position"]: found
        for item in items
        if (found := raw_words(page(portal.client, f"/ar/events/{item['position']}"), "ar"))
    }

    assert raw == {}


def said(value: object, kind: str, path: str, *, language: str = "ar", names: object = ()) -> str:
    return words(environment(language).filters["state"](value, kind, path, dict(names)))  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("value", "kind", "path", "told"),
    [
        ("other", "council_session", "items.0.matter.kind", "موضوع آخر"),
        ("general", "council_session", "items.0.matter.subject", "موضوع عام"),
        ("pending", "council_session", "items.0.status", "في الانتظار"),
        ("available", "idea", "text.status", "متاح"),
        ("received", "idea", "status", "متوصل بها"),
        ("held", "workshop", "status", "منعقدة"),
        ("open", "consultation", "stage", "مفتوحة"),
        ("council_president", "commitment", "deadlines.1.decided_by", "رئيس المجلس"),
        ("demnate-example:lead-unit", "commitment", "reported_by", "المصلحة المكلفة بالإنجاز"),
        ("2028-02-01T15:00:00.000000Z", "programme", "days.closed", "1 فبراير 2028"),
        ("continue", "programme", "continuity.a-commune", "المواصلة"),
    ],
)
def test_a_value_is_named_by_its_place(value: str, kind: str, path: str, told: str) -> None:
    assert said(value, kind, path) == told


def test_what_a_record_names_is_called_by_its_title_and_by_its_identity_where_nobody_knows_it() -> None:
    names = {("axis", "digital"): {"ar": "رقمنة الخدمات", "fr": None, "en": None}}

    assert said("digital", "commitment", "axis", names=names) == "رقمنة الخدمات"
    assert "mono" in environment("ar").filters["state"]("digital", "commitment", "axis", {})


def test_the_parts_of_a_value_stand_beneath_each_other_and_no_person_among_them() -> None:
    item = {
        "item_id": "a",
        "title": {"ar": "نقطة", "fr": None, "en": None},
        "matter": {"kind": "other", "subject": "general"},
        "status": "pending",
        "chair_ref": "somebody",
    }

    html = environment("ar").filters["state"]([item], "council_session", "items", {})

    assert html.count("<dt>") == 3
    assert "somebody" not in html


def test_a_sealed_digest_is_not_called_a_commitment() -> None:
    assert (
        words(environment("ar").filters["place"]("text.commitment", "idea", {}))
        == "النص › البصمة المختومة للنص"
    )
    assert words(environment("ar").filters["place"]("days.closed", "programme", {})) == "تواريخ ما تم › مختتم"
