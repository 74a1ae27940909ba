"""Which edition is live for the readers of one code, and how another becomes it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, LiteralString, NamedTuple

import psycopg

from projections.checkpoints import tell
from projections.editions import Edition
from projections.projection import Projection

_FIND: LiteralString = """SELECT DISTINCT ON (e.name)
    e.name, e.edition, e.position, e.stopped, l.edition IS NOT NULL
    FROM read.editions e LEFT JOIN read.live l USING (edition)
    WHERE e.made_by = %s AND e.name = ANY(%s) AND e.retired_at IS NULL
    ORDER BY e.name, l.edition IS NULL, e.edition DESC"""
_BEGIN: LiteralString = (
    "INSERT INTO read.editions (name, made_by, tables) VALUES (%s, %s, %s) RETURNING edition"
)
_LIVE: LiteralString = """INSERT INTO read.live (name, made_by, edition) VALUES (%s, %s, %s)
    ON CONFLICT (name, made_by) DO UPDATE SET edition = excluded.edition"""


class Known(NamedTuple):
    """What the database says of an edition."""

    number: int
    position: int
    stopped: str | None
    live: bool


def find(connection: psycopg.Connection[Any], names: Iterable[str], made_by: str) -> dict[str, Known]:
    """The live edition of each projection, or the newest that is to be live; nothing where there is none."""
    rows = connection.execute(_FIND, [made_by, list(names)])
    return {name: Known(*found) for name, *found in rows}


def begin(connection: psycopg.Connection[Any], projection: Projection, made_by: str) -> Edition:
    """Make an empty edition. Its number was never used before."""
    with connection.transaction():
        row = connection.execute(_BEGIN, [projection.name, made_by, list(projection.tables)]).fetchone()
        assert row is not None  # noqa: S101 - tells the type checker what is so already
        projection.create(connection, row[0])
    return Edition(projection, row[0])


def go_live(connection: psycopg.Connection[Any], editions: Sequence[Edition], made_by: str) -> None:
    """Let readers read these editions, from the next moment they ask."""
    with connection.transaction():
        for edition in editions:
            connection.execute(_LIVE, [edition.projection.name, made_by, edition.number])
        tell(connection)
    for edition in editions:
        edition.live = True
