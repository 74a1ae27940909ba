"""Real streams to take apart: the illustrative programme, and every walk of a programme's lifecycle."""

from __future__ import annotations

from functools import lru_cache

from domain.kernel.events import Event
from domain.kernel.stored import decode
from service.example.play import demnate, play
from service.example.stage import ScenarioClock
from tests.domain.programme_walks import logs
from tests.golden.files import FOLDER
from tests.property.corpus import RecordingHandler


@lru_cache(maxsize=1)
def illustrative() -> tuple[Event, ...]:
    """The log of the illustrative programme, corrections among its events."""
    clock = ScenarioClock()
    handler = RecordingHandler(clock, demnate())
    play(handler, clock, lambda _done, _all: None)  # type: ignore[arg-type]
    return tuple(handler.scenario.log)


@lru_cache(maxsize=1)
def streams() -> tuple[tuple[Event, ...], ...]:
    """Every stream of every log, and beside them all golden events of each kind as if they were a stream."""
    found: dict[tuple[int, str], list[Event]] = {}
    for number, log in enumerate((illustrative(), *logs())):
        for event in log:
            found.setdefault((number, event.stream), []).append(event)
    for path in sorted(FOLDER.glob("*.json")):
        event = decode(path.read_bytes())
        found.setdefault((-1, event.stream.partition(":")[0]), []).append(event)
    return tuple(tuple(events) for events in found.values())


def kind_of(events: tuple[Event, ...]) -> str:
    """The kind of a stream."""
    return events[0].stream.partition(":")[0]
