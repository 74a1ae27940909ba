"""Reading at one moment: every row of an answer, and the position that it says, are of one snapshot."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from psycopg import AsyncConnection, IsolationLevel
from psycopg.errors import UndefinedTable
from psycopg.rows import tuple_row
from psycopg_pool import AsyncConnectionPool

Row = tuple[Any, ...]
_POSITION = "SELECT min(position), count(*) FROM read.checkpoints WHERE name = ANY(%s)"


class NotMadeYet(Exception):
    """The read models are not there yet: their follower has not begun."""


class Snapshot:
    """The read models, and the log, as they were at `position`."""

    def __init__(self, connection: AsyncConnection[Row], position: int) -> None:
        self._connection, self.position = connection, position

    async def rows(self, statement: str, parameters: Mapping[str, Any]) -> list[Row]:
        """The rows of a query."""
        async with self._connection.cursor(binary=True) as cursor:
            return await (await cursor.execute(statement.encode(), parameters)).fetchall()


class Snapshots:
    """A pool of connections that only read."""

    def __init__(self, conninfo: str, *, size: int = 8) -> None:
        self._pool: AsyncConnectionPool[AsyncConnection[Row]] = AsyncConnectionPool(
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
        """Begin connecting; a database that cannot be reached yet is waited for by who asks."""
        await self._pool.open(wait=False)

    async def close(self) -> None:
        """Close the connections."""
        await self._pool.close()

    @asynccontextmanager
    async def of(self, names: tuple[str, ...]) -> AsyncIterator[Snapshot]:
        """A snapshot of some read models, now. Raises NotMadeYet, psycopg.OperationalError, PoolTimeout."""
        async with self._pool.connection() as connection:
            try:
                row = await (await connection.execute(_POSITION, [list(names)])).fetchone()
            except UndefinedTable:
                raise NotMadeYet from None
            if row is None or row[1] != len(names):
                raise NotMadeYet
            yield Snapshot(connection, row[0])


async def _only_reading(connection: AsyncConnection[Row]) -> None:
    await connection.set_isolation_level(IsolationLevel.REPEATABLE_READ)
    await connection.set_read_only(True)
