"""Public consultations of programmes."""

from __future__ import annotations

from typing import Literal

from domain.consultation.decider import DECIDER
from domain.kernel.values import Identifier
from projections.filters import exactly
from projections.given_words import WAITING, waiting
from projections.model import Column, ReadModel

_ITS = 'consultation_id = {consultations}.id COLLATE "default"'
CONTRIBUTIONS_WAITING = waiting("contributions", f"w.{WAITING} AND w.{_ITS}")
"""Contributions that nobody has found admissible or not yet, nor answered."""
READ_MODEL = ReadModel(
    decider=DECIDER,
    columns=(Column("programme_id", "text", lambda state: state.programme_id),),
    filters=(
        exactly("programme", Identifier, "A programme's id.", column="programme_id"),
        exactly(
            "status",
            Literal["open", "closed", "report_published"],
            "The consultation's status.",
            column="stage",
        ),
    ),
    derived={"contributions_waiting": CONTRIBUTIONS_WAITING},
)
