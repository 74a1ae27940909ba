"""Documents by their content's digest."""

from __future__ import annotations

from domain.document.decider import DECIDER
from domain.document.state import DocumentState
from domain.kernel.values import Line, Sha256
from projections.filters import exactly
from projections.model import Column, Document, ReadModel, document


def _document(state: DocumentState) -> Document:
    """A document; of one with personal data there is no digest."""
    return document(state) | {"sha256": state.sha256 or None}


READ_MODEL = ReadModel(
    decider=DECIDER,
    columns=(
        Column("kind", "text", lambda state: state.kind),
        Column("sha256", "text", lambda state: state.sha256),
    ),
    document=_document,
    filters=(
        exactly("kind", Line, "The kind of document."),
        exactly("sha256", Sha256, "The SHA-256 of the content."),
    ),
)
