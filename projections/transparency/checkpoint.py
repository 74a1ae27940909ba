"""Checkpoints (C2SP tlog-checkpoint): what a log says its tree is at a size."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from projections.transparency.encoding import from_base64, from_decimal, to_base64
from projections.transparency.faults import Fault, Words
from projections.transparency.merkle import HASH
from projections.transparency.notes import BadNote, Verifier, parse, verify


class BadCheckpoint(Fault):
    """A checkpoint that cannot be used."""


@dataclass(frozen=True)
class Checkpoint:
    """The origin of a log, the number of its leaves, and the 32-byte root over them."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def text(self) -> str:
        """The text that is signed."""
        lines = [self.origin, str(self.size), to_base64(self.root), *self.extensions]
        return "".join(f"{line}\n" for line in lines)

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """A checkpoint from its text. Raises BadCheckpoint."""
        lines = text.split("\n")
        if len(lines) < 4 or lines[-1] or not all(lines[:-1]):
            raise BadCheckpoint("checkpoint_lines", Words("others"))
        try:
            size, root = from_decimal(lines[1]), from_base64(lines[2], HASH)
        except Fault as error:
            name = repr(lines[0][:80])
            raise BadCheckpoint(error.expected, error.found, where="of_checkpoint", name=name) from None
        return cls(lines[0], size, root, tuple(lines[3:-1]))


def open_checkpoint(data: bytes, verifiers: Iterable[Verifier], *, origin: str | None = None) -> Checkpoint:
    """The checkpoint in a signed note, once a known key's signature is checked.

    Raises BadCheckpoint, also for another origin than the one given.
    """
    try:
        note = parse(data)
        verify(note, verifiers)
    except BadNote as error:
        raise BadCheckpoint(error.expected, error.found) from error
    found = Checkpoint.parse(note.text)
    if origin is not None and found.origin != origin:
        other = Words("one_of", name=repr(found.origin[:80]))
        raise BadCheckpoint("checkpoint_of", other, origin=repr(origin))
    return found
