"""The press kit's facts as shipped, for when its text is not at hand."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from domain.register.values import Bullet, PressKit, RegionListing, Source
from domain.register.vocabulary import LABELS, label_of, table


@lru_cache
def shipped() -> tuple[PressKit, Source]:
    """The facts, and the document that they were taken from."""
    facts = table("facts")
    source = Source.model_validate(facts.pop("source"))
    regions = tuple(_region(found) for found in facts.pop("regions"))
    return PressKit.model_validate(facts | {"regions": regions}), source


def _region(found: dict[str, Any]) -> RegionListing:
    bullets = tuple(_bullet(position, text) for position, text in enumerate(found["bullets"], 1))
    return RegionListing(region=found["region"], heading=found["heading"], bullets=bullets)


def _bullet(position: int, printed: str) -> Bullet:
    label = label_of(printed)
    if label is None:
        raise ValueError(f"facts.toml: expected one of {', '.join(LABELS)}, found {printed!r}")
    return Bullet(
        position=position, name_as_printed=printed, type_as_printed=label, collectivity_type=LABELS[label]
    )
