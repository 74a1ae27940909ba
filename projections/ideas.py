"""Ideas and their fate. One is shown once it was found admissible; until then only that it waits."""

from __future__ import annotations

from typing import Literal

from domain.idea.decider import DECIDER
from domain.kernel.values import Identifier, Principle
from domain.programme.values import Channel
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
from projections.model import Column, Filter, ReadModel

Status = Literal["admissible", "accepted", "merged", "deferred", "not_retained"]
_SERVING = "{commitments} c WHERE c.principles @> ARRAY[%(principle)s]"
OF_PRINCIPLE = (
    f"(id IN (SELECT unnest(c.idea_ids) FROM {_SERVING})"  # noqa: S608 - made of our own names; values are parameters
    f" OR (programme_id, commitment_key) IN (SELECT c.programme_id, c.key FROM {_SERVING}))"
)
"""Ideas that became part of a commitment which serves a principle: an idea itself names none."""
READ_MODEL = ReadModel(
    decider=DECIDER,
    columns=(
        Column("programme_id", "text", lambda state: state.programme_id),
        Column("channel", "text", lambda state: state.channel),
        Column("commitment_key", "text", lambda state: state.commitment_key, index=""),
        Column("merged_into", "text", lambda state: state.merged_into),
        waits_for("disposition"),
        Column("received_on", "date", received_day, index=""),
        *WORDS_COLUMNS,
    ),
    filters=(
        exactly("programme", Identifier, "A programme's id.", column="programme_id"),
        exactly("channel", Channel, "How the idea came."),
        exactly("status", Status, "What became of the idea.", column="stage"),
        Filter(
            "principle", Principle, OF_PRINCIPLE, "A principle that a commitment made of the idea serves."
        ),
    ),
    document=public_words,
    public=lambda state: state.public,
    derived=DERIVED,
    sealed=SEALED,
    as_now=AS_NOW,
    tallies={"waiting": WAITING},
)
