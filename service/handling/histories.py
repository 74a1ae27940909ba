"""What a correction has read: whole histories instead of states."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from domain.kernel.amend import fold
from domain.kernel.corrections import AnnulEvents, CorrectRecord, decide_correction
from domain.kernel.decider import FactNeeded, State
from domain.kernel.events import Event
from domain.kernel.reconsideration import Histories, Positioned
from domain.kernel.stored import decode
from domain.registry import DECIDERS
from service.store.log import Log, StoredRow


class HistoryReading:
    """The streams and tags that one attempt at a correction has read, with what the append must check."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._streams: dict[str, tuple[Positioned, ...]] = {}
        self._tagged: dict[str, tuple[Positioned, ...]] = {}

    @property
    def tags(self) -> dict[str, int]:
        """The last position of every tag that was read."""
        return {tag: found[-1].position if found else 0 for tag, found in self._tagged.items()}

    def versions(self) -> dict[str, int]:
        """The version of every stream that was read."""
        return {stream: found[-1].event.version if found else 0 for stream, found in self._streams.items()}

    def version(self, stream: str) -> int:
        """The version of one stream, which is read when it was not."""
        if stream not in self._streams:
            self._load(FactNeeded(stream=stream))
        return self.versions()[stream]

    def states(self, stream: str) -> tuple[State, ...]:
        """The state of a stream as it was read: a correction answers of the stream that it addresses."""
        events = [found.event for found in self._streams[stream]]
        return (fold(DECIDERS[stream.split(":", 1)[0]], events),)

    def decide(
        self, stream: str, command: CorrectRecord | AnnulEvents, now: datetime, command_id: UUID
    ) -> tuple[Event, ...]:
        """The amendments that the command leads to. Raises Refused."""
        histories = Histories(now, command_id, self._streams, self._tagged)
        while True:
            try:
                return decide_correction(DECIDERS, stream, command, histories)
            except FactNeeded as needed:
                self._load(needed)

    def _load(self, needed: FactNeeded) -> None:
        if needed.stream is not None:
            self._streams[needed.stream] = _positioned(self._log.load([needed.stream]).get(needed.stream, []))
        if needed.tag is not None:
            self._tagged[needed.tag] = _positioned(self._log.tagged(needed.tag))


def _positioned(rows: list[StoredRow]) -> tuple[Positioned, ...]:
    return tuple(Positioned(row.position, decode(row.body)) for row in rows)
