"""Every read model, by the kind of aggregate that it shows."""

from __future__ import annotations

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
from projections.entries import Source
from projections.model import ReadModel
from projections.projection import Documents

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


def projections(source: Source) -> list[Documents]:
    """The projections of all read models, reading from one log."""
    return [Documents(model, source) for model in READ_MODELS.values()]
