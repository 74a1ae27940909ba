"""Reading at one moment: every row of an answer, and the position that it says, are of one snapshot."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from psycopg import AsyncConnection, IsolationLevel
from psycopg.errors import UndefinedTable
from psycopg.rows import tuple_row
from psycopg_pool import AsyncConnectionPool

from projections.editions import table
from projections.projection import made_by
from service.vault.findings import FIRST, Told, Wanted
from service.vault.rows import TEXTS
from service.vault.vault import Vault

Row = tuple[Any, ...]
_LIVE = """SELECT e.edition, e.position, e.tables FROM read.live l JOIN read.editions e USING (edition)
    WHERE l.made_by = %s AND l.name = ANY(%s)"""
_TRIES = 5


class NotMadeYet(Exception):
    """A read model is not there yet: the runner has not brought its first edition to the end of the log."""


class Snapshot:
    """The read models, the log and its `vault` as they were at `position`. `tables` are those of the live
    editions.
    """

    def __init__(
        self, connection: AsyncConnection[Row], position: int, tables: Mapping[str, str], vault: Vault
    ) -> None:
        self._connection, self.position, self._tables = connection, position, tables
        self._vault = vault

    def table(self, name: str) -> str:
        """The live table of a name, with its schema. Raises KeyError for one that the snapshot is not of."""
        return self._tables[name]

    def named(self, condition: str) -> str:
        """A condition in which tables in braces are replaced by the live ones."""
        return condition.format_map(self._tables)

    async def rows(self, statement: str, parameters: Mapping[str, Any]) -> list[Row]:
        """The rows of a query."""
        async with self._connection.cursor(binary=True) as cursor:
            return await (await cursor.execute(statement.encode(), parameters)).fetchall()

    async def words(self, wanted: Sequence[Wanted]) -> dict[str, Told]:
        """Words by reference, compared with what their events say. What was erased is missing."""
        by_ref = {one.ref: one for one in wanted}
        rows = await self.rows(TEXTS, {"refs": list(by_ref)}) if by_ref else []
        found = self._vault.compare(rows, by_ref)
        if found.wrong:
            streams = [by_ref[ref].stream for ref in found.wrong]
            first = {row[0]: int(row[1]) for row in await self.rows(FIRST, {"streams": streams})}
            self._vault.tell(found, {ref: first.get(one.stream) for ref, one in by_ref.items()})
        return found.told


class Snapshots:
    """A pool of connections that only read."""

    def __init__(self, conninfo: str, vault: Vault, *, size: int = 8, code: str | None = None) -> None:
        self._made_by, self._vault = code or made_by(), vault
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
        """A snapshot of some projections, now. Raises NotMadeYet, psycopg.OperationalError, PoolTimeout."""
        async with self._pool.connection() as connection:
            for _ in range(_TRIES):
                found = await self._held(connection, names)
                if found is not None:
                    yield found
                    return
                await connection.rollback()
        raise NotMadeYet

    async def _held(self, connection: AsyncConnection[Row], names: tuple[str, ...]) -> Snapshot | None:
        """The live tables, held so that nobody drops them while they are read; None where one was dropped
        since the snapshot looked: the next sees what was made live instead.
        """
        rows = await (await connection.execute(_LIVE, [self._made_by, list(names)])).fetchall()
        if len(rows) != len(names):
            raise NotMadeYet
        tables = {name: table(name, edition) for edition, _, owned in rows for name in owned}
        try:
            await connection.execute(f"LOCK TABLE {', '.join(tables.values())} IN ACCESS SHARE MODE".encode())
        except UndefinedTable:
            return None
        return Snapshot(connection, min(position for _, position, _ in rows), tables, self._vault)


async def _only_reading(connection: AsyncConnection[Row]) -> None:
    await connection.set_isolation_level(IsolationLevel.REPEATABLE_READ)
    await connection.set_read_only(True)
