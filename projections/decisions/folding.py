"""From entries of the log to the decisions that they hold, or that an amendment changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from domain.kernel.amend import is_amendment
from domain.kernel.decider import Decider, State
from domain.kernel.events import Event
from domain.registry import DECIDERS
from projections.decisions.amended import Amended, amended
from projections.decisions.kinds import STREAMS, ruling_of
from projections.decisions.rendering import row_of
from projections.entries import Entry, Source
from projections.folding import Fold


class Found(NamedTuple):
    """Rows of decisions, and the streams whose rows these replace altogether."""

    anew: tuple[str, ...]
    rows: list[dict[str, Any]]


class DecisionFold:
    """Keeps what the streams with decisions are about from batch to batch."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._folds = {kind: Fold(DECIDERS[kind], source) for kind in STREAMS}

    def after(self, entries: Sequence[Entry]) -> Found:
        """The decisions of a batch. Where an amendment is among a stream's entries, all of the stream's."""
        states: dict[str, State] = {}
        for kind, kept in self._folds.items():
            wanted = [entry for entry in entries if entry.kind == kind]
            states |= {found.state.stream: found.state for found in (kept.after(wanted) if wanted else ())}
        anew = tuple(
            dict.fromkeys(
                entry.row.stream for entry in entries if entry.kind in STREAMS and is_amendment(entry.event)
            )
        )
        rows = [
            row_of(Amended(entry.event), ruling, states[entry.row.stream], entry.position)
            for entry in entries
            if entry.kind in STREAMS and entry.row.stream not in anew and (ruling := ruling_of(entry.event))
        ]
        return Found(anew, rows + self._all_of(anew, entries[-1].position))

    def forget(self) -> None:
        """Forget every state kept."""
        for kept in self._folds.values():
            kept.forget()

    def _all_of(self, streams: Sequence[str], upto: int) -> list[dict[str, Any]]:
        loaded = self._source.load(streams, before=upto + 1) if streams else {}
        found = []
        for stream in streams:
            entries = [Entry(row) for row in loaded[stream]]
            positions = {entry.event.event_id: entry.position for entry in entries}
            facts = amended([entry.event for entry in entries])
            found += [
                row_of(one, ruling, _about(stream, facts, one), positions[one.event.event_id])
                for one in facts
                if (ruling := ruling_of(one.event))
            ]
        return found


def _about(stream: str, facts: Sequence[Amended], one: Amended) -> State:
    """What a stream is about where one of its facts is read: what stands, or, for an annulled fact, what was
    on record when it was annulled.
    """
    decider, annulled = DECIDERS[stream.partition(":")[0]], one.annulled_by
    if annulled is None:
        return _folded(decider, tuple(found.event for found in facts if found.annulled_by is None))
    return _folded(decider, tuple(found.event for found in facts if found.event.version < annulled.version))


def _folded(decider: Decider[Any], events: Sequence[Event]) -> State:
    state: State = decider.state()
    for event in events:
        state = decider.apply(state, event)
    return state
