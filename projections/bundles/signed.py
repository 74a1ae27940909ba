"""Signed notes and checkpoints as evidence: what is wrong with one is told as a check that did not hold."""

from __future__ import annotations

from collections.abc import Sequence

from projections.bundles.failures import Broken, Text
from projections.bundles.leaves import Leaves
from projections.transparency import notes
from projections.transparency.checkpoint import BadCheckpoint, Checkpoint
from projections.transparency.faults import Fault, Words
from projections.transparency.notes import BadNote, SignedNote, Verifier


def read_note(data: bytes, check: str, place: Text) -> SignedNote:
    """A note that is written as notes are; one that reads the same but is written otherwise is refused."""
    try:
        note = notes.parse(data)
    except BadNote as error:
        raise _broken(check, place, error) from error
    if note.encode() != data:
        raise Broken(check, place, expected=Words("signed_note"), found=Words("otherwise_written"))
    return note


def read_checkpoint(note: SignedNote, check: str, place: Text) -> Checkpoint:
    """The checkpoint that a note signs."""
    try:
        return Checkpoint.parse(note.text)
    except BadCheckpoint as error:
        raise _broken(check, place, error) from error


def signed_by(note: SignedNote, key: Verifier, place: Text, check: str = "signatures") -> None:
    """Check that a key signed a note."""
    try:
        notes.verify(note, [key])
    except BadNote as error:
        raise Broken(check, place, expected=key.vkey, found=error.found) from error


def keys_of(origin: str, keys: Sequence[Verifier], place: str) -> list[Verifier]:
    """Those of the keys that are the log's own: a checkpoint's origin is the name of its key."""
    found = [key for key in keys if key.name == origin]
    if not found:
        raise Broken("signatures", place, expected=origin, found=", ".join(key.name for key in keys))
    return found


def continues(older: bytes, origin: str, leaves: Leaves, keys: Sequence[Verifier]) -> int:
    """Check that the log of these leaves begins with that of an older checkpoint; returns its size."""
    kept = Words("kept_checkpoint")
    note = read_note(older, "older", kept)
    found = read_checkpoint(note, "older", kept)
    if found.origin != origin:
        raise Broken("older", Words("its_origin"), expected=origin, found=found.origin)
    if found.size > leaves.size:
        raise Broken("older", Words("its_size"), expected=f"<= {leaves.size}", found=found.size)
    for key in keys:
        if key.name == origin:
            signed_by(note, key, kept, "older")
    if (root := leaves.root(found.size)) != found.root:
        place = Words("root_at", size=found.size)
        raise Broken("older", place, expected=found.root.hex(), found=root.hex())
    return found.size


def _broken(check: str, place: Text, error: Fault) -> Broken:
    """The fault of a note as a check that did not hold."""
    return Broken(check, error.where or place, expected=error.expected, found=error.found)
