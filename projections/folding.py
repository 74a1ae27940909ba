"""From new entries of the log to the states that they lead to."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

from domain.kernel.amend import fold, is_amendment
from domain.kernel.decider import Decider, State
from projections.entries import Entry, Row, Source
from projections.tables import Folded

KEPT = 1_000
"""States kept from batch to batch, the last ones touched."""
LOADED = 50
"""Streams loaded whole at a time: a batch may touch a thousand long ones."""


class Fold:
    """Keeps the states touched last and moves them on. A state that is not kept, or that an amendment
    changes in its past, is folded from the events of its stream.
    """

    def __init__(self, decider: Decider[State], source: Source, kept: int = KEPT) -> None:
        self._decider, self._source, self._size = decider, source, kept
        self._states: OrderedDict[str, State] = OrderedDict()

    def after(self, entries: Sequence[Entry]) -> list[Folded]:
        """The states of the streams touched, after entries that follow those of the call before."""
        by_stream: dict[str, list[Entry]] = {}
        for entry in entries:
            by_stream.setdefault(entry.row.stream, []).append(entry)
        anew = [stream for stream, found in by_stream.items() if not self._can_go_on(stream, found)]
        states = self._fold_anew(anew, before=entries[-1].position + 1)
        states |= {
            stream: self._go_on(stream, found) for stream, found in by_stream.items() if stream not in states
        }
        self._keep(states)
        return [
            Folded(state, by_stream[stream][0].position, by_stream[stream][-1].position)
            for stream, state in states.items()
        ]

    def forget(self) -> None:
        """Forget every state kept: what they were moved on by was not stored."""
        self._states.clear()

    def _can_go_on(self, stream: str, entries: Sequence[Entry]) -> bool:
        if any(is_amendment(entry.event) for entry in entries):
            return False
        first = entries[0].event.version
        return first == 1 or (stream in self._states and self._states[stream].version == first - 1)

    def _go_on(self, stream: str, entries: Sequence[Entry]) -> State:
        first = entries[0].event.version
        state = self._decider.state() if first == 1 else self._states[stream]
        for entry in entries:
            state = self._decider.apply(state, entry.event)
        return state

    def _fold_anew(self, streams: Sequence[str], *, before: int) -> dict[str, State]:
        found: dict[str, State] = {}
        for start in range(0, len(streams), LOADED):
            loaded = self._source.load(streams[start : start + LOADED], before=before)
            found |= {stream: self._folded(rows) for stream, rows in loaded.items()}
        return found

    def _folded(self, rows: Sequence[Row]) -> State:
        return fold(self._decider, [Entry(row).event for row in rows])

    def _keep(self, states: dict[str, State]) -> None:
        for stream, state in states.items():
            self._states[stream] = state
            self._states.move_to_end(stream)
        while len(self._states) > self._size:
            self._states.popitem(last=False)
