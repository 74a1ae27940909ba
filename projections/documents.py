"""Documents by their content's digest."""

from __future__ import annotations

from domain.document.decider import DECIDER
from domain.kernel.values import Line, Sha256
from projections.filters import exactly
from projections.model import Column, ReadModel

READ_MODEL = ReadModel(
    decider=DECIDER,
    columns=(
        Column("kind", "text", lambda state: state.kind),
        Column("sha256", "text", lambda state: state.sha256),
    ),
    filters=(
        exactly("kind", Line, "The kind of document."),
        exactly("sha256", Sha256, "The SHA-256 of the content."),
    ),
)
