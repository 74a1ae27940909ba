"""Asking the witnesses to cosign (C2SP tlog-witness). Signing never waits for it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Event, Thread
from time import monotonic
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import psycopg
import structlog

from projections.transparency.encoding import from_decimal
from projections.transparency.merkle import consistency_proof
from projections.transparency.notes import BadNote, SignedNote, parse, parse_signature, verify
from projections.transparency.witnessing import SIZE_TYPE, write
from service.transparency import tree
from service.transparency.publishing import POLL, Connect
from service.transparency.witnesses import WitnessRow, keep_cosignature, witnesses

TIMEOUT = 5.0
"""Seconds that a witness has for an answer."""
LONGEST_PAUSE = 60.0
"""Seconds until a witness that failed again and again is asked once more."""
MOST_BYTES = 64 * 1024
log_lines = structlog.get_logger("infitah.witnesses")


class WitnessFailed(Exception):
    """A witness did not cosign; the message says what it answered."""


class Asker:
    """Asks every witness about the newest checkpoint, all at once, in the process that signs (`active`)."""

    def __init__(self, connect: Connect, active: Event) -> None:
        self._connect, self._active = connect, active
        self._ending = Event()
        self._pauses: dict[str, tuple[float, float]] = {}
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
        due = [
            found
            for found in witnesses(connection)
            if found.size < newest.size and self._pauses.get(found.vkey, (0.0, 0.0))[0] <= monotonic()
        ]
        if due:
            with ThreadPoolExecutor(min(8, len(due)), thread_name_prefix="witness") as threads:
                list(threads.map(lambda found: self._ask(found, newest), due))

    def _ask(self, witness: WitnessRow, newest: tree.KeptNote) -> None:
        try:
            with self._connect() as connection:
                ask(connection, witness, newest)
            self._pauses.pop(witness.vkey, None)
        except (WitnessFailed, OSError, psycopg.Error) as error:
            pause = min(LONGEST_PAUSE, 2 * self._pauses.get(witness.vkey, (0.0, POLL))[1])
            self._pauses[witness.vkey] = (monotonic() + pause, pause)
            log_lines.warning("a witness did not cosign", witness=witness.name, reason=str(error))


def ask(connection: tree.Connection, witness: WitnessRow, newest: tree.KeptNote) -> None:
    """Ask one witness to cosign a checkpoint and store what it answers. Asked with a size that it does not
    know, it tells which one it does; then it is asked once more. Raises WitnessFailed, OSError.
    """
    old = witness.size
    for _ in range(2):
        proof = tree.made(connection, partial(consistency_proof, old, newest.size))
        status, kind, body = _post(f"{witness.url}/add-checkpoint", write(old, proof, newest.note))
        if status == 200:
            _keep(connection, witness, newest, body)
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


def _keep(connection: tree.Connection, witness: WitnessRow, newest: tree.KeptNote, body: bytes) -> None:
    text = parse(newest.note).text
    try:
        lines = body.decode("utf-8").splitlines()
        note = SignedNote(text, tuple(parse_signature(line) for line in lines[:16]))
        (signature, *_) = verify(note, [witness.verifier])
    except (UnicodeDecodeError, BadNote) as error:
        raise WitnessFailed(f"expected a cosignature of its key, found: {error}") from None
    with connection.transaction():
        keep_cosignature(connection, newest.size, signature)


def _post(url: str, body: bytes) -> tuple[int, str, bytes]:
    """Status, media type and body of an answer. Raises OSError where there is none."""
    request = Request(url, data=body, headers={"Content-Type": "text/plain; charset=utf-8"}, method="POST")
    try:
        with urlopen(request, timeout=TIMEOUT) as answer:
            return answer.status, answer.headers.get_content_type(), answer.read(MOST_BYTES)
    except HTTPError as error:
        with error:
            return error.code, error.headers.get_content_type(), error.read(MOST_BYTES)
