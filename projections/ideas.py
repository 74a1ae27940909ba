"""Ideas and their fate. One is shown once it was found admissible; until then only that it waits."""

from __future__ import annotations

from typing import Literal

from domain.idea.decider import DECIDER
from domain.idea.state import IdeaState
from domain.kernel.values import Identifier
from domain.programme.values import Channel
from projections.filters import exactly
from projections.given_words import AS_NOW, SEALED, WORDS, given_words, received_day, words_columns
from projections.model import Column, Document, ReadModel

Status = Literal["admissible", "accepted", "merged", "deferred", "not_retained"]
_HIDDEN = frozenset({"id", "version", "stage", "programme_id"})


def _document(state: IdeaState) -> Document:
    found = given_words(state) | {"public": state.public}
    if state.public:
        return found
    return {name: value for name, value in found.items() if name in _HIDDEN or name == "public"}


READ_MODEL = ReadModel(
    decider=DECIDER,
    columns=(
        Column("programme_id", "text", lambda state: state.programme_id),
        Column("channel", "text", lambda state: state.channel),
        Column("commitment_key", "text", lambda state: state.commitment_key, index=""),
        Column("merged_into", "text", lambda state: state.merged_into),
        Column("received_on", "date", received_day, index=""),
        *words_columns(lambda state: state if state.public else None),
    ),
    filters=(
        exactly("programme", Identifier, "A programme's id.", column="programme_id"),
        exactly("channel", Channel, "How the idea came."),
        exactly("status", Status, "What became of the idea.", column="stage"),
    ),
    document=_document,
    public=lambda state: state.public,
    derived={"words": WORDS},
    sealed=SEALED,
    as_now=AS_NOW,
    tallies={"waiting": "stage = 'received'"},
)
