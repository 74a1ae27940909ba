"""Asking all witnesses, in the process that signs. Signing never waits for it."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Event, Thread
from time import monotonic
from typing import Any

import psycopg
import structlog

from projections.transparency.notes import Verifier
from service.messages.system import system_said
from service.transparency import asking, tree
from service.transparency.asking import UNREACHED, WitnessFailed
from service.transparency.contradiction import CONTRADICTIONS, check_against, kept_by
from service.transparency.publishing import POLL, Connect
from service.transparency.trust import LogTrust, Mismatch
from service.transparency.witnesses import WitnessRow, keep_answer, witnesses

LONGEST_PAUSE = 60.0
"""Seconds until a witness that failed again and again is asked once more."""
log_lines = structlog.get_logger("infitah.witnesses")


class Asker:
    """Asks every witness about the newest checkpoint, in the process that signs (`active`). Each is asked in
    a thread of its own and waited for by nobody, so that one that is slow holds up no other.
    """

    def __init__(self, connect: Connect, active: Event, trust: LogTrust, verifier: Verifier) -> None:
        self._connect, self._active = connect, active
        self._trust, self._verifier = trust, verifier
        self.seen: Sequence[WitnessRow] = ()
        """The witnesses with what they answered last, also where another process asks them."""
        self._ending = Event()
        self._pauses: dict[str, tuple[float, float]] = {}
        self._asked: set[str] = set()
        """The keys of those that are being asked."""
        self._met: set[str] = set()
        """The keys of those that were asked since this process signs."""
        self._thread = Thread(target=self._run, name="asker", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End; a witness that is being asked is not waited for."""
        self._ending.set()
        self._thread.join(timeout=POLL)

    def _run(self) -> None:
        while not self._ending.is_set():
            try:
                with self._connect() as connection:
                    connection.autocommit = True
                    self._while_connected(connection)
            except (psycopg.OperationalError, psycopg.InterfaceError) as error:
                log_lines.warning("asking lost the database and will try again", reason=str(error))
            except Exception:
                log_lines.exception("asking failed and will try again")
            self._ending.wait(POLL)

    def _while_connected(self, connection: tree.Connection) -> None:
        connection.execute(f"LISTEN {tree.SIGNED}".encode())
        while not self._ending.is_set():
            self.seen = witnesses(connection)
            if self._active.is_set():
                self._ask_all(connection)
            else:
                self._met.clear()
            for _ in connection.notifies(timeout=POLL, stop_after=1):
                pass

    def _ask_all(self, connection: tree.Connection) -> None:
        newest = tree.last_checkpoint(connection)
        if newest is None:
            return
        for found in self.seen:
            resting = self._pauses.get(found.vkey, (0.0, 0.0))[0] > monotonic()
            # Who begins to sign asks each once, though it cosigned this already as far as we know: what we
            # know may be as old as a backup.
            wanted = found.size < newest.size or found.vkey not in self._met
            if wanted and not resting and found.vkey not in self._asked:
                self._asked.add(found.vkey)
                Thread(target=self._ask, args=(found, newest), name="witness", daemon=True).start()

    def _ask(self, witness: WitnessRow, newest: tree.KeptNote) -> None:
        try:
            asking.ask(self._connect, witness, newest)
            self._pauses.pop(witness.vkey, None)
            self._met.add(witness.vkey)
            self._keep(witness, newest, "witness_cosigned", size=newest.size)
        except WitnessFailed as error:
            self._failed(witness, error)
            self._keep(witness, newest, error.code, **error.found)
            if error.code in CONTRADICTIONS:
                self._compare(witness)
        except psycopg.Error as error:
            self._failed(witness, error)
        except UNREACHED as error:
            self._failed(witness, error)
            self._keep(witness, newest, "witness_unreachable", reason=system_said(error))
        except Exception:
            log_lines.exception("asking a witness failed", witness=witness.name, again_in=self._rest(witness))
        finally:
            self._asked.discard(witness.vkey)

    def _failed(self, witness: WitnessRow, error: Exception) -> None:
        log_lines.warning(
            "a witness did not cosign",
            witness=witness.name,
            reason=str(error) or type(error).__name__,
            again_in=self._rest(witness),
        )

    def _keep(self, witness: WitnessRow, newest: tree.KeptNote, code: str, /, **found: Any) -> None:
        try:
            with self._connect() as connection:
                keep_answer(connection, witness, newest.size, code, **found)
        except psycopg.Error as error:
            log_lines.warning("an answer could not be kept", witness=witness.name, reason=str(error))

    def _compare(self, witness: WitnessRow) -> None:
        """Look for what would prove what a witness claims; with it nothing is signed any more."""
        kept = kept_by(witness, self._verifier, monotonic() + asking.TIMEOUT)
        if kept is None:
            return
        try:
            with self._connect() as connection:
                check_against(connection, kept, witness.name)
        except Mismatch as found:
            self._trust.lose(found)
            log_lines.critical("nothing is signed any more", code=found.code, position=found.position)
        except psycopg.Error as error:
            log_lines.warning("what a witness holds could not be compared", reason=str(error))

    def _rest(self, witness: WitnessRow) -> float:
        """Do not ask a witness for a while, twice as long as the last time; returns the seconds."""
        pause = min(LONGEST_PAUSE, 2 * self._pauses.get(witness.vkey, (0.0, POLL))[1])
        self._pauses[witness.vkey] = (monotonic() + pause, pause)
        return pause
