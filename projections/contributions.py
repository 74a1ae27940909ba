"""Contributions to consultations, with their answers. One is shown once found admissible or answered."""

from __future__ import annotations

from typing import Literal

from domain.contribution.decider import DECIDER
from domain.contribution.state import ContributionState
from domain.kernel.values import Identifier
from projections.filters import exactly
from projections.given_words import (
    AS_NOW,
    DERIVED,
    SEALED,
    WAITING,
    WORDS_COLUMNS,
    public_words,
    received_day,
    waits_for,
)
from projections.model import Column, ReadModel

Status = Literal["admissible", "answered"]

READ_MODEL: ReadModel[ContributionState] = ReadModel(
    decider=DECIDER,
    columns=(
        Column("programme_id", "text", lambda state: state.programme_id),
        Column("consultation_id", "text", lambda state: state.consultation_id),
        Column("counted", "boolean", lambda state: state.counted, index=""),
        waits_for("answer"),
        Column("received_on", "date", received_day, index=""),
        *WORDS_COLUMNS,
    ),
    filters=(
        exactly("programme", Identifier, "A programme's id.", column="programme_id"),
        exactly("consultation", Identifier, "A consultation's id.", column="consultation_id"),
        exactly("counted", bool, "Whether it came in time."),
        exactly("status", Status, "The contribution's status.", column="stage"),
    ),
    document=public_words,
    public=lambda state: state.public,
    derived=DERIVED,
    sealed=SEALED,
    as_now=AS_NOW,
    tallies={"waiting": WAITING},
)
