"""Sentences that people read, in Arabic, French and English, by code."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Literal, get_args

Language = Literal["ar", "fr", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
DEFAULT: Language = "ar"


@lru_cache
def table(name: str) -> dict[str, dict[str, str]]:
    """The sentences of one file (`problems`, `validation`, `console`), by code and language.

    Raises ValueError where a sentence is missing in a language, so that no gap is found by a reader.
    """
    found = tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text("utf-8"))
    gaps = [
        f"{code}.{language}" for code, by in found.items() for language in LANGUAGES if not by.get(language)
    ]
    if gaps:
        raise ValueError(f"{name}.toml: expected a sentence in every language, missing: {', '.join(gaps)}")
    return found


def sentences(name: str, code: str, /, **found: object) -> dict[str, str]:
    """One sentence in every language, its placeholders filled."""
    return {language: sentence(name, code, language, **found) for language in LANGUAGES}


def sentence(name: str, code: str, language: Language, /, **found: object) -> str:
    """One sentence in one language, its placeholders filled; a text by language with its own."""
    filling = {placeholder: _in_language(value, language) for placeholder, value in found.items()}
    return table(name)[code][language].format_map(filling)


def printable(text: object) -> str:
    """What a file or a stranger said, without signs that would move the cursor or turn the text around."""
    return "".join(sign if sign.isprintable() else "?" for sign in str(text))


class Told(Exception):
    """Why something cannot be used, as a sentence per language (messages/console.toml).

    Where `found` holds another such reason, each sentence tells it in its own language.
    """

    def __init__(self, code: str, /, **found: object) -> None:
        self.code = code
        self.sentences = sentences("console", code, **found)
        super().__init__(self.sentences["en"])


def _in_language(value: object, language: Language) -> object:
    if isinstance(value, Told):
        return value.sentences[language]
    return value.get(language) if isinstance(value, dict) else value


@lru_cache(maxsize=256)
def preferred(accept_language: str) -> Language:
    """The language to answer in, from an Accept-Language header (RFC 9110, 12.5.4); Arabic when none fits."""
    best, weight = DEFAULT, 0.0
    for part in accept_language[:500].split(","):
        tag, _, parameter = part.strip().partition(";")
        given = _weight(parameter)
        primary = tag.strip().lower().split("-")[0]
        if given > weight and primary in LANGUAGES:
            best, weight = primary, given
    return best


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        return float(value) if 0 <= float(value) <= 1 else 0.0
    except ValueError:
        return 0.0
