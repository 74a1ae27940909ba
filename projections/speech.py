"""How values are said in a language: dates, counts, lists, names from vocabularies, and foreign text."""

from __future__ import annotations

import tomllib
import unicodedata
from collections import Counter
from collections.abc import Sequence
from datetime import date
from enum import Enum
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final, Literal, get_args

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal

from domain.kernel.dates import PartialDate
from domain.kernel.values import Localised
from domain.vocabulary import VOCABULARIES, name_of

Language = Literal["ar", "fr", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
PHRASES: Final[dict[str, Any]] = tomllib.loads(files(__package__).joinpath("phrases.toml").read_text("utf-8"))
WHEN, DATE, COUNT, TALLY = "when", "date", "count", "tally "
"""Forms beside counted nouns and vocabularies: a date within a sentence (on a day, in a month, in a year, on
an unknown date), a date by itself, how many there are, how often each name of a vocabulary occurs.
"""
_LOCALES = {"ar": Locale("ar", "MA"), "fr": Locale("fr", "MA"), "en": Locale("en")}
_OPPOSITE = {"ar": ("L",), "fr": ("R", "AL"), "en": ("R", "AL")}
_ISOLATE, _END = "\u2068", "\u2069"
_LONGEST = 300


def forms() -> frozenset[str]:
    """Every form that a value may be asked in."""
    tallies = (f"{TALLY}{name}" for name in VOCABULARIES)
    return frozenset({"", WHEN, DATE, COUNT, *PHRASES["counted"], *VOCABULARIES, *tallies})


def spoken(value: Any, form: str, language: Language) -> str | None:
    """A value in a form; None where it is absent or empty, or has no name in the vocabulary asked for."""
    if value is None or (isinstance(value, str | tuple) and not value):
        return None
    if form in (WHEN, DATE):
        return (when if form == WHEN else bare)(_partial(value), language)
    if form == COUNT or form in PHRASES["counted"]:
        number = len(value) if isinstance(value, tuple) else value
        return str(number) if form == COUNT else counted(number, form, language)
    if form.startswith(TALLY):
        return _tally(value, form.removeprefix(TALLY), language)
    return _named(value, form, language) if form else _plain(value, language)


def _partial(value: PartialDate | date | str) -> PartialDate:
    if isinstance(value, PartialDate):
        return value
    return PartialDate(value) if isinstance(value, str) else PartialDate.of(value)


def _tally(values: tuple[Any, ...], vocabulary: str, language: Language) -> str:
    tally = Counter(values)
    return joined([f"{_named(key, vocabulary, language)} ({tally[key]})" for key in tally], language)


def _named(value: Any, vocabulary: str, language: Language) -> str | None:
    if isinstance(value, tuple):
        told = (_named(one, vocabulary, language) for one in value)
        names = [name for name in told if name is not None]
        return joined(names, language) if names else None
    found = name_of(vocabulary, value.value if isinstance(value, Enum) else value)
    return None if found is None else in_language(found, language)


def _plain(value: Any, language: Language) -> str:
    if isinstance(value, bool):
        return str(PHRASES["bare"][str(value).lower()][language])
    if isinstance(value, PartialDate):
        return bare(value, language)
    if isinstance(value, date):
        return bare(PartialDate.of(value), language)
    if isinstance(value, Localised):
        return in_language(value, language)
    if isinstance(value, tuple):
        return joined([_plain(one, language) for one in value], language)
    return isolated(str(value), language)


def in_language(text: Localised, language: Language) -> str:
    """A text in a language, or the Arabic one where it has none."""
    return isolated(getattr(text, language) or text.ar, language)


def isolated(text: str, language: Language) -> str:
    """Text on one line and not too long, set apart (U+2068, U+2069) where it runs the other way than the
    sentence. A final full stop is left to the sentence.
    """
    line = " ".join(text.split()).rstrip(" .")
    if len(line) > _LONGEST:
        line = line[:_LONGEST].rsplit(" ", 1)[0] + "…"
    if any(unicodedata.bidirectional(sign) in _OPPOSITE[language] for sign in line):
        return f"{_ISOLATE}{line}{_END}"
    return line


@lru_cache(maxsize=4096)
def bare(on: PartialDate, language: Language) -> str:
    """A date as far as it is known: a day, a month, a year, or that it is unknown."""
    known, day = on.precision, on.day
    if day is not None:
        first = "d'er' MMMM y" if language == "fr" and day.day == 1 else "d MMMM y"
        return format_date(day, first, locale=_LOCALES[language])
    if known == "month":
        return format_date(date.fromisoformat(f"{on.value}-01"), "MMMM y", locale=_LOCALES[language])
    return on.value if known == "year" else str(PHRASES["bare"]["unknown"][language])


@lru_cache(maxsize=4096)
def when(on: PartialDate, language: Language) -> str:
    """A date as it stands within a sentence."""
    known = "day" if on.day is not None else on.precision
    return str(PHRASES["when"][known][language]).format(on=bare(on, language))


def counted(number: int, noun: str, language: Language) -> str:
    """A number of things in its plural form (CLDR)."""
    given: dict[str, str] = PHRASES["counted"][noun][language]
    locale = _LOCALES[language]
    text = given.get(locale.plural_form(number), given["other"])
    return text.format(n=format_decimal(number, locale=locale))


def joined(texts: Sequence[str], language: Language) -> str:
    """Texts as a list within a sentence."""
    return format_list(texts, locale=_LOCALES[language])


@cache
def phrase(kind: str, name: str, language: Language) -> str:
    """A phrase that sentences share, or the template of one."""
    return str(PHRASES[kind][name][language])
