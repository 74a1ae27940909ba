"""The stages of a programme and their names in the languages people read."""

from __future__ import annotations

import tomllib
from enum import StrEnum
from importlib.resources import files

from domain.kernel.values import Localised


class Stage(StrEnum):
    """Where a programme stands. Deferral of an agenda item or a lost quorum is no stage."""

    INITIATED = "initiated"
    IDEA_COLLECTION = "idea_collection"
    DRAFTING = "drafting"
    CONSULTATION = "consultation"
    FINALISING = "finalising"
    SUBMITTED = "submitted"
    ADOPTED = "adopted"
    UNDER_CONTROL = "under_control"
    EXECUTORY = "executory"
    IN_EXECUTION = "in_execution"
    FINAL_EVALUATION = "final_evaluation"
    CLOSED = "closed"
    REJECTED = "rejected"
    REFERRED_BACK = "referred_back"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"


OVER = frozenset({Stage.CLOSED, Stage.WITHDRAWN})
"""Stages that a programme never leaves."""
EXECUTED = frozenset({Stage.IN_EXECUTION, Stage.FINAL_EVALUATION})
"""Stages at which a programme is or was carried out, and its record is still open."""
BEFORE_SUBMISSION = frozenset(
    {Stage.INITIATED, Stage.IDEA_COLLECTION, Stage.DRAFTING, Stage.CONSULTATION, Stage.FINALISING}
)

STAGES: dict[str, Localised] = {
    key: Localised.model_validate(names)
    for key, names in tomllib.loads(files(__package__).joinpath("stages.toml").read_text("utf-8")).items()
}
"""The name of each stage in Arabic, French and English, by its key."""
