"""What strangers read of the log: checkpoint, tiles, entries, proofs. Each answer is of one snapshot."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, LiteralString, TypeVar

from psycopg import AsyncConnection, IsolationLevel
from psycopg.rows import tuple_row
from psycopg_pool import AsyncConnectionPool

from projections.transparency.checkpoint import Checkpoint
from projections.transparency.growing import nodes_of, root_at, tiles_for
from projections.transparency.merkle import (
    HASH,
    BadProof,
    Nodes,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    verify_consistency,
    verify_inclusion,
)
from projections.transparency.notes import parse
from projections.transparency.tiles import ENTRIES, WIDTH, BadTile, TileName, encode_entries, width_at
from service.transparency import tree
from service.transparency.published import Beyond, Consistency, Published, Receipt
from service.transparency.trust import LogTrust, Mismatch

T = TypeVar("T")
Connection = AsyncConnection[tuple[Any, ...]]
_CHECKPOINT: LiteralString = "SELECT size, note, signed_at FROM log.checkpoints ORDER BY size DESC LIMIT 1"
_LINES: LiteralString = "SELECT line FROM log.cosignatures WHERE size = %s ORDER BY key_name"
_TILE: LiteralString = "SELECT hashes FROM log.tiles WHERE level = %s AND number = %s"
_EVENTS: LiteralString = """SELECT notification_id, state FROM log.events
    WHERE notification_id > %s AND notification_id <= %s ORDER BY notification_id"""


class PublicLog:
    """Reads on connections of its own. What a proof shows to be altered is told to `trust`."""

    def __init__(self, conninfo: str, trust: LogTrust, *, size: int = 4) -> None:
        self.trust = trust
        self._pool: AsyncConnectionPool[Connection] = AsyncConnectionPool(
            conninfo,
            min_size=1,
            max_size=size,
            open=False,
            configure=_only_reading,
            check=AsyncConnectionPool.check_connection,
            kwargs={"row_factory": tuple_row},
            timeout=5,
        )

    async def open(self) -> None:
        """Begin connecting."""
        await self._pool.open(wait=False)

    async def close(self) -> None:
        """Close the connections."""
        await self._pool.close()

    async def checkpoint(self) -> Published:
        """The newest checkpoint. Raises Beyond where none was signed yet."""
        async with self._snapshot() as (_, published):
            return published

    async def tile(self, name: TileName) -> bytes:
        """A tile or a bundle of entries, as it was at any size that it had that width. Raises Beyond, and
        Mismatch where a part of it is missing.
        """
        async with self._snapshot() as (connection, published):
            if name.width > width_at(name.level, name.number, published.size):
                raise Beyond(published.size)
            if name.level == ENTRIES:
                start = name.number * WIDTH
                entries = await _events(connection, start, start + name.width)
                for position in range(start + 1, start + name.width + 1):
                    if position not in entries:
                        raise self._lost("event_missing", position)
                return encode_entries(entries.values())
            row = await (await connection.execute(_TILE, [name.level, name.number])).fetchone()
            found = bytes(row[0])[: name.width * HASH] if row else b""
            if len(found) < name.width * HASH:
                raise self._lost("tree_altered", published.size)
            return found

    async def event(self, position: int) -> bytes:
        """The stored bytes of an event, signed for or not yet. Raises Beyond where there is none."""
        async with self._pool.connection() as connection:
            found = await _events(connection, position - 1, position)
            if not found:
                row = await (
                    await connection.execute("SELECT max(notification_id) FROM log.events")
                ).fetchone()
                raise Beyond(row[0] if row and row[0] else 0)
            return found[position]

    async def receipt(self, position: int) -> Receipt:
        """The proof of one event, its bytes hashed anew. Raises Beyond, and Mismatch where it proves nothing
        because something was altered.
        """
        async with self._snapshot() as (connection, published):
            if position > published.size:
                raise Beyond(published.size)
            found = await _events(connection, position - 1, position)
            with self._distrusting(position, "event_missing" if not found else "event_altered"):
                index, size = position - 1, published.size
                hashes = await _made(connection, lambda nodes: inclusion_proof(index, size, nodes))
                root = _root(published)
                verify_inclusion(leaf_hash(found[position]) if found else b"", index, size, hashes, root)
            return Receipt(found[position], hashes, published)

    async def consistency(self, old: int, new: int) -> Consistency:
        """The proof that the log of size `new` begins with the one of size `old`. Raises Beyond, Mismatch."""
        async with self._snapshot() as (connection, published):
            if new > published.size:
                raise Beyond(published.size)
            with self._distrusting(new, "tree_altered"):
                hashes = await _made(connection, lambda nodes: consistency_proof(old, new, nodes))
                roots = [await _made(connection, root_at(size)) for size in (old, new, published.size)]
                verify_consistency(old, roots[0], new, roots[1], hashes)
                if roots[2] != _root(published):
                    raise BadProof("expected the root that was signed, found another")
            return Consistency(roots[0], roots[1], hashes)

    @contextmanager
    def _distrusting(self, position: int, code: str) -> Iterator[None]:
        """Takes a proof that does not hold for what it is: a sign that something stored was altered."""
        try:
            yield
        except (BadProof, BadTile) as error:
            raise self._lost(code, position) from error

    def _lost(self, code: str, position: int) -> Mismatch:
        found = Mismatch(code, position)
        self.trust.lose(found)
        return found

    @asynccontextmanager
    async def _snapshot(self) -> AsyncIterator[tuple[Connection, Published]]:
        async with self._pool.connection() as connection:
            row = await (await connection.execute(_CHECKPOINT)).fetchone()
            if row is None:
                raise Beyond(0)
            lines = await (await connection.execute(_LINES, [row[0]])).fetchall()
            cosigned = "".join(f"{line}\n" for (line,) in lines).encode()
            yield connection, Published(row[0], bytes(row[1]) + cosigned, row[2])


async def _only_reading(connection: Connection) -> None:
    await connection.set_isolation_level(IsolationLevel.REPEATABLE_READ)
    await connection.set_read_only(True)


async def _events(connection: Connection, after: int, upto: int) -> dict[int, bytes]:
    rows = await (await connection.execute(_EVENTS, [after, upto])).fetchall()
    return {position: bytes(state) for position, state in rows}


async def _made(connection: Connection, ask: Callable[[Nodes], T]) -> T:
    """What `ask` makes from the tree's nodes, all its tiles read at once."""
    wanted = tiles_for(ask)
    parameters = [[level for level, _ in wanted], [number for _, number in wanted]]
    rows = await (await connection.execute(tree.TILES, parameters)).fetchall()
    return ask(nodes_of({(level, number): bytes(hashes) for level, number, hashes in rows}))


def _root(published: Published) -> bytes:
    return Checkpoint.parse(parse(published.note).text).root
