"""The projection of a read model: ready documents, a row per aggregate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg

from projections.entries import Entry, Source
from projections.folding import Fold
from projections.model import ReadModel
from projections.tables import create, write


class Aggregates:
    """Keeps one table of a read model's documents."""

    def __init__(self, model: ReadModel[Any], source: Source) -> None:
        self._model, self._fold = model, Fold(model.decider, source)
        self.name, self.kinds, self.tables = model.name, frozenset({model.kind}), (model.name,)

    def create(self, connection: psycopg.Connection[Any], edition: int) -> None:
        """Make the table, empty."""
        create(connection, self._model, edition)

    def apply(self, connection: psycopg.Connection[Any], edition: int, entries: Sequence[Entry]) -> None:
        """Write the rows of the aggregates that entries touch."""
        write(connection, self._model, edition, self._fold.after(entries))

    def forget(self) -> None:
        """Forget the states kept."""
        self._fold.forget()
