"""Entries of the log as projections read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from domain.kernel.events import Event
from domain.kernel.stored import decode
from domain.kernel.values import SealedText


class Row(Protocol):
    """One stored event: where it is, and its canonical bytes."""

    @property
    def position(self) -> int:
        """Its place in the log."""
        ...

    @property
    def stream(self) -> str:
        """The stream that it belongs to."""
        ...

    @property
    def type(self) -> str:
        """The stable name of what happened."""
        ...

    @property
    def body(self) -> bytes:
        """The stored bytes."""
        ...


class Source(Protocol):
    """Where projections read the log from."""

    def since(self, position: int, limit: int) -> Sequence[Row]:
        """At most `limit` entries after a position, in log order."""
        ...

    def load(self, streams: Iterable[str], *, before: int | None = None) -> Mapping[str, Sequence[Row]]:
        """The entries of whole streams in order of version, those before a position."""
        ...

    def words(self, given: Iterable[tuple[SealedText, str]]) -> Mapping[str, tuple[str, str]]:
        """The words that events of streams sealed, by reference, each with its language; without those that
        are erased, or are not what was sealed.
        """
        ...


@dataclass(frozen=True)
class Entry:
    """An entry that is decoded once, by the first projection that wants it."""

    row: Row

    @property
    def position(self) -> int:
        """Its place in the log."""
        return self.row.position

    @property
    def kind(self) -> str:
        """The kind of its stream: `programme` of `programme:p1`."""
        return self.row.stream.partition(":")[0]

    @cached_property
    def event(self) -> Event:
        """The event in its newest shape. Raises ValueError where its type is not known."""
        return decode(self.row.body)
