"""The words that a press kit is printed in: labels of types, months, regions; how a name is recognised."""

from __future__ import annotations

import tomllib
from difflib import SequenceMatcher
from importlib.resources import files
from typing import Any

from domain.kernel.values import CollectivityType, Identifier, Localised, Model
from domain.spelling import fold_arabic
from domain.workshop.values import Weekday


def table(name: str) -> dict[str, Any]:
    """One of the data files of this package."""
    return tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text("utf-8"))


class Region(Model):
    """One of the twelve regions, by the identity that the register gives it."""

    id: Identifier
    ar: str
    fr: str
    en: str

    @property
    def names(self) -> Localised:
        """The region's name in the languages."""
        return Localised(ar=self.ar, fr=self.fr, en=self.en)


_WORDS = table("vocabulary")
LIST_BEGINS: str = _WORDS["list_begins"]
REGION_LABEL: str = _WORDS["region_label"]
LABELS: dict[str, CollectivityType] = {
    label["printed"]: CollectivityType(label["type"]) for label in _WORDS["labels"]
}
MONTHS: dict[str, int] = _WORDS["months"]
WEEKDAYS: dict[str, Weekday] = _WORDS["weekdays"]
SECTIONS: dict[str, str] = _WORDS["sections"]
REGIONS: tuple[Region, ...] = tuple(Region.model_validate(region) for region in _WORDS["regions"])
SOURCES: dict[str, Localised] = {said: Localised(**told) for said, told in table("sources").items()}
"""What sources of the register say that are no document, by the words that events hold."""
LABEL_WORDS = frozenset(word for label in (*LABELS, REGION_LABEL) for word in label.split())

_LIKE = 0.85
"""How alike two folded names must be to be one name misprinted; the twelve regions are all less alike."""


def likeness(one: str, other: str) -> float:
    """How alike two names are once spelling is folded, from 0 to 1."""
    return SequenceMatcher(None, fold_arabic(one), fold_arabic(other), autojunk=False).ratio()


def region_of(heading: str) -> Region | None:
    """The region that a printed heading names, misprints allowed (المساقية for الساقية); None when none."""
    best = max(REGIONS, key=lambda region: likeness(region.ar, heading))
    return best if likeness(best.ar, heading) >= _LIKE else None


def label_of(printed: str) -> str | None:
    """The label of a type that a bullet begins with, None when it begins with none."""
    return next((label for label in LABELS if printed == label or printed.startswith(f"{label} ")), None)
