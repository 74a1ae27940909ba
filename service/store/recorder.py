"""The eventsourcing library's PostgreSQL recorder over our own table, with group commit.

Waiting commands share a call of `log.append`, and so a commit: while one commit is under way the next batch
gathers.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import nullcontext
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any

from eventsourcing.persistence import InterfaceError, OperationalError, StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder

from service.store.append import SQL, Append, AppendResult, VersionConflict, answer, columns
from service.store.datastore import LogDatastore

MOST_COMMANDS = 64
"""Commands in one call: enough to fill a commit, few enough that one large batch does not hold the lock for
long."""
Waiting = tuple[Sequence[StoredEvent], Append, "Future[AppendResult]"]


class LogClosed(Exception):
    """The log was closed before this append came."""


class NotWhole(Exception):
    """Of a group in which some commands suppose others, not every one can be appended."""


class GroupCommitRecorder(PostgresApplicationRecorder):
    """Reads as the library does; inserts by `log.append`, several commands at a time."""

    datastore: LogDatastore

    def __init__(self, datastore: LogDatastore) -> None:
        super().__init__(datastore, events_table_name="events")
        self._waiting: SimpleQueue[Waiting | None] = SimpleQueue()
        self._lock = Lock()
        self._writer: Thread | None = None
        self._closed = False

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        """Put one command's events (`append` is its Append) in the queue of the next commit.

        The answer follows in `done`: a Future of an AppendResult, or of VersionConflict, KeyReused,
        ClockSkew. Nobody is made to wait here, so positions are not known yet. Raises LogClosed.
        """
        waiting: Future[AppendResult] = Future()
        with self._lock:
            if self._closed:
                raise LogClosed("expected an open log, found it closed")
            if self._writer is None:
                self._writer = Thread(target=self._write, name="group-commit", daemon=True)
                self._writer.start()
            self._waiting.put((stored_events, kwargs["append"], waiting))
        kwargs["done"].append(waiting)
        return None

    def close(self) -> None:
        """Finish what is waiting and stop."""
        with self._lock:
            self._closed = True
            self._waiting.put(None)
        if self._writer is not None:
            self._writer.join()

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

    def _answer(self, given: list[Waiting]) -> None:
        batch = _possible(given)
        if not batch:
            return
        found: Sequence[AppendResult | Exception]
        try:
            found = self.call([(stored, append) for stored, append, _ in batch])
        except (InterfaceError, OperationalError) as error:
            found = [error] * len(batch)  # the server's fault: to ask for each alone would only take longer
        except Exception as error:  # whatever it was, a thread waits for it
            if len(batch) > 1:  # one command's fault is not that of all: ask for each alone
                for command in batch:
                    self._answer([command])
                return
            found = [error]
        for (_, _, waiting), result in zip(batch, found, strict=True):
            _tell(waiting, result)

    def call(self, batch: Sequence[tuple[Sequence[StoredEvent], Append]]) -> list[AppendResult | Exception]:
        """Append several commands in one call and one commit; answers each, in order. Raises NotWhole where
        some suppose others of them to be appended and not all were: then none is.

        A call that broke may have been committed; the command records make its repetition harmless.
        """
        parameters, whole = columns(batch), any(append.after for _, append in batch[1:])
        rows = self.datastore.repeated(lambda: self._rows(parameters, whole=whole))
        return [answer(row) for row in rows]

    def _rows(self, parameters: list[list[Any]], *, whole: bool) -> list[dict[str, Any]]:
        with (
            self.datastore.get_connection() as connection,
            connection.cursor(binary=True) as cursor,
            connection.transaction() if whole else nullcontext(),
        ):
            cursor.execute(SQL, parameters, prepare=True)
            rows = sorted(cursor.fetchall(), key=lambda row: row["command_index"])
            if whole and any(row["outcome"] != "appended" for row in rows):
                raise NotWhole
            return rows


def _possible(batch: Sequence[Waiting]) -> list[Waiting]:
    """Those of a batch whose predecessors were appended, or are in the batch; the others are answered that
    what they suppose is not so.
    """
    found: list[Waiting] = []
    together: set[Future[AppendResult]] = set()
    for command in batch:
        _, append, waiting = command
        if all(earlier in together or _appended(earlier) for earlier in append.after):
            found.append(command)
            together.add(waiting)
        else:
            _tell(waiting, VersionConflict("the commands before it", len(append.after), 0))
    return found


def _appended(earlier: Future[AppendResult]) -> bool:
    """Whether a command was appended as it was decided: a repetition answers what another decision led to."""
    if not earlier.done() or earlier.cancelled() or earlier.exception() is not None:
        return False
    return not earlier.result().replayed


def _tell(waiting: Future[AppendResult], result: AppendResult | Exception) -> None:
    # Who waited may have gone away and cancelled; that must not end the thread that answers all.
    if not waiting.set_running_or_notify_cancel():
        return
    if isinstance(result, Exception):
        waiting.set_exception(result)
    else:
        waiting.set_result(result)
