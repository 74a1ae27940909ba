"""Many commands in their order: the next are decided while those before them wait for their commit."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Set
from typing import NamedTuple

from domain.kernel.commands import Command
from domain.kernel.guards import Refused
from service.handling.answers import Answer
from service.handling.asked import streams_in_fields
from service.handling.attempts import Begun
from service.handling.handler import CommandHandler
from service.store.log import ClockSkew, VersionConflict

MOST = 128
"""Commands that may wait: enough that one commit is filled while another is under way."""


class Keyed(NamedTuple):
    """A command, the stream that it is given to, and its key."""

    stream: str
    command: Command
    key: str


Outcome = Answer | Refused


class _Begun(NamedTuple):
    keyed: Keyed
    begun: Begun

    def writes(self, streams: Set[str]) -> bool:
        return any(event.stream in streams for event in self.begun.events)


def in_turn(handler: CommandHandler, given: Iterable[Keyed]) -> Iterator[Outcome]:
    """The outcome of each command, in order, as `handle` would answer or refuse it.

    One that names a stream which another of them may be writing waits for that one, and decides on what it
    came to. Raises what `handle` raises beside Refused; some of those after it may be recorded then.
    """
    waiting = deque[_Begun]()
    for keyed in given:
        named = {keyed.stream, *streams_in_fields(keyed.command)}
        while len(waiting) >= MOST or any(one.writes(named) for one in waiting):
            yield _finished(handler, waiting.popleft())
        if begun := handler.begin(keyed.stream, keyed.command, key=keyed.key):
            waiting.append(_Begun(keyed, begun))
            continue
        while waiting:
            yield _finished(handler, waiting.popleft())
        yield _handled(handler, keyed)
    while waiting:
        yield _finished(handler, waiting.popleft())


def _finished(handler: CommandHandler, one: _Begun) -> Outcome:
    try:
        return handler.finish(one.begun)
    except (VersionConflict, ClockSkew):
        return _handled(handler, one.keyed)


def _handled(handler: CommandHandler, keyed: Keyed) -> Outcome:
    try:
        return handler.handle(keyed.stream, keyed.command, key=keyed.key)
    except Refused as refused:
        return refused
