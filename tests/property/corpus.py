"""The commands of the illustrative programme with the moments they were given at, to walk at random."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

import rfc8785

from domain.kernel.commands import Command
from domain.kernel.events import Event
from domain.network.commands import FoundNetwork
from service.documents.contents import Contents
from service.example.play import demnate, play
from service.example.stage import ScenarioClock
from service.handling.answers import Answer, Recorded
from service.store.log import StoredRow
from tests.domain.scenario import Scenario
from tests.vault_keys import KEYS


class Given(NamedTuple):
    """A command of the corpus: when, to which stream, what."""

    at: datetime
    stream: str
    command: Command


class _Log:
    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self.contents = Contents(lambda _statement, _values: [], KEYS, None)  # nothing is kept in a directory

    def since(self, position: int, limit: int) -> list[StoredRow]:
        found = enumerate(self._scenario.log[position : position + limit], position + 1)
        return [_row(number, event) for number, event in found]

    def purge_command_records(self) -> int:
        return 0  # there are no command records in memory


def _row(position: int, event: Event) -> StoredRow:
    return StoredRow(position, event.stream, event.version, event.type, rfc8785.dumps(event.wire()))


class RecordingHandler:
    """Stands where the command handler stands, over a log in memory, and notes what it was given."""

    def __init__(self, clock: ScenarioClock, keep: str) -> None:
        self.scenario, self.clock, self.given = Scenario(), clock, list[Given]()
        self.log, self.now, self._keep = _Log(self.scenario), clock, keep

    def handle(self, stream: str, command: Command, *, key: str | None = None) -> Answer:
        """Record a command; the rest of the register is left out, since it plays no part."""
        kind, _, identity = stream.partition(":")
        listed = kind == "network" and not isinstance(command, FoundNetwork)
        if listed or (kind == "collectivity" and identity != self._keep):
            return Answer(stream, 0, ())
        events = self.scenario.at(self.clock()).when(stream, command)
        self.given.append(Given(self.clock(), stream, command))
        recorded = (Recorded(event.event_id, event.type, event.stream, event.version, 0) for event in events)
        return Answer(stream, events[-1].version, tuple(recorded))

    def begin(self, stream: str, command: Command, **_more: Any) -> None:
        """Nothing: over a log in memory there is no commit to wait for."""

    def state(self, stream: str) -> Any:
        """The state of a stream."""
        return self.scenario.state(stream)

    def states(self, streams: Any) -> dict[str, Any]:
        """The states of several streams."""
        return {stream: self.scenario.state(stream) for stream in streams}


@lru_cache(maxsize=1)
def corpus() -> tuple[Given, ...]:
    """Every command of the illustrative programme, the clock's among them, in order."""
    clock = ScenarioClock()
    handler = RecordingHandler(clock, demnate())
    play(handler, clock, lambda _done, _all: None)  # type: ignore[arg-type]
    return tuple(handler.given)
