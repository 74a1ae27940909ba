"""Checkpoints (C2SP tlog-checkpoint): what a log says its tree is at a size."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from projections.transparency.encoding import from_base64, from_decimal, to_base64
from projections.transparency.merkle import HASH
from projections.transparency.notes import BadNote, Verifier, parse, verify


class BadCheckpoint(ValueError):
    """A checkpoint that cannot be used; the message says what was expected and what was found."""


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
            raise BadCheckpoint("expected lines for origin, size and root, none of them empty, found others")
        try:
            size, root = from_decimal(lines[1]), from_base64(lines[2], HASH)
        except ValueError as error:
            raise BadCheckpoint(f"checkpoint of {lines[0][:80]!r}: {error}") from None
        return cls(lines[0], size, root, tuple(lines[3:-1]))


def open_checkpoint(data: bytes, verifiers: Iterable[Verifier], *, origin: str | None = None) -> Checkpoint:
    """The checkpoint in a signed note, once a known key's signature is checked.

    Raises BadCheckpoint, also for another origin than the one given.
    """
    try:
        note = parse(data)
        verify(note, verifiers)
    except BadNote as error:
        raise BadCheckpoint(str(error)) from error
    found = Checkpoint.parse(note.text)
    if origin is not None and found.origin != origin:
        raise BadCheckpoint(f"expected a checkpoint of {origin!r}, found one of {found.origin[:80]!r}")
    return found
