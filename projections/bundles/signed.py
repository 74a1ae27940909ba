"""Signed notes and checkpoints as evidence: what is wrong with one is told as a check that did not hold."""

from __future__ import annotations

from collections.abc import Sequence

from projections.bundles.failures import Broken
from projections.bundles.leaves import Leaves
from projections.transparency import notes
from projections.transparency.checkpoint import BadCheckpoint, Checkpoint
from projections.transparency.notes import BadNote, SignedNote, Verifier


def read_note(data: bytes, check: str, place: str) -> SignedNote:
    """A note that is written as notes are; one that reads the same but is written otherwise is refused."""
    try:
        note = notes.parse(data)
    except BadNote as error:
        raise Broken(check, place, expected="signed note", found=error) from error
    if note.encode() != data:
        raise Broken(check, place, expected="signed note", found="?")
    return note


def read_checkpoint(note: SignedNote, check: str, place: str) -> Checkpoint:
    """The checkpoint that a note signs."""
    try:
        return Checkpoint.parse(note.text)
    except BadCheckpoint as error:
        raise Broken(check, place, expected="checkpoint", found=error) from error


def signed_by(note: SignedNote, key: Verifier, place: str, check: str = "signatures") -> None:
    """Check that a key signed a note."""
    try:
        notes.verify(note, [key])
    except BadNote as error:
        raise Broken(check, place, expected=key.vkey, found=error) from error


def keys_of(origin: str, keys: Sequence[Verifier], place: str) -> list[Verifier]:
    """Those of the keys that are the log's own: a checkpoint's origin is the name of its key."""
    found = [key for key in keys if key.name == origin]
    if not found:
        raise Broken("signatures", place, expected=origin, found=", ".join(key.name for key in keys))
    return found


def continues(older: bytes, origin: str, leaves: Leaves, keys: Sequence[Verifier]) -> int:
    """Check that the log of these leaves begins with that of an older checkpoint; returns its size."""
    note = read_note(older, "older", "checkpoint")
    found = read_checkpoint(note, "older", "checkpoint")
    if found.origin != origin:
        raise Broken("older", "origin", expected=origin, found=found.origin)
    if found.size > leaves.size:
        raise Broken("older", "size", expected=f"<= {leaves.size}", found=found.size)
    for key in keys:
        if key.name == origin:
            signed_by(note, key, "checkpoint", "older")
    if (root := leaves.root(found.size)) != found.root:
        raise Broken("older", f"root {found.size}", expected=found.root.hex(), found=root.hex())
    return found.size
