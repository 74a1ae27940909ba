"""Projections: what the runner feeds. Each has a name, tables, and a fold from entries to rows."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Protocol

import psycopg

from projections.entries import Entry


class Projection(Protocol):
    """One edition of tables that are a fold of the log. The runner makes an object for each edition, feeds it
    every entry of its kinds in log order, once, and commits its rows with the checkpoint.

    Citizens' words are not kept in rows: `apply` keeps their `ref`, and queries read the vault by it, so
    that what is erased is gone at once. Where something made from words must be kept, as an index
    for search, it is kept by `ref`, never shown where the vault has them no more, and made of the words
    that are there when `apply` runs, which are none where they are erased. An erasure or a redaction is an
    entry like every other, in the stream of what it concerns (PersonalDataErased names its refs), and renders
    those rows anew. It is recorded before the words are deleted, so `apply` must act on what the event
    says and not look whether they are still there.
    """

    @property
    def name(self) -> str:
        """The name of its checkpoint."""
        ...

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of streams whose entries it wants."""
        ...

    @property
    def tables(self) -> tuple[str, ...]:
        """The names of its tables, without edition. No other projection has one of that name."""
        ...

    def create(self, connection: psycopg.Connection[Any], edition: int) -> None:
        """Make its tables, empty, named by `editions.table`."""
        ...

    def apply(self, connection: psycopg.Connection[Any], edition: int, entries: Sequence[Entry]) -> None:
        """Write what follows from entries, in the connection's transaction."""
        ...

    def forget(self) -> None:
        """Forget what is kept in memory: the last transaction was not committed."""
        ...


Make = Callable[[], Projection]
"""Makes the projection of one edition, with nothing in its memory."""


@lru_cache
def made_by() -> str:
    """A digest of the code that rows are a fold by. Rows of other code may not be what this code would
    write, so they are made anew.
    """
    digest = hashlib.sha256()
    for package in ("domain", "projections"):
        for source in _sources(files(package)):
            digest.update(source.read_bytes())
    return digest.hexdigest()[:32]


def _sources(folder: Traversable) -> list[Traversable]:
    found: list[Traversable] = []
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.is_dir() and item.name != "__pycache__":
            found += _sources(item)
        elif item.name.endswith((".py", ".toml")):
            found.append(item)
    return found
