"""Many commands in their order: the next are decided while those before them wait for their commit."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import wait
from typing import NamedTuple

from domain.kernel.commands import Command
from domain.kernel.decider import State
from domain.kernel.guards import Refused
from service.handling.answers import Answer
from service.handling.attempts import Begun
from service.handling.handler import CommandHandler
from service.handling.reading import Coming
from service.store.log import ClockSkew, VersionConflict

MOST = 128
"""Commands that may wait: enough that one commit is filled while another is under way."""


class Keyed(NamedTuple):
    """A command, the stream that it is given to, and its key."""

    stream: str
    command: Command
    key: str


Outcome = Answer | Refused


class _Waiting(NamedTuple):
    keyed: Keyed
    begun: Begun


class Turn:
    """Commands under way, each decided on what those before it lead to if they are appended."""

    def __init__(self, handler: CommandHandler) -> None:
        self._handler = handler
        self._waiting, self._coming = deque[_Waiting](), dict[str, Coming]()

    def __len__(self) -> int:
        return len(self._waiting)

    def begin(self, keyed: Keyed) -> Begun | None:
        """Decide a command that is carried out after those under way. None where it must be given once they
        are finished.
        """
        begun = self._handler.begin(keyed.stream, keyed.command, key=keyed.key, coming=self._coming)
        if begun is None or begun.states is None:
            return None
        self._waiting.append(_Waiting(keyed, begun))
        for stream, state in begun.states.items():
            self._coming[stream] = Coming(state, begun.waiting)
        return begun

    def state(self, stream: str) -> State:
        """The state that a stream comes to: by those under way, or as the log has it."""
        coming = self._coming.get(stream)
        return coming.state if coming else self._handler.state(stream)

    def finish(self) -> Outcome:
        """The outcome of the first of them. Raises what `handle` raises beside Refused."""
        keyed, begun = self._waiting.popleft()
        try:
            answer = self._handler.finish(begun)
        except (VersionConflict, ClockSkew):
            # Those that supposed it fail too. They must have, before another decision makes it true.
            wait([one.begun.waiting for one in self._waiting])
            self._coming.clear()
            return self.handled(keyed)
        for stream in begun.states or ():
            if stream in self._coming and self._coming[stream].appended is begun.waiting:
                del self._coming[stream]
        return answer

    def handled(self, keyed: Keyed) -> Outcome:
        """The outcome of a command that is decided on what the log says now."""
        try:
            return self._handler.handle(keyed.stream, keyed.command, key=keyed.key)
        except Refused as refused:
            return refused


def in_turn(handler: CommandHandler, given: Iterable[Keyed]) -> Iterator[Outcome]:
    """The outcome of each command, in order, as `handle` would answer or refuse it.

    Raises what `handle` raises beside Refused; some of those after it may be recorded then.
    """
    turn = Turn(handler)
    for keyed in given:
        while len(turn) >= MOST:
            yield turn.finish()
        if not turn.begin(keyed):
            while len(turn):
                yield turn.finish()
            yield turn.handled(keyed)
    while len(turn):
        yield turn.finish()
