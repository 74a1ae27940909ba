"""Asking the witnesses to cosign (C2SP tlog-witness). Signing never waits for it."""

from __future__ import annotations

from functools import partial
from http.client import HTTPException
from threading import Event, Thread
from time import monotonic

import psycopg
import structlog

from projections.transparency.encoding import from_decimal
from projections.transparency.merkle import consistency_proof
from projections.transparency.notes import BadNote, SignedNote, parse, parse_signature, verify
from projections.transparency.witnessing import SIZE_TYPE, write
from service.transparency import tree
from service.transparency.posting import post
from service.transparency.publishing import POLL, Connect
from service.transparency.witnesses import WitnessRow, keep_cosignature, witnesses

TIMEOUT = 10.0
"""Seconds that a witness has for all that it answers."""
LONGEST_PAUSE = 60.0
"""Seconds until a witness that failed again and again is asked once more."""
log_lines = structlog.get_logger("infitah.witnesses")


class WitnessFailed(Exception):
    """A witness did not cosign; the message says what it answered."""


FAILURES = (WitnessFailed, OSError, HTTPException, ValueError, psycopg.Error)
"""What keeps one from cosigning: itself, the way to it, an address that is none, a tree without the proof."""


class Asker:
    """Asks every witness about the newest checkpoint, in the process that signs (`active`). Each is asked in
    a thread of its own and waited for by nobody, so that one that is slow holds up no other.
    """

    def __init__(self, connect: Connect, active: Event) -> None:
        self._connect, self._active = connect, active
        self._ending = Event()
        self._pauses: dict[str, tuple[float, float]] = {}
        self._asked: set[str] = set()
        """The keys of those that are being asked."""
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
            if self._active.wait(POLL):
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
        while self._active.is_set() and not self._ending.is_set():
            self._ask_all(connection)
            for _ in connection.notifies(timeout=POLL, stop_after=1):
                pass

    def _ask_all(self, connection: tree.Connection) -> None:
        newest = tree.last_checkpoint(connection)
        if newest is None:
            return
        for found in witnesses(connection):
            resting = self._pauses.get(found.vkey, (0.0, 0.0))[0] > monotonic()
            if found.size < newest.size and not resting and found.vkey not in self._asked:
                self._asked.add(found.vkey)
                Thread(target=self._ask, args=(found, newest), name="witness", daemon=True).start()

    def _ask(self, witness: WitnessRow, newest: tree.KeptNote) -> None:
        try:
            ask(self._connect, witness, newest)
            self._pauses.pop(witness.vkey, None)
        except FAILURES as error:
            log_lines.warning(
                "a witness did not cosign",
                witness=witness.name,
                reason=str(error) or type(error).__name__,
                again_in=self._rest(witness),
            )
        except Exception:
            log_lines.exception("asking a witness failed", witness=witness.name, again_in=self._rest(witness))
        finally:
            self._asked.discard(witness.vkey)

    def _rest(self, witness: WitnessRow) -> float:
        """Do not ask a witness for a while, twice as long as the last time; returns the seconds."""
        pause = min(LONGEST_PAUSE, 2 * self._pauses.get(witness.vkey, (0.0, POLL))[1])
        self._pauses[witness.vkey] = (monotonic() + pause, pause)
        return pause


def ask(connect: Connect, witness: WitnessRow, newest: tree.KeptNote) -> None:
    """Ask one witness to cosign a checkpoint and store what it answers. Asked with a size that it does not
    know, it tells which one it does; then it is asked once more. No connection to the database is held while
    it thinks. Raises what FAILURES names.
    """
    old, end = witness.size, monotonic() + TIMEOUT
    for _ in range(2):
        with connect() as connection:
            proof = tree.made(connection, partial(consistency_proof, old, newest.size))
        status, kind, body = post(f"{witness.url}/add-checkpoint", write(old, proof, newest.note), end)
        if status == 200:
            _keep(connect, witness, newest, body)
            return
        if status != 409 or kind != SIZE_TYPE:
            raise WitnessFailed(f"expected a cosignature, found the status {status}")
        try:
            known = from_decimal(body.decode("ascii", "replace").removesuffix("\n"))
        except ValueError as error:
            raise WitnessFailed(str(error)) from None
        if known > newest.size:
            raise WitnessFailed(f"it has cosigned a size of {known} already, we have signed {newest.size}")
        if known == old:
            raise WitnessFailed(f"it has cosigned another root of size {known}")
        old = known
    raise WitnessFailed("it named one size after the other")


def _keep(connect: Connect, witness: WitnessRow, newest: tree.KeptNote, body: bytes) -> None:
    text = parse(newest.note).text
    try:
        lines = body.decode("utf-8").splitlines()
        note = SignedNote(text, tuple(parse_signature(line) for line in lines[:16]))
        (signature, *_) = verify(note, [witness.verifier])
    except (UnicodeDecodeError, BadNote) as error:
        raise WitnessFailed(f"expected a cosignature of its key, found: {error}") from None
    with connect() as connection:
        keep_cosignature(connection, newest.size, signature)
