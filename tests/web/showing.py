"""A server of pages over a log of its own, filled by what a test tells."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime

import httpx
from fastapi import FastAPI

from service.api.document_routes import document_router
from service.api.log_routes import log_router
from service.api.queries import query_router
from service.api.reading import Reader
from service.store.datastore import as_service
from service.store.log import Log
from service.transparency.public_log import PublicLog
from service.transparency.trust import LogTrust
from service.web.pages import Pages
from service.web.visiting import Operator
from tests.api.serving import served
from tests.domain.scenario import Scenario
from tests.projections.following import caught_up, followed, poured, until

READ = ("programmes", "decisions", "calendar", "search?q=x1", "network/board")
"""What pages are made from: each is there once its read models were made."""


@contextmanager
def showing(
    log: Log,
    given: Scenario,
    *,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    operator: Operator = Operator(),
) -> Iterator[httpx.Client]:
    """A client of the pages of a log that holds what is given, once all of it can be read."""
    poured(log, given.log)
    reader, trust = Reader(log, illustrative=False), LogTrust()
    trust.complete.set()
    public = PublicLog(as_service(log.conninfo), trust)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        await reader.start()
        await public.open()
        yield
        await public.close()
        await reader.stop()

    routers = [
        query_router(reader, now),
        log_router(public, illustrative=False),
        document_router(log, illustrative=False),
    ]
    pages = Pages(reader, illustrative=False, operator=operator)
    server = served(log, routers=routers, lifespan=lifespan, pages=pages)
    with server as address, httpx.Client(base_url=address, timeout=20) as client, followed(log):
        until(lambda: caught_up(log))
        until(lambda: all(client.get(f"/api/v1/{path}").status_code == 200 for path in READ))
        yield client
