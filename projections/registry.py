"""Every projection by name, and every read model by the kind of aggregate that it shows."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from domain.registry import DECIDERS
from projections import (
    assessments,
    collectivities,
    commitments,
    consultations,
    contributions,
    council_sessions,
    documents,
    ideas,
    network,
    programmes,
    workshops,
)
from projections.aggregates import Aggregates
from projections.entries import Source
from projections.model import ReadModel
from projections.projection import Make, Projection

_MADE: tuple[ReadModel[Any], ...] = (
    assessments.READ_MODEL,
    collectivities.READ_MODEL,
    commitments.READ_MODEL,
    consultations.READ_MODEL,
    contributions.READ_MODEL,
    council_sessions.READ_MODEL,
    documents.READ_MODEL,
    ideas.READ_MODEL,
    network.READ_MODEL,
    programmes.READ_MODEL,
    workshops.READ_MODEL,
)
_BY_KIND = {model.kind: model for model in _MADE}
READ_MODELS: dict[str, ReadModel[Any]] = {
    kind: _BY_KIND.get(kind) or ReadModel(decider=decider) for kind, decider in DECIDERS.items()
}
"""An aggregate without a module of its own is shown whole, in lists without filters."""

OTHERS: dict[str, Callable[[Source], Projection]] = {}
"""Projections that are no read model of one kind of aggregate, by name."""


def projections(source: Source) -> dict[str, Make]:
    """How to make an edition of each projection, by name, reading from one log."""
    found: dict[str, Make] = {
        model.name: partial(Aggregates, model, source) for model in READ_MODELS.values()
    }
    return found | {name: partial(make, source) for name, make in OTHERS.items()}
