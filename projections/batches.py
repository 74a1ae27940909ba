"""Batches of entries into editions: rows and checkpoints in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import psycopg
from eventsourcing.persistence import PersistenceError

from projections.checkpoints import Displaced, move
from projections.editions import Edition
from projections.entries import Entry

BATCH = 1_000
TRANSIENT = (psycopg.OperationalError, psycopg.InterfaceError, PersistenceError)
"""What says something of the database's reach and nothing of the events."""


class Poison(NamedTuple):
    """An entry that an edition cannot take. What came before it is stored."""

    edition: Edition
    entry: Entry
    error: Exception

    def __str__(self) -> str:
        """Position and event, and the kind of the error: its text may hold what the event says."""
        row = self.entry.row
        return f"position {row.position}, {row.type} in {row.stream}: {type(self.error).__name__}"[:500]


def take(
    connection: psycopg.Connection[Any], editions: Sequence[Edition], entries: Sequence[Entry]
) -> list[Poison]:
    """Store a batch. Where it fails, each edition takes it alone, and the one that fails again entry by
    entry, so that one poison event is found in one projection and all else is stored. Raises Displaced and
    TRANSIENT.
    """
    try:
        _store(connection, editions, entries)
    except Displaced:
        raise  # found before anything was folded: what is in memory still is what is stored
    except TRANSIENT:
        for edition in editions:
            edition.projection.forget()
        raise
    except Exception as error:
        for edition in editions:
            edition.projection.forget()
        if len(editions) > 1:
            return [found for edition in editions for found in take(connection, [edition], entries)]
        if len(entries) > 1:
            return _singly(connection, editions[0], entries)
        return [Poison(editions[0], entries[0], error)]
    return []


def _singly(connection: psycopg.Connection[Any], edition: Edition, entries: Sequence[Entry]) -> list[Poison]:
    for entry in entries:
        if entry.position > edition.position and (found := take(connection, [edition], [entry])):
            return found
    return []


def _store(
    connection: psycopg.Connection[Any], editions: Sequence[Edition], entries: Sequence[Entry]
) -> None:
    last = entries[-1].position
    behind = [edition for edition in editions if edition.position < last]
    with connection.transaction():
        # First, so that an edition which a rebuild retired is found out before its tables are missed, which
        # may be dropped already: no event is at fault. The locked rows keep a swap away until the end.
        move(connection, behind, last)
        for edition in behind:
            projection = edition.projection
            wanted = [
                entry
                for entry in entries
                if entry.kind in projection.kinds and entry.position > edition.position
            ]
            if wanted:
                projection.apply(connection, edition.number, wanted)
    for edition in behind:
        edition.position = last
