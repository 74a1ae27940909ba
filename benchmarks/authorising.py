"""What it costs to ask who may: a command by a token, against that of a caller who is known beforehand."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

import httpx

from benchmarks.folding import COUNCIL, member, record
from benchmarks.ratios import Ratio
from benchmarks.service import data_directory, opened_log
from domain.kernel.values import Role
from service.access.access import Access
from service.access.callers import Caller, Callers, Grant
from service.api.app import create_app
from service.opening import Service

ASKED, AT_ONCE = 200, (1, 8)
"""Turns, and commands in each: alone, and as many as ask at once where commands are measured by HTTP."""
COMMUNE = COUNCIL.partition(":")[2]
WORKSHOP = {
    "collectivity_id": COMMUNE,
    "place": "مقر الجماعة",
    "held_on": "2025-03-18",
    "agenda": [{"title": {"ar": "استقبال"}}],
}


class KnownCallers(Callers):
    """Answers with one caller, whatever is shown, and asks nobody; its grant is for everything."""

    async def start(self) -> None:
        """Nothing is connected."""

    async def stop(self) -> None:
        """Nothing was."""

    async def by_token(self, secret: str) -> Caller:
        """The same for all."""
        since = datetime.now(UTC)
        grant = Grant("grant-bench", Role.FOCAL_POINT, None, None, "person-bench", COMMUNE, since)
        return Caller("account-bench", (grant,), None)


def measure() -> list[Ratio]:
    """The median time of commands in milliseconds, asked in turns in one process."""
    with data_directory() as directory, opened_log(directory) as service:
        record(service, member())
        return asyncio.run(_in_turns(service))


async def _in_turns(service: Service) -> list[Ratio]:
    access, known = (Access(service.log, secret=service.settings.secret()) for _ in range(2))
    known.callers = KnownCallers(service.conninfo, timedelta(hours=1))
    token, number = _token(access), iter(range(10**9))
    async with AsyncExitStack() as stack:
        give = [await _client(stack, service, one, token, lambda: next(number)) for one in (access, known)]
        return [await _compared(give, at_once) for at_once in AT_ONCE]


async def _compared(give: list[Callable[[], Any]], at_once: int) -> Ratio:
    times: tuple[list[float], list[float]] = [], []
    for turn in range(ASKED):
        for side, times_of in zip(give, times, strict=True):
            before = time.perf_counter()
            await asyncio.gather(*(side() for _ in range(at_once)))
            if turn > ASKED // 10:
                times_of.append((time.perf_counter() - before) * 1000)
    what = f"{at_once} command(s) at once that ask who may, over the same of a caller known beforehand"
    return Ratio(what, median(times[0]), median(times[1]), "ms", 1.15, "at most")


def _token(access: Access) -> str:
    account = access.accounts.make("focal-point@commune.example", by="bench")
    access.grants.make(account, Role.FOCAL_POINT, by="bench", collectivity=COMMUNE)
    ends_at = datetime.now(UTC) + timedelta(days=1)
    made = access.tokens.make(account, by="bench", ends_at=ends_at)
    assert made is not None
    return made.secret


async def _ready() -> dict[str, Any]:
    return {}


async def _client(
    stack: AsyncExitStack, service: Service, access: Access, token: str, number: Callable[[], int]
) -> Callable[[], Any]:
    app = create_app(service.handler, access, illustrative=True, ready=_ready)
    await stack.enter_async_context(app.router.lifespan_context(app))
    transport = httpx.ASGITransport(app)
    client = await stack.enter_async_context(
        httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1")
    )

    async def give() -> None:
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": f"bench-{number()}"}
        answer = await client.post("/api/v1/workshops", json=WORKSHOP, headers=headers)
        if answer.status_code != 201:
            raise RuntimeError(answer.text)

    return give
