"""The follower: reads the log in order, in batches, and commits rows and checkpoints in one transaction.

Any number of processes may run one; the one that holds the advisory lock is active, and when it dies another
takes over. A notification only wakes it: it looks every half second as well.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Event, Thread
from typing import Any, LiteralString

import psycopg
import structlog
from eventsourcing.persistence import PersistenceError

from projections.checkpoints import Checkpoint, Displaced, move, prepare, stop
from projections.entries import Entry, Source
from projections.projection import Projection

BATCH = 1_000
POLL = 0.5
FOLLOWER_LOCK = 7229412010
"""The advisory lock of the active follower, in the log's database; 7229412008 is the append's own."""
TAKE_LOCK: LiteralString = "SELECT pg_try_advisory_lock(%s)"
TRANSIENT = (psycopg.OperationalError, psycopg.InterfaceError, PersistenceError)
"""What says something of the database's reach and nothing of the events."""
log_lines = structlog.get_logger("infitah.follower")
Connect = Callable[[], psycopg.Connection[Any]]


class Follower:
    """Keeps projections up with the log, in a thread of its own once started."""

    def __init__(
        self, source: Source, connect: Connect, projections: Sequence[Projection], *, batch: int = BATCH
    ) -> None:
        self._source, self._connect, self._projections = source, connect, projections
        self._batch, self._ending = batch, Event()
        self._checkpoints: list[Checkpoint] = []
        self._thread = Thread(target=self._run, name="follower", daemon=True)

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
            except Displaced:
                log_lines.info("another follower is active")
            except TRANSIENT as error:
                log_lines.warning("the follower lost the database and will try again", reason=str(error))
            except Exception:
                # Whatever failed may pass, and read models that stand still silently would be worse.
                log_lines.exception("the follower failed and will try again")
            self._ending.wait(POLL)

    def _while_connected(self, connection: psycopg.Connection[Any]) -> None:
        # Rows can be made again from the log; waiting for the disk at each batch would buy nothing.
        connection.execute("SET synchronous_commit = off")
        while not _locked(connection):
            if self._ending.wait(POLL):
                return
        for projection in self._projections:
            projection.forget()
        self._checkpoints = prepare(connection, self._projections)
        connection.execute("LISTEN infitah_log")
        while not self._ending.is_set():
            while self._step(connection) and not self._ending.is_set():
                pass
            for _ in connection.notifies(timeout=POLL, stop_after=1):
                pass

    def _step(self, connection: psycopg.Connection[Any]) -> int:
        """Take one batch; returns how many entries it had."""
        active = [checkpoint for checkpoint in self._checkpoints if checkpoint.stopped is None]
        if not active:
            return 0
        rows = self._source.since(min(checkpoint.position for checkpoint in active), self._batch)
        if rows:
            self._take(connection, active, [Entry(row) for row in rows])
        return len(rows)

    def _take(
        self, connection: psycopg.Connection[Any], checkpoints: list[Checkpoint], entries: list[Entry]
    ) -> None:
        """Store a batch. Where it fails, each projection takes it alone, and the one that fails again entry
        by entry, so that one poison event stops one projection, exactly there.
        """
        try:
            self._store(connection, checkpoints, entries)
        except (*TRANSIENT, Displaced):
            raise
        except Exception as error:
            for checkpoint in checkpoints:
                checkpoint.projection.forget()
            if len(checkpoints) > 1:
                for checkpoint in checkpoints:
                    self._take(connection, [checkpoint], entries)
            elif len(entries) > 1:
                self._take_singly(connection, checkpoints[0], entries)
            else:
                self._stop(connection, checkpoints[0], entries[0], error)

    def _take_singly(
        self, connection: psycopg.Connection[Any], checkpoint: Checkpoint, entries: list[Entry]
    ) -> None:
        for entry in entries:
            if checkpoint.stopped is None and entry.position > checkpoint.position:
                self._take(connection, [checkpoint], [entry])

    def _store(
        self, connection: psycopg.Connection[Any], checkpoints: list[Checkpoint], entries: list[Entry]
    ) -> None:
        last = entries[-1].position
        behind = [checkpoint for checkpoint in checkpoints if checkpoint.position < last]
        with connection.transaction():
            for checkpoint in behind:
                wanted = [
                    entry
                    for entry in entries
                    if entry.kind in checkpoint.projection.kinds and entry.position > checkpoint.position
                ]
                if wanted:
                    checkpoint.projection.apply(connection, wanted)
            move(connection, behind, last)
        for checkpoint in behind:
            checkpoint.position = last

    def _stop(
        self, connection: psycopg.Connection[Any], checkpoint: Checkpoint, entry: Entry, error: Exception
    ) -> None:
        name = checkpoint.projection.name
        log_lines.critical(
            "a projection stopped at an event that it cannot take",
            projection=name,
            position=entry.position,
            stream=entry.row.stream,
            type=entry.row.type,
            exc_info=error,
        )
        where = f"position {entry.position}, {entry.row.type} in {entry.row.stream}"
        stop(connection, checkpoint, f"{where}: {type(error).__name__}"[:500])


def _locked(connection: psycopg.Connection[Any]) -> bool:
    row = connection.execute(TAKE_LOCK, [FOLLOWER_LOCK]).fetchone()
    return row is not None and bool(row[0])
