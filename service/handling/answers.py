"""What the command handler answers, and why it may not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from domain.commitment.state import CommitmentState
from domain.kernel.decider import State
from domain.kernel.events import Event
from domain.programme.state import ProgrammeState


class Recorded(NamedTuple):
    """One recorded event, as a client needs to know it."""

    event_id: str
    type: str
    stream: str
    version: int
    position: int


@dataclass(frozen=True)
class Answer:
    """A command that was carried out: the addressed stream, its new version, and every event recorded.

    `replayed` tells that an earlier command with the same key had done it and nothing was recorded now.
    `unverified` are the parts of a taken-over programme's procedure that this service has not seen.
    """

    stream: str
    version: int
    events: tuple[Recorded, ...]
    replayed: bool = False
    unverified: tuple[str, ...] = ()

    @property
    def position(self) -> int:
        """The last position in the log that this command wrote."""
        return self.events[-1].position

    @property
    def identity(self) -> str:
        """The id of the addressed aggregate, without its kind."""
        return self.stream.split(":", 1)[1]


class Foreseen(NamedTuple):
    """One event that a command would record; which it will be, only the recording tells."""

    type: str
    stream: str
    version: int


@dataclass(frozen=True)
class Rehearsed:
    """A command that could be carried out: the addressed stream, the version that it would come to, and the
    events. Nothing was recorded.
    """

    stream: str
    version: int
    events: tuple[Foreseen, ...]
    unverified: tuple[str, ...] = ()

    @property
    def identity(self) -> str:
        """The id of the addressed aggregate, without its kind."""
        return self.stream.split(":", 1)[1]


def to_record(stream: str, events: Sequence[Event], states: Iterable[State] = ()) -> dict[str, Any]:
    """What the command record keeps of an answer; positions follow from the first one. `states` are those
    after it.
    """
    version = max((event.version for event in events if event.stream == stream), default=0)
    return {
        "stream": stream,
        "version": version,
        "events": [[event.event_id, event.type, event.stream, event.version] for event in events],
        "unverified": list(dict.fromkeys(part for state in states for part in _unverified(state))),
    }


def _unverified(state: State) -> tuple[str, ...]:
    return state.unverified if isinstance(state, ProgrammeState | CommitmentState) else ()


def from_record(record: Mapping[str, Any], first_position: int, *, replayed: bool) -> Answer:
    """The answer that a command record stands for."""
    events = tuple(
        Recorded(event_id, kind, stream, version, first_position + index)
        for index, (event_id, kind, stream, version) in enumerate(record["events"])
    )
    unverified = tuple(record.get("unverified", ()))
    return Answer(record["stream"], record["version"], events, replayed, unverified)


def rehearsed(record: Mapping[str, Any]) -> Rehearsed:
    """What a command record would stand for, had it been made."""
    events = tuple(Foreseen(kind, stream, version) for _, kind, stream, version in record["events"])
    return Rehearsed(record["stream"], record["version"], events, tuple(record["unverified"]))


class VersionStale(Exception):
    """The addressed aggregate is no longer at the version that the client has read."""

    def __init__(self, stream: str, expected: int, actual: int) -> None:
        super().__init__(f"{stream}: expected version {expected}, found {actual}")
        self.stream, self.expected, self.actual = stream, expected, actual


class Contention(Exception):
    """Other commands kept changing what this one rests on, as often as it was tried."""


class CommandTooLarge(Exception):
    """An event would exceed what one entry of the log holds; `field` is the command's largest."""

    def __init__(self, field: str, size: int, limit: int) -> None:
        super().__init__(f"{field}: expected events of at most {limit} bytes, found {size}")
        self.field, self.size, self.limit = field, size, limit
