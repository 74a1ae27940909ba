"""Commitments with their deadlines. Whether one is overdue depends on the day of the question."""

from __future__ import annotations

from datetime import date
from typing import Literal

from domain.commitment.decider import DECIDER
from domain.commitment.state import CommitmentState
from domain.kernel.dates import Day
from domain.kernel.values import Identifier, Principle
from projections.filters import binding, exactly
from projections.model import Column, Document, Filter, ReadModel, document

Status = Literal[
    "planned", "in_progress", "reported_complete", "verified_complete", "dropped", "carried_over"
]
_STOPPED = "(SELECT jsonb_object_agg(id, stopped_on) FROM {programmes} p WHERE stopped_on IS NOT NULL)"
"""On which day a decision stopped the deadlines of programmes; it is asked once for all rows."""
OVERDUE = f"""coalesce(deadline < least(%(today)s, ({_STOPPED} ->> programme_id)::date)
    AND (finished_on IS NULL OR finished_on > %(today)s), false)"""
"""What `CommitmentState.overdue` says, over the row."""


def _finished_on(state: CommitmentState) -> date | None:
    """The first day on which it counts as finished; the first of all days where the day is not known."""
    if state.finished_by(date.min):
        return date.min
    return state.finished_on.day if state.finished_on else None


def _document(state: CommitmentState) -> Document:
    return document(state) | {
        "original_deadline": state.original_deadline,
        "current_deadline": state.current_deadline,
        "times_moved": state.times_moved,
        "slippage_days": state.slippage_days,
        "contested": bool(state.open_disputes),
    }


READ_MODEL = ReadModel(
    decider=DECIDER,
    columns=(
        Column("programme_id", "text", lambda state: state.programme_id),
        Column("collectivity_ids", "text[]", lambda state: list(state.collectivity_ids), index="gin"),
        Column("principles", "text[]", lambda state: [str(one) for one in state.principles], index="gin"),
        Column("deadline", "date", lambda state: state.current_deadline),
        Column("finished_on", "date", _finished_on, index=""),
        Column("due", "date", lambda state: state.current_deadline or date.max),
        Column("key", "text", lambda state: state.key, index=""),
        Column("idea_ids", "text[]", lambda state: list(state.idea_ids), index="gin"),
    ),
    filters=(
        exactly("programme", Identifier, "A programme's id.", column="programme_id"),
        *binding(),
        Filter("principle", Principle, "principles @> ARRAY[%(principle)s]", "A principle of openness."),
        exactly("status", Status, "The commitment's status.", column="stage"),
        Filter("overdue", bool, f"{OVERDUE} = %(overdue)s", "Whether its deadline passed unfinished."),
        Filter("due_before", Day, "deadline < %(due_before)s", "Only deadlines before this day."),
    ),
    document=_document,
    derived={"overdue": OVERDUE},
    of_past=frozenset({"overdue"}),
    orders={"due": "due"},
)
