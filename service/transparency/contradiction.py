"""Witnesses that say they cosigned another log than ours, or more of it: what is a claim, and what proves it.

A witness tells a size or refuses; the protocol gives nothing that would prove it. If a claim stopped the
signing, any witness could stop the log. So a claim is told by health and by nothing else. But a checkpoint
that our own key signed, and that the database does not agree with, proves that the database is not the log
that was signed.
"""

from __future__ import annotations

import hashlib
from http.client import HTTPException

from projections.transparency.checkpoint import BadCheckpoint, Checkpoint, open_checkpoint
from projections.transparency.notes import Verifier
from service.transparency import tree
from service.transparency.posting import get
from service.transparency.trust import Mismatch
from service.transparency.witnesses import LastAnswer, WitnessRow

AHEAD, OTHER_ROOT, REFUSED = "witness_ahead", "witness_other_root", "witness_refused_proof"
CONTRADICTIONS = frozenset({AHEAD, OTHER_ROOT, REFUSED})
"""Answers that a witness gives to a log which is not the one that it cosigned."""


def contradicts(answer: LastAnswer | None, signed: int | None) -> bool:
    """Whether the last answer of a witness says that our log is not the one that it knows; no longer where it
    knew a larger one and ours has reached that size since.
    """
    if answer is None or answer.code not in CONTRADICTIONS:
        return False
    return answer.code != AHEAD or int(answer.found["known"]) > (signed or 0)


def checkpoint_path(origin: str) -> str:
    """Where a witness of this program tells the last checkpoint that it cosigned of a log. The protocol has
    no way to ask for it yet.
    """
    return f"checkpoint/{hashlib.sha256(origin.encode()).hexdigest()}"


def kept_by(witness: WitnessRow, verifier: Verifier, end: float) -> Checkpoint | None:
    """The last checkpoint of our log that a witness has, if it tells it and our key did sign it."""
    try:
        answer = get(f"{witness.url}/{checkpoint_path(verifier.name)}", end)
        if answer.status != 200:
            return None
        return open_checkpoint(answer.body, [verifier], origin=verifier.name)
    except (BadCheckpoint, OSError, HTTPException, ValueError):
        return None


def check_against(connection: tree.Connection, kept: Checkpoint, witness: str) -> None:
    """Compare what our key signed with what the database holds. Raises Mismatch."""
    last = tree.last_checkpoint(connection)
    size = 0 if last is None else last.size
    if kept.size > size:
        raise Mismatch("witness_has_more", size, signed=kept.size, witness=witness)
    if tree.root(connection, kept.size) != kept.root:
        raise Mismatch("witness_has_other", kept.size, witness=witness)
