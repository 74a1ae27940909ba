"""The eventsourcing library's PostgreSQL recorder over our own table, with group commit.

Waiting commands share a call of `log.append`, and so a commit: while one commit is under way the next batch
gathers.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any

from eventsourcing.persistence import InterfaceError, OperationalError, StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from eventsourcing.utils import retry

from service.store.append import SQL, Append, AppendResult, answer, columns

MOST_COMMANDS = 64
"""Commands in one call: enough to fill a commit, few enough that one large batch does not hold the lock for
long."""
Waiting = tuple[Sequence[StoredEvent], Append, "Future[AppendResult]"]


class GroupCommitRecorder(PostgresApplicationRecorder):
    """Reads as the library does; inserts by `log.append`, several commands at a time."""

    def __init__(self, datastore: PostgresDatastore) -> None:
        super().__init__(datastore, events_table_name="events")
        self._waiting: SimpleQueue[Waiting | None] = SimpleQueue()
        self._starting = Lock()
        self._writer: Thread | None = None

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        """Put one command's events (`append` is its Append) in the queue of the next commit.

        The answer follows in `done`: a Future of an AppendResult, or of VersionConflict, KeyReused,
        ClockSkew. Nobody is made to wait here, so positions are not known yet.
        """
        waiting: Future[AppendResult] = Future()
        self._start()
        self._waiting.put((stored_events, kwargs["append"], waiting))
        kwargs["done"].append(waiting)
        return None

    def _start(self) -> None:
        if self._writer is None:
            with self._starting:
                if self._writer is None:
                    self._writer = Thread(target=self._write, name="group-commit", daemon=True)
                    self._writer.start()

    def close(self) -> None:
        """Finish what is waiting and stop."""
        if self._writer is not None:
            self._waiting.put(None)
            self._writer.join()
            self._writer = None

    def _write(self) -> None:
        while (first := self._waiting.get()) is not None:
            batch, stop = [first], False
            while len(batch) < MOST_COMMANDS and not self._waiting.empty():
                following = self._waiting.get()
                if following is None:
                    stop = True
                    break
                batch.append(following)
            self._answer(batch)
            if stop:
                return

    def _answer(self, batch: list[Waiting]) -> None:
        try:
            rows = self._call(columns([(stored, append) for stored, append, _ in batch]))
            found = [answer(row) for row in rows]
        except Exception as error:  # whatever it was, a thread waits for it
            if len(batch) > 1:  # one command's fault is not the others': ask for each alone
                for waiting_command in batch:
                    self._answer([waiting_command])
                return
            found = [error]
        for (_, _, waiting), result in zip(batch, found, strict=True):
            if isinstance(result, Exception):
                waiting.set_exception(result)
            else:
                waiting.set_result(result)

    # A call that broke may have been committed; the command records make the repetition harmless.
    @retry((InterfaceError, OperationalError), max_attempts=10, wait=0.2)
    def _call(self, parameters: list[list[Any]]) -> list[dict[str, Any]]:
        with self.datastore.get_connection() as connection, connection.cursor(binary=True) as cursor:
            cursor.execute(SQL, parameters, prepare=True)
            return sorted(cursor.fetchall(), key=lambda row: row["command_index"])
