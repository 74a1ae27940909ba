"""Pages as a reader finds them: their text, their elements, and what anybody may ask the interface beside."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import httpx

LANGUAGES = ("ar", "fr", "en", "zgh")


def page(client: httpx.Client, path: str, *, status: int = 200) -> str:
    """The HTML of a page, which answers as expected."""
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code, answer.text[:500])
    return answer.text


def asked(client: httpx.Client, path: str, **parameters: Any) -> Any:
    """What the interface answers."""
    answer = client.get(f"/api/v1/{path}", params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


def words(html: str) -> str:
    """What is read of a part of a page, its spaces made one, without marks that only set texts apart."""
    text = unescape(re.sub(r"<[^>]*>", "", html))
    return " ".join(re.sub("[\u2066-\u2069]", "", text).split())


def all_of(html: str, element: str) -> list[str]:
    """What stands in every element of a name that holds none of its own name."""
    return [words(found) for found in re.findall(rf"<{element}(?: [^>]*)?>(.*?)</{element}>", html, re.S)]
