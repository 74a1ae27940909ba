"""How far each edition is, kept beside its rows and moved with them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg

from projections.editions import Edition

MOVED = "infitah_read"
"""The channel on which readers hear that something moved."""


class Displaced(Exception):
    """A checkpoint is not where it was left, or its edition is retired: nothing of ours was stored."""


def move(connection: psycopg.Connection[Any], editions: Sequence[Edition], to: int) -> None:
    """Move checkpoints, in the transaction that writes the rows and before it does: from here on the editions
    are ours until it ends. Raises Displaced.
    """
    moved = connection.execute(
        "UPDATE read.editions AS kept SET position = %s"
        " FROM unnest(%s::integer[], %s::bigint[]) AS ours (edition, position)"
        " WHERE kept.edition = ours.edition AND kept.position = ours.position AND kept.retired_at IS NULL",
        [to, [edition.number for edition in editions], [edition.position for edition in editions]],
    )
    if moved.rowcount != len(editions):
        raise Displaced
    tell(connection)


def stop(connection: psycopg.Connection[Any], edition: Edition, why: str | None) -> None:
    """Say in the database that an edition stopped and why, so that every process can show it; None: that it
    goes on.
    """
    with connection.transaction():
        connection.execute("UPDATE read.editions SET stopped = %s WHERE edition = %s", [why, edition.number])
        tell(connection)
    edition.stopped = why


def tell(connection: psycopg.Connection[Any]) -> None:
    """Tell readers, once the transaction is committed."""
    connection.execute("SELECT pg_notify(%s, '')", [MOVED])
