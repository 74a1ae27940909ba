"""Verifying a receipt: that one event is in the log, from the receipt's own bytes and public keys."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error
from collections.abc import Callable, Sequence
from typing import NamedTuple

from pydantic_core import from_json

from projections.bundles.failures import Broken, Finding
from projections.bundles.signed import keys_of, read_checkpoint, read_note, signed_by
from projections.transparency import proofs
from projections.transparency.checkpoint import Checkpoint
from projections.transparency.faults import Words
from projections.transparency.merkle import BadProof, leaf_hash, verify_inclusion
from projections.transparency.notes import Verifier

RECEIPT, CHECKPOINT = "tlog_proof", "checkpoint"


class VerifiedReceipt(NamedTuple):
    """The outcome: the event's bytes and its position, as far as they could be read, and the findings."""

    event: bytes | None
    position: int | None
    checkpoint: Checkpoint | None
    findings: list[Finding]


def verify_receipt(data: bytes, keys: Sequence[Verifier]) -> VerifiedReceipt:
    """Every check of a receipt as the service gives it out (JSON with the members `event` and `tlog_proof`).

    `keys` are those that must have signed; without any, who signed is not checked, and the finding
    `signatures` is None. Never raises for what is in the data.
    """
    return _Verification(data, keys).run()


class _Verification:
    def __init__(self, data: bytes, keys: Sequence[Verifier]) -> None:
        self._data, self._keys = data, keys
        self._findings: list[Finding] = []
        self._event: bytes
        self._proof: proofs.TlogProof
        self._checkpoint: Checkpoint

    def run(self) -> VerifiedReceipt:
        """Make the checks that can be made."""
        if self._holds("receipt", self._read) and self._holds("checkpoint", self._read_checkpoint):
            self._holds("event", self._included)
            if self._keys:
                self._holds("signatures", self._signed)
            else:
                names = ", ".join(one.name for one in self._note.signatures)
                self._findings.append(Finding("signatures", None, found=names))
        proof = getattr(self, "_proof", None)
        return VerifiedReceipt(
            getattr(self, "_event", None),
            None if proof is None else proof.index + 1,
            getattr(self, "_checkpoint", None),
            self._findings,
        )

    def _holds(self, check: str, work: Callable[[], int]) -> bool:
        try:
            number = work()
        except Broken as broken:
            self._findings.append(Finding.of(broken))
            return False
        self._findings.append(Finding(check, True, number=number))
        return True

    def _read(self) -> int:
        wanted = Words("receipt_parts")
        try:
            given = from_json(self._data)
            event, proof = given["event"], given["tlog_proof"]
            self._event, text = b64decode(event, validate=True), proof.encode()
        except (ValueError, TypeError, KeyError, AttributeError, Error):
            raise Broken("receipt", RECEIPT, expected=wanted, found=Words("no_such_parts")) from None
        try:
            self._proof = proofs.parse(text)
        except BadProof:
            raise Broken("receipt", RECEIPT, expected=proofs.HEADER, found=Words("another")) from None
        return len(self._proof.hashes)

    def _read_checkpoint(self) -> int:
        self._note = read_note(self._proof.checkpoint, "checkpoint", CHECKPOINT)
        self._checkpoint = read_checkpoint(self._note, "checkpoint", CHECKPOINT)
        return self._checkpoint.size

    def _included(self) -> int:
        found, proof = self._checkpoint, self._proof
        try:
            verify_inclusion(leaf_hash(self._event), proof.index, found.size, proof.hashes, found.root)
        except BadProof:
            place = f"{proof.index + 1} / {found.size}"
            raise Broken("event", place, expected=found.root.hex(), found=Words("another")) from None
        return proof.index + 1

    def _signed(self) -> int:
        """The checkpoint by every key, among which is one of the log itself."""
        keys_of(self._checkpoint.origin, self._keys, CHECKPOINT)
        for key in self._keys:
            signed_by(self._note, key, CHECKPOINT)
        return len(self._keys)
