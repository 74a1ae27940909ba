"""Workshops of collectivities and programmes."""

from __future__ import annotations

from typing import Literal

from domain.kernel.values import Identifier
from domain.workshop.decider import DECIDER
from projections.filters import exactly, held_by
from projections.model import Column, ReadModel

READ_MODEL = ReadModel(
    decider=DECIDER,
    columns=(
        Column("programme_id", "text", lambda state: state.programme_id),
        Column("collectivity_id", "text", lambda state: state.collectivity_id),
    ),
    filters=(
        exactly("programme", Identifier, "A programme's id.", column="programme_id"),
        *held_by(),
        exactly(
            "status", Literal["announced", "held", "cancelled"], "The workshop's status.", column="stage"
        ),
    ),
)
