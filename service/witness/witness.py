"""What a witness answers to `add-checkpoint` (C2SP tlog-witness), and what it remembers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from projections.transparency.checkpoint import BadCheckpoint, Checkpoint
from projections.transparency.faults import Words
from projections.transparency.merkle import EMPTY, BadProof, verify_consistency
from projections.transparency.notes import BadNote, SignedNote, Signer, Verifier, parse, verify
from projections.transparency.witnessing import BadRequest
from projections.transparency.witnessing import parse as parse_request
from service.transparency.checkpoint_file import CheckpointFile


class Refusal(Exception):
    """Why nothing is cosigned: the status that the specification says, and the cause."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


class OtherSize(Exception):
    """The log asked with another state than the one cosigned last, which has `size`."""

    def __init__(self, size: int) -> None:
        super().__init__(f"expected the size {size} or the root cosigned at it, found another")
        self.size = size


class _Asked(NamedTuple):
    checkpoint: Checkpoint
    note: SignedNote
    old: int
    proof: tuple[bytes, ...]


class Witness:
    """Keeps, for each log, the last checkpoint that it cosigned, in a file of `directory`; never two of a log
    that contradict each other. `logs` are the keys of the logs, each under the name of its origin.
    """

    def __init__(
        self, signer: Signer, logs: Iterable[Verifier], directory: Path, *, now: Callable[[], float]
    ) -> None:
        self._signer, self._directory, self._now = signer, directory, now
        self._logs: dict[str, list[Verifier]] = {}
        for verifier in logs:
            self._logs.setdefault(verifier.name, []).append(verifier)
        self._lock = Lock()
        for origin in self._logs:
            self._last(origin)

    @property
    def vkey(self) -> str:
        """The key that its cosignatures are checked with."""
        return self._signer.vkey

    def add_checkpoint(self, body: bytes) -> bytes:
        """The line of a cosignature. Raises Refusal, and OtherSize (409).

        Looking, deciding and remembering are one step, and what is remembered is on disk before the answer.
        """
        asked = self._asked(body)
        origin, size = asked.checkpoint.origin, asked.checkpoint.size
        with self._lock:
            last = self._last(origin)
            if asked.old != last.size or (asked.old == size and asked.checkpoint.root != last.root):
                raise OtherSize(last.size)
            try:
                verify_consistency(last.size, last.root, size, asked.checkpoint.root, asked.proof)
            except BadProof as error:
                raise Refusal(422, str(error)) from None
            self._file(origin).write(asked.note.encode())
            signature = self._signer.sign(asked.note.text, at=int(self._now()))
        return f"{signature.line()}\n".encode()

    def checkpoint(self, log: str) -> bytes | None:
        """The last checkpoint that was cosigned of a log, by the SHA-256 of its origin in hexadecimal, as the
        log signed it; None where there is none.
        """
        with self._lock:
            origin = next((one for one in self._logs if _digest(one) == log), None)
            return None if origin is None else self._file(origin).read()

    def _asked(self, body: bytes) -> _Asked:
        try:
            request = parse_request(body)
            note = parse(request.note)
            checkpoint = Checkpoint.parse(note.text)
        except (BadRequest, BadNote, BadCheckpoint) as error:
            raise Refusal(400, str(error)) from None
        if checkpoint.origin not in self._logs:
            raise Refusal(404, "expected the origin of a log that is witnessed here, found another")
        try:
            verify(note, self._logs[checkpoint.origin])
        except BadNote as error:
            raise Refusal(403, str(error)) from None
        if request.old > checkpoint.size:
            raise Refusal(400, f"expected an old size of at most {checkpoint.size}, found {request.old}")
        return _Asked(checkpoint, note, request.old, request.proof)

    def _last(self, origin: str) -> Checkpoint:
        """What was cosigned last; a size of 0 where nothing was. Raises BadNote, BadCheckpoint, OSError where
        that cannot be known: to begin anew would be to forget.
        """
        note = self._file(origin).read()
        if note is None:
            return Checkpoint(origin, 0, EMPTY)
        found = Checkpoint.parse(parse(note).text)
        if found.origin != origin:
            raise BadCheckpoint("checkpoint_of", Words("one_of", name=found.origin), origin=origin)
        return found

    def _file(self, origin: str) -> CheckpointFile:
        return CheckpointFile(self._directory / f"{_digest(origin)}.checkpoint")


def _digest(origin: str) -> str:
    return hashlib.sha256(origin.encode()).hexdigest()
