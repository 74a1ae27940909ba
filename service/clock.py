"""The clock: gives the commands that are due, each once, as `system:clock`, also those of a time when nobody
ran it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from hashlib import sha256
from threading import Event, Thread
from typing import LiteralString, NamedTuple

import psycopg
import structlog

from domain.clock import due
from domain.kernel.commands import Command
from domain.kernel.decider import State
from domain.kernel.guards import Refused
from domain.kernel.stored import decode
from service.handling.answers import Contention
from service.handling.erasure import ERASING, erase
from service.handling.handler import CommandHandler
from service.handling.reading import kind_of
from service.messages.system import system_said

CLOCKED = frozenset({"programme", "commitment", "consultation"})
"""The kinds of aggregates that something falls due in."""
_ERASING = frozenset(kind.__name__ for kind in ERASING)
BATCH = 2_000
CLOCK_LOCK = 7229412009
"""The advisory lock of the clock, in the log's database."""
TAKE_LOCK: LiteralString = "SELECT pg_try_advisory_lock(%s)"
STILL_THERE: LiteralString = "SELECT %s > 0"
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
        self._log.purge_command_records()
        for _ in range(PASSES):
            self._follow(read)
            moment = now or self._handler.now()
            known = self._states
            wanted = [found for state in known.values() for found in due(state, moment, known)]
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
            erase(self._log, (decode(row.body) for row in rows if row.type in _ERASING))
            self._position = rows[-1].position
            read(self._position)

    def _give(self, stream: str, command: Command) -> bool:
        """Give one command. Its key holds the version it fell due at and what it says, since two deadlines of
        one commitment may fall due together: two clocks at once record each once.
        """
        said = sha256(command.model_dump_json().encode()).hexdigest()
        key = f"{command.command_name()}@{self._states[stream].version}:{said}"
        try:
            return not self._handler.handle(stream, command, key=key).replayed
        except Refused as refused:
            codes = [check.guard.code for check in refused.unmet]
            log_lines.info("not due after all", stream=stream, command=command.command_name(), unmet=codes)
        except Contention:
            log_lines.info("changing too fast", stream=stream, command=command.command_name())
        return False


class ClockLoop:
    """Ticks every `interval` seconds for as long as it holds the clock's lock in the database, so that of
    several processes one does. Loses the lock with its connection and then tries for it again. At each tick
    it also deletes, by `sweeps`, what is beside the log and over.
    """

    def __init__(
        self,
        handler: CommandHandler,
        connect: Callable[[], psycopg.Connection],
        interval: float = 20,
        sweeps: Iterable[Callable[[], object]] = (),
    ) -> None:
        self._clock, self._connect, self._interval = Clock(handler), connect, interval
        self._sweeps = tuple(sweeps)
        self._ending = Event()
        self._thread = Thread(target=self._run, name="clock", daemon=True)

    def start(self) -> None:
        """Begin, in a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """End after the command under way."""
        self._ending.set()
        self._thread.join(timeout=10)

    def _run(self) -> None:
        while not self._ending.is_set():
            try:
                with self._connect() as connection:
                    connection.autocommit = True
                    self._tick_while_locked(connection)
            except Exception:
                # Whatever failed may pass, and a clock that stands still silently would be worse.
                log_lines.exception("the clock failed and will try again")
            self._ending.wait(self._interval)

    def _tick_while_locked(self, connection: psycopg.Connection) -> None:
        held = False
        while not self._ending.is_set():
            # Asking even when it is held finds a connection that broke, and the lock with it.
            row = connection.execute(STILL_THERE if held else TAKE_LOCK, [CLOCK_LOCK]).fetchone()
            held = row is not None and bool(row[0])
            done = self._clock.tick() if held else Ticked(0, 0)
            if held:
                self._sweep()
            if done.issued:
                log_lines.info("ticked", issued=done.issued, refused=done.refused)
            self._ending.wait(self._interval)

    def _sweep(self) -> None:
        """What lies on a disk must not keep what falls due from being recorded."""
        for sweep in self._sweeps:
            try:
                sweep()
            except OSError as error:
                log_lines.error("what is over could not be deleted", reason=system_said(error)["en"])
