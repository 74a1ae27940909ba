"""Council sessions, found by collectivity, by the programmes on their agenda and by status."""

from __future__ import annotations

from typing import Literal

from domain.council_session.decider import DECIDER
from domain.council_session.state import CouncilSessionState
from domain.kernel.values import Identifier
from projections.filters import exactly, held_by
from projections.model import Column, Filter, ReadModel

Status = Literal["called", "convened", "adjourned", "open", "closed"]


def _programmes(state: CouncilSessionState) -> list[str]:
    return sorted({item.matter.programme_id for item in state.items if item.matter.programme_id})


READ_MODEL = ReadModel(
    decider=DECIDER,
    columns=(
        Column("collectivity_id", "text", lambda state: state.collectivity_id),
        Column("programme_ids", "text[]", _programmes, index="gin"),
    ),
    filters=(
        *held_by(),
        Filter(
            "programme", Identifier, "programme_ids @> ARRAY[%(programme)s]", "A programme on the agenda."
        ),
        exactly("status", Status, "The session's status.", column="stage"),
    ),
)
