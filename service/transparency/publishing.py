"""Growing the tree and signing checkpoints: a thread in every process, active in one of them at a time."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread
from time import monotonic

import psycopg
import structlog

from projections.transparency.checkpoint import BadCheckpoint, Checkpoint, open_checkpoint
from projections.transparency.notes import SignedNote, Signer
from service.transparency import tree
from service.transparency.checkpoint_file import CheckpointFile
from service.transparency.trust import LogTrust, Mismatch

BATCH = 1_000
POLL = 0.5
TREE_LOCK = 7229412020
"""The advisory lock of the process that signs, in the log's database."""
log_lines = structlog.get_logger("infitah.log")
Connect = Callable[[], tree.Connection]


class Publisher:
    """Follows the log and signs a checkpoint of every size that it makes known. An event is signed for at
    once when there is little to do, and at most `interval` seconds later when there is much.

    A checkpoint is in the file before it is in the database, and known to nobody before it is in both.
    """

    def __init__(
        self,
        connect: Connect,
        signer: Signer,
        file: CheckpointFile,
        trust: LogTrust,
        *,
        interval: float = POLL,
        batch: int = BATCH,
    ) -> None:
        self._connect, self._signer, self._file, self._trust = connect, signer, file, trust
        self._interval, self._batch = interval, batch
        self._ending = Event()
        self._last: tree.KeptNote | None = None
        self._signed_at = self._began = float("-inf")
        self._thread = Thread(target=self._run, name="publisher", daemon=True)
        self.active = Event()
        """Set while this process is the one that signs."""

    def start(self) -> None:
        """Begin, once all stored bytes were hashed anew."""
        self._thread.start()

    def stop(self) -> None:
        """End after the checkpoint under way."""
        self._ending.set()
        self._thread.join(timeout=10)

    def _run(self) -> None:
        while not self._ending.is_set() and not self._trust.lost:
            try:
                if self._trust.complete.wait(POLL):
                    with self._connect() as connection:
                        connection.autocommit = True
                        self._while_connected(connection)
            except Mismatch as found:
                self._refuse(found)
            except OSError as error:
                log_lines.error("no checkpoint can be kept; signing will try again", reason=str(error))
            except (psycopg.OperationalError, psycopg.InterfaceError) as error:
                log_lines.warning("signing lost the database and will try again", reason=str(error))
            except Exception:
                log_lines.exception("signing failed and will try again")
            self.active.clear()
            self._ending.wait(POLL)

    def _while_connected(self, connection: tree.Connection) -> None:
        self._look(connection)
        while not _locked(connection):
            if self._ending.wait(POLL) or self._trust.lost:
                return
            self._look(connection)
        self._settle(connection)
        self._began = monotonic()
        self.active.set()
        connection.execute("LISTEN infitah_log")
        while not self._ending.is_set() and not self._trust.lost:
            wait = self._step(connection)
            if wait:
                for _ in connection.notifies(timeout=wait, stop_after=1):
                    pass
                # What is recorded meanwhile shares the next checkpoint; to grow by each command alone would
                # cost a commit beside every one of theirs.
                self._ending.wait(self._rest())

    def _look(self, connection: tree.Connection) -> None:
        """See how far whoever signs has come: also where it is another process, or where it keeps failing."""
        kept = tree.last_checkpoint(connection)
        self._trust.signing.saw(tree.head(connection), kept.size if kept else -1)

    def _settle(self, connection: tree.Connection) -> None:
        """Find the last checkpoint that was signed, here, in the database or in the file, and have the tree
        agree with it. Raises Mismatch.
        """
        known = [self._last, tree.last_checkpoint(connection), kept_outside(self._file, self._signer)]
        newest = max((kept for kept in known if kept is not None), key=lambda kept: kept.size, default=None)
        if newest is None:
            return
        if known[2] is None and self._last is None:
            log_lines.warning("no checkpoint was kept outside the database: an older copy goes unnoticed")
        if tree.head(connection) < newest.size:
            raise Mismatch("log_shorter", tree.head(connection), signed=newest.size)
        while tree.size(connection) < newest.size:
            with connection.transaction():
                tree.grow(connection, self._batch)
        self._compare(connection, newest)
        if known[1] is None or known[1].size < newest.size:
            log_lines.warning("a checkpoint signed before was not in the database", size=newest.size)
            with connection.transaction():
                tree.add_checkpoint(connection, newest)
        self._file.write(newest.note)
        self._last = newest

    def _step(self, connection: tree.Connection) -> float:
        """Add what was recorded and sign, unless that was done just now; returns how long to wait."""
        with connection.transaction():
            grown = tree.grow(connection, self._batch)
            self._saw(grown.size)
            if self._last is not None and grown.size == self._last.size:
                return POLL
            more = grown.added == self._batch
            if rest := self._rest(more=more):  # growing goes on meanwhile, if there is more
                return 0 if more else min(rest, POLL)
            self._sign(connection, grown.size)
        self._saw(grown.size)
        return 0

    def _rest(self, *, more: bool = False) -> float:
        """The seconds until the next checkpoint may be signed. Where there is `more` to grow by, a checkpoint
        on the way there would only put off the one of all.
        """
        since = max(self._signed_at, self._began) if more else self._signed_at
        return max(0.0, since + self._interval - monotonic())

    def _saw(self, head: int) -> None:
        self._trust.signing.saw(head, self._last.size if self._last else -1)

    def _sign(self, connection: tree.Connection, size: int) -> None:
        if self._last is not None:
            if tree.last_checkpoint(connection) != self._last:
                raise Mismatch("checkpoint_altered", self._last.size)
            self._compare(connection, self._last)
        text = Checkpoint(self._signer.name, size, tree.root(connection, size)).text()
        kept = tree.KeptNote(size, SignedNote(text, (self._signer.sign(text),)).encode())
        self._file.write(kept.note)
        tree.add_checkpoint(connection, kept)
        self._last, self._signed_at = kept, monotonic()

    def _compare(self, connection: tree.Connection, kept: tree.KeptNote) -> None:
        """A log never signs what contradicts what it signed before (C2SP tlog-checkpoint)."""
        checkpoint = self._opened(kept)
        if tree.root(connection, checkpoint.size) != checkpoint.root:
            raise Mismatch("root_differs", checkpoint.size)

    def _opened(self, kept: tree.KeptNote) -> Checkpoint:
        try:
            return open_checkpoint(kept.note, [self._signer.verifier], origin=self._signer.name)
        except BadCheckpoint:
            raise Mismatch("checkpoint_altered", kept.size) from None

    def _refuse(self, found: Mismatch) -> None:
        self._trust.lose(found)
        log_lines.critical("nothing is signed any more", code=found.code, position=found.position)


def kept_outside(file: CheckpointFile, signer: Signer) -> tree.KeptNote | None:
    """The checkpoint in the file, its signature checked; None where there is no file. Raises Mismatch."""
    try:
        note = file.read()
        if note is None:
            return None
        found = open_checkpoint(note, [signer.verifier], origin=signer.name)
    except (OSError, BadCheckpoint):
        raise Mismatch("checkpoint_file", 0) from None
    return tree.KeptNote(found.size, note)


def _locked(connection: tree.Connection) -> bool:
    row = connection.execute("SELECT pg_try_advisory_lock(%s)", [TREE_LOCK]).fetchone()
    return row is not None and bool(row[0])
