"""Whether the reading side of a process is ready, and what it says where it is not."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import httpx
import pytest
from fastapi import FastAPI

from projections.workshops import READ_MODEL as WORKSHOPS
from service.api.read_side import ReadSide
from service.store.log import Log
from tests.api.serving import announce, served
from tests.projections.following import until


@asynccontextmanager
async def running(side: ReadSide) -> AsyncIterator[None]:
    await side.start()
    yield
    await side.stop()


def asked(log: Log, side: ReadSide, ready: int) -> httpx.Response:
    async def readiness() -> dict[str, int]:
        return side.ready()

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with running(side):
            yield

    server = served(log, ready=readiness, routers=[side.router], lifespan=lifespan)
    with server as address, httpx.Client(base_url=address) as client:
        until(lambda: client.get("/readyz").status_code == 200)
        announce(client, "first", id="w1")
        until(lambda: client.get("/readyz").status_code == ready and reached(client, ready))
        return client.get("/readyz")


def reached(client: httpx.Client, ready: int) -> bool:
    return ready != 200 or client.get("/readyz").json()["read_position"] == 1


def test_a_process_says_how_far_its_read_models_are(log: Log) -> None:
    side = ReadSide(log, lambda: datetime.now(UTC), illustrative=False)

    assert asked(log, side, 200).json() == {"status": "ok", "read_position": 1}


def test_a_projection_that_stopped_turns_readiness_red_and_is_named(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(WORKSHOPS), "row", None)
    side = ReadSide(log, lambda: datetime.now(UTC), illustrative=False)

    answer = asked(log, side, 503)

    assert answer.json()["stopped"]["workshops"].startswith("position 1, WorkshopAnnounced in workshop:w1")
