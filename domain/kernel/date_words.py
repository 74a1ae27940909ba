"""Dates as sentences of the rules say them: 10 دجنبر 2026, 10 décembre 2026, 10 December 2026."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime

_LOCALES = {"ar": Locale("ar", "MA"), "fr": Locale("fr", "MA"), "en": Locale("en")}
_CASABLANCA = ZoneInfo("Africa/Casablanca")
_DAY = re.compile(
    r"(?<![\w/.-])(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2}))?(?![\w/-])", re.ASCII
)
_MOMENT = {"ar": "d MMMM y، HH:mm", "fr": "d MMMM y, HH:mm", "en": "d MMMM y, HH:mm"}


@lru_cache(maxsize=1024)
def days_told(text: str, language: str, *, to_the_minute: bool = False) -> str:
    """A text with its days and instants (ISO 8601) in words of a language: an instant by its day in
    Casablanca, with hours and minutes where they matter.
    """
    return _DAY.sub(lambda found: _day(found, language, to_the_minute), text)


def _day(found: re.Match[str], language: str, to_the_minute: bool) -> str:
    try:
        if found[2] is None:
            return _told(date.fromisoformat(found[1]), language)
        at = datetime.fromisoformat(found[0].replace("Z", "+00:00")).astimezone(_CASABLANCA)
    except (ValueError, OverflowError):
        return found[0]
    if to_the_minute:
        return format_datetime(at, _MOMENT[language], locale=_LOCALES[language])
    return _told(at.date(), language)


def _told(day: date, language: str) -> str:
    first = language == "fr" and day.day == 1
    return format_date(day, "d'er' MMMM y" if first else "d MMMM y", locale=_LOCALES[language])


@lru_cache(maxsize=256)
def month_told(month: str, language: str) -> str:
    """The name of a month: of `2026-10` with its year, of `10` alone. What is neither is left as it is."""
    year, _, number = month.rpartition("-")
    if not (number.isdecimal() and 1 <= int(number) <= 12 and (not year or year.isdecimal())):
        return month
    on = date(int(year or 2000), int(number), 1)
    return format_date(on, "MMMM y" if year else "MMMM", locale=_LOCALES[language])
