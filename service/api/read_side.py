"""The reading side of one process as a whole: its follower, its queries, and how far they are."""

from __future__ import annotations

from typing import Any

import psycopg
from anyio import to_thread
from fastapi import APIRouter

from projections.follower import Follower
from projections.registry import projections
from service.api.problems import Problem
from service.api.queries import Now, query_router
from service.api.reading import Reader
from service.store.datastore import as_service
from service.store.log import Log
from service.transparency.trust import LogTrust


class ReadSide:
    """Follows a log and answers queries from what was followed. Every process has one; of their followers
    one is active.
    """

    def __init__(self, log: Log, now: Now, *, illustrative: bool) -> None:
        conninfo = as_service(log.conninfo)
        self._reader = Reader(log, illustrative=illustrative)
        self._follower = Follower(log, lambda: psycopg.connect(conninfo), projections(log))
        self.router: APIRouter = query_router(self._reader, now)

    async def start(self) -> None:
        """Begin, in the event loop that serves."""
        await self._reader.start()
        self._follower.start()

    async def stop(self) -> None:
        """End, after the batch under way."""
        await to_thread.run_sync(self._follower.stop)
        await self._reader.stop()

    @property
    def log_trust(self) -> LogTrust:
        """What the answers say of the log; whoever watches it tells it."""
        return self._reader.log_trust

    def ready(self) -> dict[str, Any]:
        """How far the read models are. Raises Problem 503 where one stopped, or where nobody knows."""
        watch = self._reader.watch
        if watch.stopped or not watch.current:
            raise Problem(503, "unavailable", headers={"Retry-After": "2"}, stopped=watch.stopped)
        return {"read_position": watch.position()}
