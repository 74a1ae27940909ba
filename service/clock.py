"""The clock: gives the commands that are due, each once, as `system:clock`, also those of a time when nobody
ran it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

import structlog

from domain.clock import due
from domain.kernel.commands import Command
from domain.kernel.decider import State
from domain.kernel.guards import Refused
from service.handling.answers import Contention
from service.handling.handler import CommandHandler
from service.handling.reading import kind_of

CLOCKED = frozenset({"programme", "commitment", "consultation"})
"""The kinds of aggregates that something falls due in."""
BATCH = 2_000
PASSES = 50
"""What falls due may make something else fall due; more than this many times in a row is a fault."""
log_lines = structlog.get_logger("infitah.clock")


class Ticked(NamedTuple):
    """What one tick did: the commands that were carried out, and those that the rules refused after all."""

    issued: int
    refused: int


class Clock:
    """Keeps the states in which something may fall due, and follows the log from where it last stopped."""

    def __init__(self, handler: CommandHandler) -> None:
        self._handler, self._log = handler, handler.log
        self._position = 0
        self._states: dict[str, State] = {}

    def tick(self, now: datetime | None = None, *, read: Callable[[int], None] = lambda _: None) -> Ticked:
        """Carry out all that is due at `now` (the handler's present when absent). `read` is told the position
        that reading has reached.
        """
        issued = refused = 0
        for _ in range(PASSES):
            self._follow(read)
            moment = now or self._handler.now()
            wanted = [found for state in self._states.values() for found in due(state, moment)]
            done = sum(self._give(stream, command) for stream, command in wanted)
            issued, refused = issued + done, refused + len(wanted) - done
            if not done:
                return Ticked(issued, refused)
        raise RuntimeError(
            f"expected the clock to come to rest within {PASSES} passes; {issued} commands issued"
        )

    def _follow(self, read: Callable[[int], None]) -> None:
        while rows := self._log.since(self._position, BATCH):
            touched = dict.fromkeys(row.stream for row in rows if kind_of(row.stream) in CLOCKED)
            self._states |= self._handler.states(touched)
            self._position = rows[-1].position
            read(self._position)

    def _give(self, stream: str, command: Command) -> bool:
        """Give one command. Its key holds the version it fell due at: two clocks at once record it once."""
        key = f"{command.command_name()}@{self._states[stream].version}"
        try:
            return not self._handler.handle(stream, command, key=key).replayed
        except Refused as refused:
            codes = [check.guard.code for check in refused.unmet]
            log_lines.info("not due after all", stream=stream, command=command.command_name(), unmet=codes)
        except Contention:
            log_lines.info("changing too fast", stream=stream, command=command.command_name())
        return False
