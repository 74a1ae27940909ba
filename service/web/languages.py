"""The languages of pages: how each is named, written and chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from babel import Locale
from starlette.requests import Request

from service.messages import Language, preferred

COOKIE = "infitah_language"
"""Remembers the language that a reader chose; it says nothing else."""


@dataclass(frozen=True)
class PageLanguage:
    """A language of pages: its name in addresses, its tag (BCP 47), which way it runs, its own name, CLDR's
    data, and the language of the sentences that the domain has.
    """

    code: str
    tag: str
    dir: Literal["rtl", "ltr"]
    own_name: str
    locale: Locale
    words: Language


LANGUAGES: dict[str, PageLanguage] = {
    found.code: found
    for found in (
        PageLanguage("ar", "ar-MA", "rtl", "العربية", Locale("ar", "MA"), "ar"),
        PageLanguage("fr", "fr-MA", "ltr", "Français", Locale("fr", "MA"), "fr"),
        PageLanguage("en", "en", "ltr", "English", Locale("en"), "en"),
        # What has no word in Tamazight yet is shown in Arabic, marked as such.
        PageLanguage("zgh", "zgh", "ltr", "ⵜⴰⵎⴰⵣⵉⵖⵜ", Locale("zgh"), "ar"),
    )
}
DEFAULT = LANGUAGES["ar"]


def chosen(request: Request) -> PageLanguage:
    """The language of a reader whose address names none: the one remembered, else the browser's, else
    Arabic.
    """
    if remembered := LANGUAGES.get(request.cookies.get(COOKIE, "")):
        return remembered
    accepted = request.headers.get("accept-language", "")
    if accepted.strip().lower().startswith("zgh"):
        return LANGUAGES["zgh"]
    return LANGUAGES[preferred(accepted)]


def of_path(path: str) -> PageLanguage | None:
    """The language that an address names by its first part; None where it is no page's."""
    return LANGUAGES.get(path[1:].partition("/")[0])
