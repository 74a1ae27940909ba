"""Programmes by stage, region and collectivity. Lists leave out the texts."""

from __future__ import annotations

from domain.programme.decider import DECIDER
from domain.programme.stages import STAGES, Stage
from domain.programme.state import ProgrammeState
from projections.filters import binding, exactly
from projections.model import Column, Document, ReadModel, document


def _document(state: ProgrammeState) -> Document:
    return document(state) | {"stage_name": STAGES.get(state.stage)}


READ_MODEL = ReadModel(
    decider=DECIDER,
    columns=(Column("collectivity_ids", "text[]", lambda state: list(state.collectivity_ids), index="gin"),),
    filters=(exactly("stage", Stage, "The programme's stage."), *binding()),
    document=_document,
    detail=frozenset({"drafts", "passage", "amendment", "known"}),
)
