"""Every message of a template has its words in Arabic and French, and no catalogue has more."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.web.catalogues import translations
from tests.web.messages import (
    LOCALES,
    PARTIAL,
    PORTAL,
    TEMPLATES,
    WHOLE,
    areas,
    catalogue,
    extracted,
    file_of,
)


def _ids(catalog: object) -> set[tuple[object, object]]:
    return {(message.id, message.context) for message in catalog if message.id}  # type: ignore[attr-defined]


@pytest.mark.parametrize("language", WHOLE)
@pytest.mark.parametrize("area", areas())
def test_every_message_has_its_words_in_all_plural_forms(area: str, language: str) -> None:
    found = catalogue(area, language)
    empty = [
        message.id
        for message in found
        if message.id and not all([message.string] if isinstance(message.string, str) else message.string)
    ]

    assert _ids(extracted(area)) - _ids(found) == set(), "missing: run `make messages`"
    assert empty == []


@pytest.mark.parametrize("language", [*WHOLE, *PARTIAL])
@pytest.mark.parametrize("area", areas())
def test_no_catalogue_has_a_message_that_no_template_has(area: str, language: str) -> None:
    assert _ids(catalogue(area, language)) - _ids(extracted(area)) == set(), "obsolete: run `make messages`"


def test_every_catalogue_belongs_to_an_area() -> None:
    there = set(LOCALES.rglob("*.po"))

    assert there == {
        path
        for area in areas()
        for language in (*WHOLE, *PARTIAL)
        if (path := file_of(area, language)).is_file() and (language in WHOLE or area == PORTAL)
    }


def test_placeholders_are_the_same_in_every_language() -> None:
    for area in areas():
        for language in WHOLE:
            for message in catalogue(area, language):
                assert not list(message.check()), (language, message.id)


@pytest.mark.parametrize(
    "path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.relative_to(TEMPLATES))
)
def test_no_template_has_words_outside_of_its_messages(path: Path) -> None:
    """What stands between tags is a message or a value; letters there would be in one language only."""
    import re

    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", path.read_text("utf-8"), flags=re.DOTALL)
    text = re.sub(r"<[^>]*>", "", text)
    text = re.sub(r"&[a-z]+;", "", text)

    assert re.findall(r"[^\W\d_]{2,}", text) == []


def test_two_areas_may_say_one_english_word_in_words_of_their_own() -> None:
    """What holds (a proof) and what was held (a session) are one word in English only."""
    said = {area: translations("ar", area).gettext("held") for area in ("accountability", "console")}

    assert said["accountability"] == catalogue("accountability", "ar")["held"].string
    assert said["console"] == catalogue("console", "ar")["held"].string
    assert len(set(said.values())) == len(said)
