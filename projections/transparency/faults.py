"""Why bytes cannot be used, in Arabic, French and English: what was expected, and what was found instead."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

LANGUAGES = ("ar", "fr", "en")


class Words(dict[str, str]):
    """A text of `faults.toml` by language, its placeholders filled; as a string it is English."""

    def __init__(self, code: str, /, **values: object) -> None:
        super().__init__(
            {
                language: _texts()[code][language].format_map(
                    {name: in_language(value, language) for name, value in values.items()}
                )
                for language in LANGUAGES
            }
        )

    def __str__(self) -> str:
        return self["en"]


class Fault(ValueError):
    """Bytes that cannot be used. `expected`, `found` and `where` are words by language or plain values; as a
    string it is English.

    `expected` and `where` are given by their code in `faults.toml`, which `values` fill.
    """

    def __init__(
        self, expected: str | Words, found: object, *, where: str | None = None, **values: object
    ) -> None:
        self.expected = expected if isinstance(expected, Words) else Words(expected, **values)
        self.found, self.where = found, None if where is None else Words(where, **values)
        plain = Words("fault", expected=self.expected, found=found)
        self.sentences = plain if self.where is None else Words("fault_at", where=self.where, fault=plain)
        super().__init__(str(self.sentences))


def in_language(value: object, language: str) -> str:
    """A value as a sentence of a language says it: words by language, or what is the same in all of them."""
    found = value.sentences if isinstance(value, Fault) else value
    return found[language] if isinstance(found, dict) else str(found)


@cache
def _texts() -> dict[str, dict[str, str]]:
    return tomllib.loads(files(__package__).joinpath("faults.toml").read_text("utf-8"))
