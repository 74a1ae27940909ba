"""Those who look over all members, signed in without a script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.access.conftest import Whole, served
from tests.web.citizens.conftest import programme, room
from tests.web.console.conftest import Console, console
from tests.web.reading import Read

__all__ = ["console", "programme", "room"]
LANGUAGES = {"ar": ("ar-MA", "rtl"), "fr": ("fr-MA", "ltr"), "en": ("en", "ltr")}


@pytest.fixture(scope="package")
def portal(temporary: Path) -> Iterator[Whole]:
    """The service over a log of this package's own, ready: what is recorded here no other test finds."""
    with served(temporary / "oversight") as found:
        yield found


def api(portal: Whole, path: str, **parameters: Any) -> Any:
    """What everybody is answered."""
    answer = portal.client.get(f"/api/v1/{path}", params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


def whole(answer: httpx.Response, code: str) -> Read:
    """A page that is answered whole: one first heading, labelled fields, links that say where they lead."""
    tag, way = LANGUAGES[code]
    assert answer.status_code == 200, answer.text[:2000]
    assert f'<html lang="{tag}" dir="{way}">' in answer.text
    found = Read(answer.text)
    assert [level for level, _ in found.headings].count(1) == 1
    assert found.fields <= found.labels
    assert all(found.links.values()), found.links
    assert "None" not in found.words
    return found


def refused(console: Console, path: str, *roles: Any) -> None:
    """Whoever holds none of the roles is refused by a page in words, in each language."""
    for code, words in {"ar": "لا تخول هذا الطلب", "fr": "ne permet pas", "en": "does not permit"}.items():
        answer = console.visitor(*roles, language=code).get(path)
        assert (answer.status_code, answer.headers["content-type"][:9]) == (403, "text/html")
        assert words in Read(answer.text).words
