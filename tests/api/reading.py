"""A server with its queries and a follower, over a log of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from typing import Any

import httpx
from fastapi import FastAPI

from service.api.queries import query_router
from service.api.reading import Reader
from service.store.log import Log
from service.web.pages import Pages
from tests.api.serving import served
from tests.projections.following import followed


def _present() -> datetime:
    return datetime.now(UTC)


@contextmanager
def reading(
    log: Log,
    *,
    illustrative: bool = False,
    follow: bool = True,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    pages: bool = False,
) -> Iterator[httpx.Client]:
    """A client of a server that answers queries, on a clock of its own where one is given, and has its pages
    where they are asked for.
    """
    reader = Reader(log, illustrative=illustrative)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        await reader.start()
        yield
        await reader.stop()

    routers = [query_router(reader, now)]
    shown = Pages(reader, illustrative=illustrative) if pages else None
    server = served(log, illustrative=illustrative, routers=routers, lifespan=lifespan, pages=shown)
    with server as address, httpx.Client(base_url=address, timeout=20) as client:
        if not follow:
            yield client
            return
        with followed(log):
            yield client


def written(client: httpx.Client, path: str, **body: Any) -> httpx.Response:
    """Give a command that creates something, and tell what was answered."""
    headers = {"Idempotency-Key": f"{path}-{body.get('id')}-{len(str(body))}"}
    answer = client.post(f"/api/v1/{path}", json=body, headers=headers)
    assert answer.status_code in (200, 201), answer.text
    return answer


def read(client: httpx.Client, path: str, after: httpx.Response | None = None, **parameters: Any) -> Any:
    """The JSON of a query, asked once what `after` recorded is shown."""
    headers = {"X-Log-Position": after.headers["x-log-position"]} if after is not None else {}
    answer = client.get(f"/api/v1/{path}", params=parameters, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()
