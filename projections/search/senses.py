"""Words that mean several things: جماعة is a commune, and with ترابية any collectivity (domain terms)."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

from domain.kernel.values import Localised
from domain.spelling import words


def _forms(text: str) -> tuple[str, ...]:
    return tuple(form for word in words(text) for form in word.forms)


_TABLE: list[dict[str, Any]] = tomllib.loads(files(__package__).joinpath("senses.toml").read_text("utf-8"))[
    "words"
]
_SENSES = {
    _forms(entry["word"]): {
        "word": entry["word"],
        "senses": [
            {"key": sense["key"], "name": Localised(**{lang: sense[lang] for lang in ("ar", "fr", "en")})}
            for sense in entry["senses"]
        ],
    }
    for entry in _TABLE
}


def senses_of(asked: str) -> Sequence[dict[str, Any]]:
    """What each word asked for may mean, for those that mean several things."""
    found = (_SENSES.get(word.forms) for word in words(asked))
    return [one for one in found if one is not None]
