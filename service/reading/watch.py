"""How far the read models are, as one process knows it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from time import monotonic
from typing import Any

from psycopg import AsyncConnection, InterfaceError, OperationalError
from psycopg.rows import tuple_row

from projections.checkpoints import MOVED
from projections.projection import made_by

POLL = 0.5
STALE = 3 * POLL
"""Seconds without a look after which nobody knows any more whether an answer kept is the latest."""
_EDITIONS = """SELECT e.name, e.edition, e.position, e.stopped, l.edition IS NOT NULL
    FROM read.editions e LEFT JOIN read.live l USING (edition)
    WHERE e.made_by = %s AND e.retired_at IS NULL"""


class Watch:
    """Follows the checkpoints: a notification tells that one moved, and a look every half second finds what a
    lost connection did not tell. `generation` counts the moves that were seen.
    """

    def __init__(self, conninfo: str, *, code: str | None = None) -> None:
        self._conninfo, self._made_by = conninfo, code or made_by()
        self._live: dict[str, tuple[int, int]] = {}
        self._building: dict[str, int] = {}
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
        """The position that projections have reached together for readers: those named, or all that are live
        and did not stop.
        """
        wanted = names or (name for name in self._live if name not in self.stopped)
        return min((self._live[name][1] if name in self._live else 0 for name in wanted), default=0)

    def positions(self) -> dict[str, int]:
        """The position of each projection that is followed: of what readers see, or of what is being built
        where they see nothing yet.
        """
        found = {name: position for name, (_, position) in self._live.items()} | self._building
        return dict(sorted(found.items()))

    def behind(self, position: int, names: Iterable[str]) -> dict[str, int]:
        """Which projections cannot be read at a position yet, with the position that each has reached."""
        found = {name: self._live.get(name, (0, -1))[1] for name in names}
        return {
            name: max(reached, self._building.get(name, 0))
            for name, reached in found.items()
            if reached < position
        }

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
        rows = await (await connection.execute(_EDITIONS, [self._made_by])).fetchall()
        live = {name: (edition, position) for name, edition, position, _, is_live in rows if is_live}
        building = {row[0]: row[2] for row in rows if row[0] not in live}
        stopped = {row[0]: row[3] for row in rows if row[3] and (row[4] or row[0] not in live)}
        self._looked = monotonic()
        if (live, building, stopped) != (self._live, self._building, self.stopped):
            self._live, self._building, self.stopped = live, building, stopped
            self.generation += 1
            waiting, self._moved = self._moved, asyncio.Event()
            waiting.set()
