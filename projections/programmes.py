"""Programmes by stage, region and collectivity. Lists leave out the texts."""

from __future__ import annotations

from datetime import date

from domain.programme.decider import DECIDER
from domain.programme.stages import STAGES, Stage
from domain.programme.state import ProgrammeState
from projections.filters import binding, exactly
from projections.given_words import WAITING, waiting
from projections.model import Column, Document, ReadModel, document

EVALUATED = frozenset({Stage.FINAL_EVALUATION, Stage.CLOSED})
# An index on a column of another collation than an identity's is used where that collation is named.
_ITS = 'programme_id = {programmes}.id COLLATE "default"'
COMMITMENTS = f"(SELECT count(*) FROM {{commitments}} k WHERE k.public AND k.{_ITS})"  # noqa: S608 - made of our own names; values are parameters
IDEAS = f"(SELECT count(*) FROM {{ideas}} i WHERE i.stage <> '' AND i.{_ITS})"  # noqa: S608 - made of our own names; values are parameters
"""Ideas received, shown or not."""
IDEAS_WAITING = waiting("ideas", f"w.{WAITING} AND w.{_ITS}")
"""Ideas that nobody has found admissible or not yet."""


def _evaluation_after(state: ProgrammeState) -> date | None:
    """The day after which the final evaluation is due: the last of the period, whether the clock has noticed
    its end or not; None while nothing says that the period ends.
    """
    if state.reached in EVALUATED:
        return date.min
    running = state.reached is Stage.IN_EXECUTION or state.execution_suspended
    return state.ends_on if running and state.deadlines_stopped_on is None else None


def _document(state: ProgrammeState) -> Document:
    return document(state) | {"stage_name": STAGES.get(state.stage)}


READ_MODEL = ReadModel(
    decider=DECIDER,
    columns=(
        Column("collectivity_ids", "text[]", lambda state: list(state.collectivity_ids), index="gin"),
        Column("evaluation_after", "date", _evaluation_after, index=""),
        Column("stopped_on", "date", lambda state: state.deadlines_stopped_on, index=""),
    ),
    filters=(exactly("stage", Stage, "The programme's stage."), *binding()),
    document=_document,
    derived={"commitment_count": COMMITMENTS, "idea_count": IDEAS, "ideas_waiting": IDEAS_WAITING},
    detail=frozenset({"drafts", "passage", "amendment", "known"}),
)
