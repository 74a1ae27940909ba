"""Rebuilding: the next edition is made beside the live one, catches up, and one row swaps."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, LiteralString

import psycopg

from projections.batches import BATCH, Poison, take
from projections.editions import Edition
from projections.entries import Entry, Row, Source
from projections.live import begin, go_live
from projections.locks import BUILD, try_locks, unlock
from projections.projection import Make
from projections.sweeping import sweep

Show = Callable[[int], None]
"""Is told the position that the rebuild has reached."""
_LOCK_LIVE: LiteralString = """SELECT e.edition, e.position
    FROM read.live l JOIN read.editions e USING (edition) WHERE l.name = %s AND l.made_by = %s FOR UPDATE"""
_RETIRE: LiteralString = "UPDATE read.editions SET retired_at = clock_timestamp() WHERE edition = ANY(%s)"


class BeingRebuilt(Exception):
    """Another process builds an edition of the projections named `names`; nothing was begun."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)
        super().__init__(", ".join(names))


class Rebuild:
    """One rebuild of some projections over a connection of its own, in autocommit. The log is read once for
    all. Runners go on with the live editions meanwhile, and take over the new ones after the swap.
    """

    def __init__(
        self,
        source: Source,
        connection: psycopg.Connection[Any],
        projections: Mapping[str, Make],
        code: str,
        *,
        batch: int = BATCH,
    ) -> None:
        self._source, self._connection, self._made_by, self._batch = source, connection, code, batch
        self._projections, self._editions = projections, list[Edition]()
        self.poison: list[Poison] = []

    def run(self, show: Show = lambda _: None) -> list[str]:
        """Build, catch up, swap; returns the names of those swapped. `poison` then holds what the others
        could not take: their live editions stay. Raises BeingRebuilt before anything is begun.
        """
        connection, swapped = self._connection, list[str]()
        connection.execute("SET synchronous_commit = off")
        got = try_locks(connection, BUILD, self._projections, self._made_by)
        if missing := sorted(self._projections.keys() - got):
            raise BeingRebuilt(missing)
        sweep(connection, self._made_by)
        try:
            for make in self._projections.values():
                self._editions.append(begin(connection, make(), self._made_by))
            while self._editions:
                self._catch_up(show)
                if self._editions and self._swap(self._editions[0]):
                    swapped.append(self._editions.pop(0).projection.name)
        finally:
            # What was not swapped is of no use to anybody; the retired ones may have readers still.
            with suppress(psycopg.Error):
                self._give_up([*self._editions, *(found.edition for found in self.poison)])
                # A connection that is closed here keeps them until the server has seen it.
                unlock(connection, BUILD, self._projections, self._made_by)
        return swapped

    def _catch_up(self, show: Show) -> None:
        """Take batches until the end of the log."""
        more = True
        while more and self._editions:
            more = self._step()
            show(min((edition.position for edition in self._editions), default=0))

    def _step(self) -> bool:
        rows = self._source.since(min(edition.position for edition in self._editions), self._batch)
        if rows:
            self._take(self._editions, rows)
        return len(rows) == self._batch

    def _take(self, editions: Sequence[Edition], rows: Sequence[Row]) -> None:
        found = take(self._connection, editions, [Entry(row) for row in rows])
        self.poison += found
        gone = {one.edition.number for one in found}
        self._editions = [edition for edition in self._editions if edition.number not in gone]

    def _swap(self, edition: Edition) -> bool:
        """Make an edition live that is at least as far as the one before it, so that nobody reads backwards;
        returns whether it was. The lock on the row keeps the runner from moving on in between.
        """
        with self._connection.transaction():
            name = edition.projection.name
            row = self._connection.execute(_LOCK_LIVE, [name, self._made_by]).fetchone()
            retired, reached = row or (0, 0)
            while edition.position < reached:
                self._take([edition], self._source.since(edition.position, self._batch))
                if edition not in self._editions:
                    return False
            go_live(self._connection, [edition], self._made_by)
            self._connection.execute(_RETIRE, [[retired]])
        return True

    def _give_up(self, editions: Sequence[Edition]) -> None:
        self._connection.execute(_RETIRE, [[edition.number for edition in editions]])
        sweep(self._connection, self._made_by)
