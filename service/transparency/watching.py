"""Looking at all stored bytes again: at start, each day, and when another process found something."""

from __future__ import annotations

from threading import Event, Thread
from time import monotonic

import psycopg
import structlog

from projections.transparency.checkpoint import open_checkpoint
from projections.transparency.notes import Signer
from service.transparency import tree
from service.transparency.checkpoint_file import CheckpointFile
from service.transparency.publishing import POLL, Connect, kept_outside
from service.transparency.rehashing import Also, Rehash
from service.transparency.trust import LogTrust, Mismatch

DAY = 24 * 3600.0
SAY_EVERY = 5.0
"""Seconds between two lines about a long pass."""
log_lines = structlog.get_logger("infitah.log")


class _Ended(Exception):
    """The service ends, and so does the pass."""


class Watchman:
    """Hashes all stored bytes anew in a thread of its own, and tells the log's trust what it found. `also` is
    shown all events that are as they were signed.
    """

    def __init__(
        self,
        connect: Connect,
        signer: Signer,
        file: CheckpointFile,
        trust: LogTrust,
        *,
        every: float = DAY,
        also: Also = lambda _connection, _events: None,
    ) -> None:
        self._connect, self._signer, self._file, self._trust = connect, signer, file, trust
        self._every, self._also, self._ending = every, also, Event()
        self._due = self._said = float("-inf")
        self._long = False
        self._thread = Thread(target=self._run, name="watchman", daemon=True)

    def start(self) -> None:
        """Begin the first pass."""
        self._thread.start()

    def stop(self) -> None:
        """End, also in the middle of a pass."""
        self._ending.set()
        self._thread.join(timeout=10)

    def _run(self) -> None:
        while not self._ending.is_set() and not self._trust.lost:
            try:
                with self._connect() as connection:
                    connection.autocommit = True
                    connection.execute(f"LISTEN {tree.LOST}".encode())
                    self._while_connected(connection)
            except Mismatch as found:
                self._tell(found)
            except _Ended:
                return
            except (psycopg.OperationalError, psycopg.InterfaceError) as error:
                log_lines.warning("hashing anew lost the database and will try again", reason=str(error))
            except Exception:
                log_lines.exception("hashing anew failed and will try again")
            self._ending.wait(POLL)
        if self._trust.lost:
            self._tell_others()

    def _while_connected(self, connection: tree.Connection) -> None:
        while not self._ending.is_set() and not self._trust.lost:
            if monotonic() >= self._due:
                self._pass(connection)
                self._due = monotonic() + self._every
            for _ in connection.notifies(timeout=POLL, stop_after=1):
                self._due = monotonic()

    def _pass(self, connection: tree.Connection) -> None:
        kept = kept_outside(self._file, self._signer)
        outside = open_checkpoint(kept.note, [self._signer.verifier]) if kept else None
        self._said, self._long = monotonic(), False
        verifier = self._signer.verifier
        done = Rehash(connection, verifier, self._signer.name, outside, self._told, self._also).run()
        if self._long:
            log_lines.info("all stored events hashed anew, as signed", events=done)
        self._trust.checked = done
        self._trust.complete.set()

    def _told(self, done: int, last: int) -> None:
        if self._ending.is_set():
            raise _Ended
        self._trust.checked = done
        if monotonic() - self._said > SAY_EVERY:
            self._said, self._long = monotonic(), True
            log_lines.info("hashing the stored events anew", position=done, last=last)

    def _tell(self, found: Mismatch) -> None:
        self._trust.lose(found)
        log_lines.critical("the log is not as it was signed", code=found.code, position=found.position)

    def _tell_others(self) -> None:
        """The others believe nobody: they look for themselves."""
        try:
            with self._connect() as connection:
                connection.execute("SELECT pg_notify(%s, '')", [tree.LOST])
        except psycopg.Error:
            log_lines.warning("the other processes could not be told")
