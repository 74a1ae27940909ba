"""How pages say values: texts of several languages, names from vocabularies, dates and numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from babel.numbers import format_decimal, format_percent
from markupsafe import Markup

from domain.kernel.dates import PartialDate
from domain.vocabulary import field_name, name_of, vocabulary_of
from projections.json_speech import said
from projections.speech import phrase
from service.messages import table
from service.web.compiling import escaped
from service.web.languages import LANGUAGES, PageLanguage

CASABLANCA = ZoneInfo("Africa/Casablanca")
_ARABIC = re.compile(r"[\u0600-\u06ff\ufb50-\ufdff\ufe70-\ufeff]")
_FRENCH = re.compile(r"(?<=«) | (?=[»:;?!%](?:\s|$|[.,)]))")
_STANDING = ("stage", "status")
"""Fields that tell where a record stands: each kind has words of its own for it, which one vocabulary has."""
_ORDER = ("ar", "fr", "en")


_KEPT = 4096
_FEW = ("day", "moment", "name", "label", "number", "percent")
"""What is said again and again of few values."""


class Speech:
    """Says values in one language of pages. What it answers may stand in HTML as it is."""

    def __init__(self, language: PageLanguage) -> None:
        self.language = language
        for name in _FEW:  # by type, too: True is not said as 1 is
            setattr(self, name, lru_cache(maxsize=_KEPT, typed=True)(getattr(self, name)))

    def text(self, value: Mapping[str, str | None] | str | None) -> Markup:
        """A text of one or several languages, set apart from the page's direction. One that is not in the
        page's language says in its markup which it is in.
        """
        if not value:
            return Markup("")
        if isinstance(value, str):
            return self._foreign(value) if self._strange(value) else _in_bdi("", value)
        if own := value.get(self.language.code):
            return _in_bdi("", _typeset(own) if self.language.code == "fr" else own)
        for code in (self.language.words, *_ORDER):
            if found := value.get(code):
                spoken = LANGUAGES[code]
                return _in_bdi(f' lang="{spoken.tag}" dir="{spoken.dir}"', found)
        return Markup("")

    def plain(self, value: Mapping[str, str | None] | str | None) -> str:
        """A text without markup, for titles and attributes."""
        if isinstance(value, str):
            return value
        told = value or {}
        return next((found for code in (self.language.words, *_ORDER) if (found := told.get(code))), "")

    def name(self, key: object, vocabulary: str) -> Markup:
        """The name of a value in a vocabulary; the value itself where it has none."""
        found = name_of(vocabulary, key)
        return self.text(str(key) if found is None else found.model_dump())

    def label(self, field: str) -> Markup:
        """The name of a field or, where it is none, of a parameter; the field itself where it has none."""
        found = field_name(field)
        return self.text(table("parameters").get(field, field) if found is None else found.model_dump())

    def value(self, value: Any, field: str) -> Markup:
        """The value of a field, in words. No person is shown."""
        vocabulary = vocabulary_of(field)
        if field in _STANDING and (vocabulary is None or name_of(vocabulary, value) is None):
            vocabulary = "status"
        if vocabulary is not None and isinstance(value, str):
            return self.name(value, vocabulary)
        return self._words(said(field, value, self.language.words))

    def day(self, value: str | date | None) -> Markup:
        """A date as far as it is known (ISO 8601: a day, month or year, or a moment), in a `time` element."""
        if not value:
            return self._words(phrase("bare", "nothing", self.language.words))
        if isinstance(value, str) and "T" in value:
            value = _moment(value).astimezone(CASABLANCA).date()
        written = str(value)
        try:  # first, since the first and the last day that can be written have no interval of instants
            return self._told(written, date.fromisoformat(written), "d MMMM y")
        except ValueError:
            return self._date(PartialDate(written))

    def moment(self, value: str | datetime) -> Markup:
        """A moment by the clock of Casablanca, with minutes."""
        at = (_moment(value) if isinstance(value, str) else value).astimezone(CASABLANCA)
        beside = str(self.language.locale.datetime_formats["long"])
        told = beside.format(
            format_time(at, "HH:mm", locale=self.language.locale),
            format_date(at, "d MMMM y", locale=self.language.locale),
        )
        return Markup('<time datetime="{}">{}</time>').format(
            at.astimezone(UTC).isoformat(timespec="milliseconds"), told
        )

    def number(self, value: float) -> str:
        """A number as readers write it."""
        return format_decimal(value, locale=self.language.locale)

    def percent(self, value: float) -> str:
        """A share of one, in whole hundredths."""
        return format_percent(value, "#,##0%", locale=self.language.locale)

    def _date(self, on: PartialDate) -> Markup:
        """A date of which only a part may be known."""
        if on.precision == "unknown":
            return self._words(phrase("bare", "unknown", self.language.words))
        pattern = {"year": "y", "month": "MMMM y"}.get(on.precision, "d MMMM y")
        return self._told(on.value, on.day or date.fromisoformat(f"{on.value}-01-01"[:10]), pattern)

    def _told(self, value: str, first: date, pattern: str) -> Markup:
        if self.language.code == "fr" and pattern.startswith("d") and first.day == 1:
            pattern = "d'er' MMMM y"
        told = format_date(first, pattern, locale=self.language.locale)
        return Markup('<time datetime="{}">{}</time>').format(value, told)

    def _words(self, words: str) -> Markup:
        return self.text({self.language.words: words})

    def _strange(self, value: str) -> bool:
        return (self.language.dir == "rtl") != bool(_ARABIC.search(value))

    def _foreign(self, value: str) -> Markup:
        """A text of which nobody says the language: Arabic letters tell it, Latin ones do not."""
        if _ARABIC.search(value):
            return _in_bdi(' lang="ar" dir="rtl"', value)
        return _in_bdi(' dir="ltr"', value)


@lru_cache(maxsize=4096)
def _typeset(text: str) -> str:
    """French as it is set: what stands before a high sign or within quotation marks stays with it."""
    return _FRENCH.sub("\u00a0", text)


def _in_bdi(attributes: str, value: str) -> Markup:
    """A text set apart; there are many on a page, and `format` would read the same pattern for each."""
    return Markup(f"<bdi{attributes}>{escaped(value)}</bdi>")  # noqa: S704 - what was given is escaped


def _moment(value: str) -> datetime:
    return datetime.fromisoformat(value.replace("Z", "+00:00"))
