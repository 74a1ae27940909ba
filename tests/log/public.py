"""A server of a log's public side, and a log that was signed at several sizes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import httpx
from fastapi import FastAPI

from service.api.log_routes import log_router
from service.store.datastore import as_service
from service.store.log import Log
from service.transparency.public_log import PublicLog
from service.transparency.trust import LogTrust
from tests.api.serving import served
from tests.log.signing import recorded, signed_up_to, signing
from tests.projections.following import until


@contextmanager
def public(log: Log, *, trust: LogTrust | None = None, illustrative: bool = True) -> Iterator[httpx.Client]:
    """A client of a server of the log's public side. Without a `trust`, all is hashed anew already."""
    side = PublicLog(as_service(log.conninfo), trust or _checked())

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        await side.open()
        yield
        await side.close()

    routers = [log_router(side, illustrative=illustrative)]
    server = served(log, illustrative=illustrative, routers=routers, lifespan=lifespan)
    with server as address, httpx.Client(base_url=address, timeout=20) as client:
        yield client


def _checked() -> LogTrust:
    trust = LogTrust()
    trust.complete.set()
    return trust


def signed_at(log: Log, path: Path, sizes: Sequence[int]) -> None:
    """Have a log signed at these sizes, each a little larger than the last."""
    with signing(log, path, interval=0):
        before = 0
        for size in sizes:
            recorded(log, size - before, start=before + 1)
            until(lambda wanted=size: signed_up_to(log, wanted), 30)
            before = size
