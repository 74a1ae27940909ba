"""The runner: reads the log in order, in batches, and commits rows and checkpoints in one transaction.

Any number of processes may run one. For each projection the one that holds its advisory lock is active, and
when it dies another takes over. A notification only wakes it: it looks every half second as well.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from threading import Event, Thread
from time import monotonic
from typing import Any

import psycopg
import structlog

from projections.batches import BATCH, TRANSIENT, Poison, take
from projections.checkpoints import Displaced, stop
from projections.entries import Entry, Source
from projections.holding import Holding
from projections.projection import Make, made_by

POLL = 0.5
GATHER = 0.005
"""Seconds that it rests after a batch that was not full: several commands then share the next one, and those
who answer them are less often kept from it.
"""
SWEEP = 20.0
"""Seconds after which it looks again for editions to drop: a retired one holds what has been erased since."""
log_lines = structlog.get_logger("infitah.runner")
Connect = Callable[[], psycopg.Connection[Any]]


class Runner:
    """Keeps projections up with the log, in a thread of its own once started."""

    def __init__(
        self,
        source: Source,
        connect: Connect,
        projections: Mapping[str, Make],
        *,
        batch: int = BATCH,
        rest: float = GATHER,
        poll: float = POLL,
        code: str | None = None,
    ) -> None:
        """`rest` and `poll` are the seconds of GATHER and POLL for who has others to keep from waiting."""
        self._source, self._connect, self._projections = source, connect, dict(projections)
        self._batch, self._made_by, self._ending = batch, code or made_by(), Event()
        self._rest, self._poll = rest, poll
        self._thread = Thread(target=self._run, name="runner", daemon=True)

    def start(self) -> None:
        """Begin to follow."""
        self._thread.start()

    def stop(self) -> None:
        """End after the batch under way."""
        self._ending.set()
        self._thread.join(timeout=10)

    def _run(self) -> None:
        while not self._ending.is_set():
            try:
                with self._connect() as connection:
                    connection.autocommit = True
                    self._while_connected(connection)
            except TRANSIENT as error:
                log_lines.warning("the runner lost the database and will try again", reason=str(error))
            except Exception:
                # Whatever failed may pass, and read models that stand still silently would be worse.
                log_lines.exception("the runner failed and will try again")
            self._ending.wait(self._poll)

    def _while_connected(self, connection: psycopg.Connection[Any]) -> None:
        # Rows can be made again from the log; waiting for the disk at each batch would buy nothing.
        connection.execute("SET synchronous_commit = off")
        connection.execute("LISTEN infitah_log")
        holding = Holding(connection, self._projections, self._made_by)
        # Processes of other code that lost the database too have the time to come back for what is theirs.
        look_at, sweep_at = 0.0, monotonic() + SWEEP
        while not self._ending.is_set():
            if monotonic() >= look_at:
                holding.look()
                look_at = monotonic() + self._poll
            try:
                done = self._step(connection, holding)
            except Displaced:
                log_lines.info("an edition was retired or moved by another process")
                look_at = 0.0
                continue
            if 0 < done < self._batch:
                self._ending.wait(self._rest)
            if not done:
                if monotonic() >= sweep_at:
                    holding.sweep()
                    sweep_at = monotonic() + SWEEP
                for _ in connection.notifies(timeout=self._poll, stop_after=1):
                    pass

    def _step(self, connection: psycopg.Connection[Any], holding: Holding) -> int:
        """Take one batch for those farthest on, and one for those farthest behind, so that nobody who keeps
        up waits for one who does not; returns how many entries there were.
        """
        done = self._take(connection, holding, max)
        if done < self._batch:
            holding.go_live()
        if len({edition.position for edition in holding.active()}) > 1:
            done += self._take(connection, holding, min)
        return done

    def _take(
        self, connection: psycopg.Connection[Any], holding: Holding, farthest: Callable[[set[int]], int]
    ) -> int:
        positions = {edition.position for edition in holding.active()}
        if not positions:
            return 0
        begin = farthest(positions)
        rows = self._source.since(begin, self._batch)
        if rows:
            editions = [edition for edition in holding.active() if edition.position >= begin]
            for found in take(connection, editions, [Entry(row) for row in rows]):
                self._stop(connection, found)
        return len(rows)

    def _stop(self, connection: psycopg.Connection[Any], found: Poison) -> None:
        log_lines.critical(
            "a projection stopped at an event that it cannot take",
            projection=found.edition.projection.name,
            position=found.entry.position,
            stream=found.entry.row.stream,
            type=found.entry.row.type,
            exc_info=found.error,
        )
        stop(connection, found.edition, str(found))
