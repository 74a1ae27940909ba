"""The reading side of one process as a whole: its runner, its queries, and how far they are."""

from __future__ import annotations

from typing import Any

import psycopg
from anyio import to_thread
from fastapi import APIRouter

from projections.registry import projections
from projections.runner import Runner
from service.api.problems import Problem
from service.api.queries import query_router
from service.api.reading import Reader
from service.api.two_times import Now
from service.store.datastore import as_service
from service.store.log import Log
from service.transparency.trust import LogTrust


class ReadSide:
    """Follows a log and answers queries from what was followed. Every process has one; of their runners
    one is active for each projection.
    """

    def __init__(self, log: Log, now: Now, *, illustrative: bool) -> None:
        conninfo = as_service(log.conninfo)
        self.reader = Reader(log, illustrative=illustrative)
        self._projections = projections(log)
        self._runner = Runner(log, lambda: psycopg.connect(conninfo), self._projections)
        self._head_at_start = 0
        self.router: APIRouter = query_router(self.reader, now)

    async def start(self) -> None:
        """Begin, in the event loop that serves."""
        self._head_at_start = await to_thread.run_sync(self.reader.log.head)
        await self.reader.start()
        self._runner.start()

    async def stop(self) -> None:
        """End, after the batch under way."""
        await to_thread.run_sync(self._runner.stop)
        await self.reader.stop()

    @property
    def log_trust(self) -> LogTrust:
        """What the answers say of the log; whoever watches it tells it."""
        return self.reader.log_trust

    def refuse_stopped(self, **told: Any) -> None:
        """Raises Problem 503, with what is `told` beside, where a projection stopped at an event that it
        cannot take: `stopped` says which, and the position and the event.
        """
        if stopped := self.reader.watch.stopped:
            raise Problem(503, "projection_stopped", stopped=stopped, **told)

    def ready(self) -> dict[str, Any]:
        """How far the read models are, and which stopped. Raises Problem 503 where nobody knows, and as long
        as one that goes on is not yet where the log was when this process started.

        One that stopped is no reason not to be asked: it did in every process, and the others go on.
        """
        watch = self.reader.watch
        if not watch.current:
            raise Problem(503, "unavailable", headers={"Retry-After": "2"})
        told: dict[str, Any] = {"read_models": watch.positions()}
        told |= {"stopped": watch.stopped} if watch.stopped else {}
        if behind := watch.behind(self._head_at_start, self._projections.keys() - watch.stopped.keys()):
            reached: dict[str, Any] = {"position": self._head_at_start, "read_position": min(behind.values())}
            raise Problem(503, "behind", headers={"Retry-After": "1"}, **reached, **told)
        return {"read_position": watch.position(), **told}
