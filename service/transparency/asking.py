"""Asking a witness to cosign (C2SP tlog-witness)."""

from __future__ import annotations

from functools import partial
from http.client import HTTPException
from time import monotonic
from typing import Any

from projections.transparency.encoding import from_decimal
from projections.transparency.faults import Fault, Words
from projections.transparency.merkle import consistency_proof
from projections.transparency.notes import BadNote, SignedNote, parse, parse_signature, verify
from projections.transparency.witnessing import SIZE_TYPE, write
from service.messages import sentence
from service.transparency import tree
from service.transparency.contradiction import (
    AHEAD,
    OTHER_ROOT,
    REFUSED,
)
from service.transparency.posting import post
from service.transparency.publishing import Connect
from service.transparency.witnesses import WitnessRow, keep_cosignature

TIMEOUT = 10.0
"""Seconds that a witness has for all that it answers."""


class WitnessFailed(Exception):
    """A witness did not cosign. `code` names what it answered (messages/transparency.toml), filled by
    `found`.
    """

    def __init__(self, code: str, /, **found: Any) -> None:
        super().__init__(sentence("transparency", code, "en", **found))
        self.code, self.found = code, found


UNREACHED = (OSError, HTTPException, ValueError)
"""No way to it, an answer that is none, an address that is none, a tree without the proof."""


def ask(connect: Connect, witness: WitnessRow, newest: tree.KeptNote) -> None:
    """Ask one witness to cosign a checkpoint and store what it answers. Asked with a size that it does not
    know, it tells which one it does; then it is asked once more. No connection to the database is held while
    it thinks. Raises WitnessFailed, what UNREACHED names, psycopg.Error.
    """
    old, end = witness.size, monotonic() + TIMEOUT
    for _ in range(2):
        with connect() as connection:
            proof = tree.made(connection, partial(consistency_proof, old, newest.size))
        status, kind, body = post(f"{witness.url}/add-checkpoint", write(old, proof, newest.note), end)
        if status == 200:
            _keep(connect, witness, newest, body)
            return
        if status == 422:
            raise WitnessFailed(REFUSED, status=status)
        if status != 409 or kind != SIZE_TYPE:
            raise WitnessFailed("witness_status", status=status)
        try:
            known = from_decimal(body.decode("ascii", "replace").removesuffix("\n"))
        except Fault as error:
            raise WitnessFailed("witness_bad_size", reason=error.sentences) from None
        if known > newest.size:
            raise WitnessFailed(AHEAD, known=known, signed=newest.size)
        if known == old:
            raise WitnessFailed(OTHER_ROOT, known=known)
        old = known
    raise WitnessFailed("witness_restless")


def _keep(connect: Connect, witness: WitnessRow, newest: tree.KeptNote, body: bytes) -> None:
    text = parse(newest.note).text
    try:
        lines = body.decode("utf-8").splitlines()
        note = SignedNote(text, tuple(parse_signature(line) for line in lines[:16]))
        (signature, *_) = verify(note, [witness.verifier])
    except UnicodeDecodeError as error:
        other = Words("other_byte", at=error.start)
        raise WitnessFailed("witness_bad_cosignature", found=other) from None
    except BadNote as error:
        raise WitnessFailed("witness_bad_cosignature", found=error.sentences) from None
    with connect() as connection:
        keep_cosignature(connection, newest.size, signature)
