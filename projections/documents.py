"""Documents by their content's digest, and by the record in which they are cited."""

from __future__ import annotations

from domain.document.decider import DECIDER
from domain.document.state import DocumentState
from domain.kernel.values import Identifier, Line, Sha256
from projections.filters import exactly
from projections.model import Column, Document, Filter, ReadModel, document


def _cited_in(kind: str, name: str) -> Filter:
    """Documents that an event cites which concerns a record. Who cites one relies on its registration."""
    condition = f"""EXISTS (SELECT FROM log.event_tags r JOIN log.event_tags t ON t.position = r.position
        WHERE r.tag = ('relies:' || registration) COLLATE "default" AND r.position <= %(as_of)s
        AND t.tag = ('{kind}:' || %({name})s) COLLATE "default")"""
    return Filter(name, Identifier, condition, f"The {kind} in whose record a document is cited: its id.")


def _document(state: DocumentState) -> Document:
    """A document; of one with personal data there is no digest."""
    return document(state) | {"sha256": state.sha256 or None}


READ_MODEL = ReadModel(
    decider=DECIDER,
    columns=(
        Column("kind", "text", lambda state: state.kind),
        Column("sha256", "text", lambda state: state.sha256),
        Column("registration", "text", lambda state: state.because.get("registered"), index=""),
    ),
    document=_document,
    filters=(
        exactly("kind", Line, "The kind of document."),
        exactly("sha256", Sha256, "The SHA-256 of the content."),
        _cited_in("programme", "programme"),
        _cited_in("collectivity", "collectivity"),
    ),
)
