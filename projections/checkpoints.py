"""How far each projection is, kept beside its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

from projections.projection import Projection, made_by

TABLE = """CREATE TABLE IF NOT EXISTS read.checkpoints
    (name text PRIMARY KEY, position bigint NOT NULL, made_by text NOT NULL, stopped text)"""
MOVED = "infitah_read"
"""The channel on which readers hear that checkpoints moved."""


class Displaced(Exception):
    """Another process moved a checkpoint: it is the active one, and nothing of ours was stored."""


@dataclass
class Checkpoint:
    """A projection, the position it has reached, and why it stopped, if it did."""

    projection: Projection
    position: int
    stopped: str | None = None


def prepare(connection: psycopg.Connection[Any], projections: Sequence[Projection]) -> list[Checkpoint]:
    """Make what tables are missing or were made by other code, and tell where each projection is.

    One that had stopped is tried again: whoever starts a service has perhaps mended it.
    """
    found = []
    with connection.transaction():
        connection.execute(TABLE)
        for projection in projections:
            row = connection.execute(
                "UPDATE read.checkpoints SET stopped = NULL WHERE name = %s AND made_by = %s"
                " RETURNING position",
                [projection.name, made_by()],
            ).fetchone()
            if row is None:
                projection.remake(connection)
                connection.execute(
                    "INSERT INTO read.checkpoints (name, position, made_by) VALUES (%s, 0, %s)"
                    " ON CONFLICT (name) DO UPDATE"
                    " SET position = 0, made_by = excluded.made_by, stopped = NULL",
                    [projection.name, made_by()],
                )
            found.append(Checkpoint(projection, 0 if row is None else row[0]))
        _tell(connection)
    return found


def move(connection: psycopg.Connection[Any], checkpoints: Sequence[Checkpoint], to: int) -> None:
    """Move checkpoints, in the transaction that writes the rows. Raises Displaced."""
    moved = connection.execute(
        "UPDATE read.checkpoints AS kept SET position = %s"
        " FROM unnest(%s::text[], %s::bigint[]) AS ours (name, position)"
        " WHERE kept.name = ours.name AND kept.position = ours.position AND kept.made_by = %s",
        [
            to,
            [checkpoint.projection.name for checkpoint in checkpoints],
            [checkpoint.position for checkpoint in checkpoints],
            made_by(),
        ],
    )
    if moved.rowcount != len(checkpoints):
        raise Displaced
    _tell(connection)


def stop(connection: psycopg.Connection[Any], checkpoint: Checkpoint, why: str) -> None:
    """Say in the database that a projection stopped and why, so that every process can show it."""
    with connection.transaction():
        connection.execute(
            "UPDATE read.checkpoints SET stopped = %s WHERE name = %s", [why, checkpoint.projection.name]
        )
        _tell(connection)
    checkpoint.stopped = why


def _tell(connection: psycopg.Connection[Any]) -> None:
    connection.execute("SELECT pg_notify(%s, '')", [MOVED])
