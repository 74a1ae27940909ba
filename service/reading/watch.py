"""How far the read models are, as one process knows it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from time import monotonic
from typing import Any

from psycopg import AsyncConnection, InterfaceError, OperationalError
from psycopg.errors import UndefinedTable
from psycopg.rows import tuple_row

from projections.checkpoints import MOVED

POLL = 0.5
STALE = 3 * POLL
"""Seconds without a look after which nobody knows any more whether an answer kept is the latest."""
_CHECKPOINTS = "SELECT name, position, stopped FROM read.checkpoints"


class Watch:
    """Follows the checkpoints: a notification tells that one moved, and a look every half second finds what a
    lost connection did not tell. `generation` counts the moves that were seen.
    """

    def __init__(self, conninfo: str) -> None:
        self._conninfo = conninfo
        self._positions: dict[str, int] = {}
        self.stopped: dict[str, str] = {}
        self.generation = 0
        self._looked = float("-inf")
        self._moved: asyncio.Event = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    @property
    def current(self) -> bool:
        """Whether what is known is of just now."""
        return monotonic() - self._looked < STALE

    def position(self, names: Iterable[str] | None = None) -> int:
        """The position that read models have reached together: those named, or all that did not stop."""
        wanted = names or (name for name in self._positions if name not in self.stopped)
        return min((self._positions.get(name, 0) for name in wanted), default=0)

    async def start(self) -> None:
        """Begin, in the running event loop."""
        self._task = asyncio.create_task(self._run(), name="watch")

    async def stop(self) -> None:
        """End."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def reached(self, position: int, names: tuple[str, ...], seconds: float) -> bool:
        """Wait until read models are at a position, at most so long; returns whether they are."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self.position(names) < position:
                    await self._moved.wait()
        return self.position(names) >= position

    async def _run(self) -> None:
        while True:
            with suppress(OperationalError, InterfaceError):
                connection = await AsyncConnection.connect(
                    self._conninfo, autocommit=True, row_factory=tuple_row
                )
                async with connection:
                    await self._follow(connection)
            await asyncio.sleep(POLL)

    async def _follow(self, connection: AsyncConnection[tuple[Any, ...]]) -> None:
        await connection.execute(f"LISTEN {MOVED}".encode())
        while True:
            await self._look(connection)
            async for _ in connection.notifies(timeout=POLL, stop_after=1):
                pass

    async def _look(self, connection: AsyncConnection[tuple[Any, ...]]) -> None:
        rows: list[tuple[Any, ...]] = []
        with suppress(UndefinedTable):
            rows = await (await connection.execute(_CHECKPOINTS)).fetchall()
        found = {name: position for name, position, _ in rows}
        stopped = {name: why for name, _, why in rows if why is not None}
        self._looked = monotonic()
        if (found, stopped) != (self._positions, self.stopped):
            self._positions, self.stopped = found, stopped
            self.generation += 1
            waiting, self._moved = self._moved, asyncio.Event()
            waiting.set()
