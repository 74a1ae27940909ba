"""From new entries of the log to the states that they lead to."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import NamedTuple

from domain.kernel.amend import fold, is_amendment
from domain.kernel.decider import Decider, State
from projections.entries import Entry, Row, Source
from projections.tables import Folded

KEPT = 1_000
"""States kept from batch to batch, the last ones touched."""
KEPT_BYTES = 1024 * 1024
"""Stored bytes of the events that they are folded from. Some states hold hundreds of facts: were only their
number bounded, memory would grow for as long as a long log is read.
"""
KEPT_ANYWAY = 16
"""States kept however large they are: one that is folded anew with every batch would cost more."""
LOADED = 50
"""Streams loaded whole at a time: a batch may touch a thousand long ones."""


class _Kept(NamedTuple):
    state: State
    size: int


class Fold:
    """Keeps the states touched last and moves them on. A state that is not kept, or that an amendment
    changes in its past, is folded from the events of its stream.
    """

    def __init__(
        self, decider: Decider[State], source: Source, kept: int = KEPT, kept_bytes: int = KEPT_BYTES
    ) -> None:
        self._decider, self._source = decider, source
        self._most, self._most_bytes, self._bytes = kept, kept_bytes, 0
        self._kept: OrderedDict[str, _Kept] = OrderedDict()

    def after(self, entries: Sequence[Entry]) -> list[Folded]:
        """The states of the streams touched, after entries that follow those of the call before."""
        by_stream: dict[str, list[Entry]] = {}
        for entry in entries:
            by_stream.setdefault(entry.row.stream, []).append(entry)
        anew = [stream for stream, found in by_stream.items() if not self._can_go_on(stream, found)]
        found = self._fold_anew(anew, before=entries[-1].position + 1)
        found |= {
            stream: self._go_on(stream, touched)
            for stream, touched in by_stream.items()
            if stream not in found
        }
        self._keep(found)
        return [
            Folded(kept.state, by_stream[stream][0].position, by_stream[stream][-1].position)
            for stream, kept in found.items()
        ]

    def forget(self) -> None:
        """Forget every state kept: what they were moved on by was not stored."""
        self._kept.clear()
        self._bytes = 0

    def _can_go_on(self, stream: str, entries: Sequence[Entry]) -> bool:
        if any(is_amendment(entry.event) for entry in entries):
            return False
        first = entries[0].event.version
        return first == 1 or (stream in self._kept and self._kept[stream].state.version == first - 1)

    def _go_on(self, stream: str, entries: Sequence[Entry]) -> _Kept:
        first = entries[0].event.version
        state, size = _Kept(self._decider.state(), 0) if first == 1 else self._kept[stream]
        for entry in entries:
            state = self._decider.apply(state, entry.event)
            size += len(entry.row.body)
        return _Kept(state, size)

    def _fold_anew(self, streams: Sequence[str], *, before: int) -> dict[str, _Kept]:
        found: dict[str, _Kept] = {}
        for start in range(0, len(streams), LOADED):
            loaded = self._source.load(streams[start : start + LOADED], before=before)
            found |= {stream: self._folded(rows) for stream, rows in loaded.items()}
        return found

    def _folded(self, rows: Sequence[Row]) -> _Kept:
        state = fold(self._decider, [Entry(row).event for row in rows])
        return _Kept(state, sum(len(row.body) for row in rows))

    def _keep(self, found: dict[str, _Kept]) -> None:
        for stream, kept in found.items():
            former = self._kept.pop(stream, None)
            self._kept[stream] = kept
            self._bytes += kept.size - (former.size if former else 0)
        while len(self._kept) > self._most or (
            self._bytes > self._most_bytes and len(self._kept) > KEPT_ANYWAY
        ):
            self._bytes -= self._kept.popitem(last=False)[1].size
