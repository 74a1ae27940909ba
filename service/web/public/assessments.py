"""Assessments: how a programme's commitments were rated, by whom, on which scale, and what shows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from domain.assessment.scales import SCALES
from domain.kernel.values import Localised
from service.web.visiting import Page, View, Visit


async def assessment(visit: Visit) -> View:
    """One assessment, with every rating."""
    found = await visit.ask.get(f"assessments/{visit.part('id')}")
    programme = await visit.ask.find(f"programmes/{found['programme_id']}")
    commitments = await visit.ask.items("commitments", programme=found["programme_id"])
    published = await visit.ask.get(f"assessments/{found['id']}/history", limit=1)
    told = {
        "assessment": found,
        "programme": programme,
        "titles": {one["id"]: one["title"] for one in commitments},
        "ratings": [named(one) for one in found["ratings"]],
        "scales": [
            (scale, in_languages(scale), [in_languages(value) for value in scale.values])
            for scale in map(SCALES.__getitem__, dict.fromkeys(one["scale_id"] for one in found["ratings"]))
        ],
        "published": published["items"][0] if published["items"] else None,
    }
    return View("participation/assessment.html", told)


def named(rating: Mapping[str, Any]) -> dict[str, Any]:
    """A rating with the names of its scale and its value, and with the scale as its `source`."""
    scale = SCALES[rating["scale_id"]]
    value = next(given for given in scale.values if given.key == rating["value"])
    return {**rating, "scale": in_languages(scale), "name": in_languages(value), "source": scale}


def in_languages(text: Localised) -> dict[str, str | None]:
    """A name in each language."""
    return {"ar": text.ar, "fr": text.fr, "en": text.en}


def ratings_of(assessments: list[dict[str, Any]], identity: str) -> Iterator[dict[str, Any]]:
    """How each assessment rates a commitment."""
    for one in assessments:
        for rating in one["ratings"]:
            if rating["commitment_id"] == identity:
                yield named(rating) | {"assessment": one}


ASSESSMENTS = (Page("assessments/{id}", assessment),)
