"""Projections: what the follower feeds. Each has a name, tables, and a fold from entries to rows."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Protocol

import psycopg

from projections.entries import Entry, Source
from projections.folding import Fold
from projections.model import ReadModel
from projections.tables import remake, write


class Projection(Protocol):
    """Tables that are a fold of the log. The follower commits their rows with the checkpoint."""

    @property
    def name(self) -> str:
        """The name of its checkpoint."""
        ...

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of streams whose entries it wants."""
        ...

    def remake(self, connection: psycopg.Connection[Any]) -> None:
        """Make its tables anew, empty."""
        ...

    def apply(self, connection: psycopg.Connection[Any], entries: Sequence[Entry]) -> None:
        """Write what follows from entries, in the connection's transaction."""
        ...

    def forget(self) -> None:
        """Forget what is kept in memory: the last transaction was not committed."""
        ...


class Documents:
    """The projection of a read model: ready documents, a row per aggregate."""

    def __init__(self, model: ReadModel[Any], source: Source) -> None:
        self._model, self._fold = model, Fold(model.decider, source)
        self.name, self.kinds = model.name, frozenset({model.kind})

    def remake(self, connection: psycopg.Connection[Any]) -> None:
        """Make the table anew, empty."""
        remake(connection, self._model)

    def apply(self, connection: psycopg.Connection[Any], entries: Sequence[Entry]) -> None:
        """Write the rows of the aggregates that entries touch."""
        write(connection, self._model, self._fold.after(entries))

    def forget(self) -> None:
        """Forget the states kept."""
        self._fold.forget()


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
