"""The tree in the database: read and grown by SQL, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, LiteralString, NamedTuple, TypeVar

import psycopg

from projections.transparency.growing import Edge, Tiles, edge_tiles, nodes_of, root_at, tiles_for
from projections.transparency.merkle import HASH, Nodes, leaf_hash
from projections.transparency.tiles import WIDTH, BadTile, width_at
from service.transparency.trust import Mismatch

T = TypeVar("T")
Connection = psycopg.Connection[Any]
SIGNED = "infitah_checkpoint"
"""The channel on which it is told that a checkpoint was signed."""
LOST = "infitah_mismatch"
"""The channel on which a process tells the others to look for themselves."""
TILES: LiteralString = """SELECT level, number, hashes FROM log.tiles
    JOIN unnest(%s::smallint[], %s::bigint[]) AS wanted (level, number) USING (level, number)"""
_GROW: LiteralString = "SELECT log.grow_tree(%s::smallint[], %s::bigint[], %s::bytea[], %s)"


class Grown(NamedTuple):
    """The size of the tree, and how many leaves were added just now."""

    size: int
    added: int


class KeptNote(NamedTuple):
    """A signed checkpoint as it is stored."""

    size: int
    note: bytes


def head(connection: Connection) -> int:
    """The position of the last event."""
    return int(_one(connection, "SELECT coalesce(max(notification_id), 0) FROM log.events"))


def size(connection: Connection, *, keep: bool = False) -> int:
    """The size of the tree; with `keep`, nobody else may grow it until the transaction ends."""
    return int(_one(connection, "SELECT log.hold_tree()" if keep else "SELECT size FROM log.tree"))


def tiles(connection: Connection, wanted: Sequence[tuple[int, int]]) -> Tiles:
    """The tiles of these levels and numbers that there are."""
    rows = connection.execute(TILES, [[level for level, _ in wanted], [number for _, number in wanted]])
    return {(level, number): bytes(hashes) for level, number, hashes in rows}


def made(connection: Connection, ask: Callable[[Nodes], T]) -> T:
    """What `ask` makes from the nodes of the tree, its tiles read at once. Raises BadTile where some lack."""
    return ask(nodes_of(tiles(connection, tiles_for(ask))))


def root(connection: Connection, at: int) -> bytes:
    """The root of the first `at` leaves, from the tiles. Raises Mismatch where they do not reach."""
    try:
        return made(connection, root_at(at))
    except BadTile:
        raise Mismatch("tree_altered", at) from None


def grow(connection: Connection, most: int) -> Grown:
    """Add the next events, at most so many, as leaves. Raises Mismatch where one is missing in their row, and
    where the event or the tiles at the end of the tree are not those that it grew by.
    """
    before = size(connection, keep=True)
    rows = connection.execute(
        "SELECT notification_id, state FROM log.events WHERE notification_id >= %s"
        " ORDER BY notification_id LIMIT %s",
        [before, most + min(before, 1)],
    ).fetchall()
    for expected, (position, _) in enumerate(rows, max(before, 1)):
        if position != expected:
            raise Mismatch("event_missing", expected)
    wanted = edge_tiles(before)
    stored = tiles(connection, [*wanted, (0, max(before - 1, 0) // WIDTH)])
    for level, number in wanted:
        if len(stored.get((level, number), b"")) != width_at(level, number, before) * HASH:
            raise Mismatch("tree_altered", before)
    if before:
        _check_last(connection, before, rows.pop(0)[1] if rows else None, stored)
    if not rows:
        return Grown(before, 0)
    edge = Edge(before, stored)
    changed = edge.append([leaf_hash(state) for _, state in rows])
    levels, numbers = [level for level, _ in changed], [number for _, number in changed]
    connection.execute(_GROW, [levels, numbers, list(changed.values()), edge.size])
    return Grown(edge.size, len(rows))


def _check_last(connection: Connection, position: int, state: bytes | None, stored: Tiles) -> None:
    """The last event in the tree must be there still, and the one that was hashed: where events were removed
    from the end of the log, others get their positions, and what follows would be signed over the gap.
    """
    if state is None:
        raise Mismatch("event_missing", min(head(connection) + 1, position))
    place = (position - 1) % WIDTH * HASH
    if stored.get((0, (position - 1) // WIDTH), b"")[place : place + HASH] != leaf_hash(state):
        raise Mismatch("event_altered", position)


def last_checkpoint(connection: Connection) -> KeptNote | None:
    """The newest checkpoint in the database."""
    row = connection.execute("SELECT size, note FROM log.checkpoints ORDER BY size DESC LIMIT 1").fetchone()
    return None if row is None else KeptNote(row[0], bytes(row[1]))


def add_checkpoint(connection: Connection, kept: KeptNote) -> None:
    """Store a signed checkpoint, and tell whoever listens once it is committed."""
    connection.execute("SELECT log.keep_checkpoint(%s, %s)", kept)
    connection.execute("SELECT pg_notify(%s, %s)", [SIGNED, str(kept.size)])


def _one(connection: Connection, statement: LiteralString) -> Any:
    row = connection.execute(statement).fetchone()
    assert row is not None  # noqa: S101 - tells the type checker what is so already
    return row[0]
