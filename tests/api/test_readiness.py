"""Whether the reading side of a process is ready, and what it says where it is not."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime

import httpx
import pytest
from fastapi import FastAPI

from projections.locks import FOLLOW, try_locks
from projections.projection import made_by
from projections.registry import projections
from projections.workshops import READ_MODEL as WORKSHOPS
from service.api.read_side import ReadSide
from service.store.log import Log
from tests.api.serving import announce, served
from tests.projections.following import connect, editions, until


@asynccontextmanager
async def running(side: ReadSide) -> AsyncIterator[None]:
    await side.start()
    yield
    await side.stop()


@contextmanager
def ready_or_not(log: Log, side: ReadSide) -> Iterator[httpx.Client]:
    async def readiness() -> dict[str, int]:
        return side.ready()

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with running(side):
            yield

    def health() -> dict[str, str]:
        side.refuse_stopped(log="as it was signed")
        return {}

    server = served(log, ready=readiness, health=health, routers=[side.router], lifespan=lifespan)
    with server as address, httpx.Client(base_url=address) as client:
        yield client


def test_a_process_says_how_far_its_read_models_are(log: Log) -> None:
    side = ReadSide(log, lambda: datetime.now(UTC), illustrative=False)

    with ready_or_not(log, side) as client:
        announce(client, "first", id="w1")
        # As long as it is not ready, it says how far it is as well.
        until(lambda: client.get("/readyz").json().get("read_position") == 1)
        until(lambda: client.get("/readyz").status_code == 200)

        told = client.get("/readyz").json()
        assert told == {"status": "ok", "read_position": 1, "read_models": dict.fromkeys(projections(log), 1)}


def test_a_projection_that_stopped_turns_health_red_by_name_and_the_others_go_on(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(WORKSHOPS), "row", None)
    side = ReadSide(log, lambda: datetime.now(UTC), illustrative=False)
    with ready_or_not(log, side) as client:
        until(lambda: client.get("/readyz").status_code == 200)
        well = client.get("/healthz")
        announce(client, "first", id="w1")
        until(lambda: client.get("/healthz").status_code == 503)
        ill = client.get("/healthz", headers={"Accept-Language": "fr"}).json()
        until(lambda: client.get("/readyz").json()["read_position"] == 1)
        ready = client.get("/readyz")
        others = client.get("/api/v1/ideas", params={"after_position": 1})
        stuck = client.get("/api/v1/workshops")

    assert well.status_code == 200
    assert (ill["code"], ill["log"]) == ("projection_stopped", "as it was signed")
    assert ill["title"].startswith("Une partie des lectures s'est arrêtée")
    assert ill["stopped"].keys() == {"workshops"}
    assert ill["stopped"]["workshops"].startswith("position 1, WorkshopAnnounced in workshop:w1")
    assert (ready.status_code, ready.json()["stopped"]) == (200, ill["stopped"])
    assert others.status_code == 200
    assert (stuck.status_code, stuck.json()["items"]) == (200, [])


def test_a_process_is_not_ready_until_every_projection_is_where_the_log_was_at_its_start(log: Log) -> None:
    with served(log) as address, httpx.Client(base_url=address) as client:
        announce(client, "first", id="w1")
    side = ReadSide(log, lambda: datetime.now(UTC), illustrative=False)
    with connect(log) as other:
        assert try_locks(other, FOLLOW, ["ideas"], made_by())
        other.commit()
        with ready_or_not(log, side) as client:
            until(lambda: set(editions(log)) == projections(log).keys() - {"ideas"})
            until(lambda: all(found.live for found in editions(log).values()))
            behind, query = client.get("/readyz"), client.get("/api/v1/ideas")

            other.close()

            until(lambda: client.get("/readyz").status_code == 200)
            assert client.get("/api/v1/ideas").status_code == 200

    assert (behind.status_code, behind.json()["code"]) == (503, "behind")
    assert (behind.json()["read_position"], behind.json()["position"]) == (0, 1)
    assert "ideas" not in behind.json()["read_models"], "nobody has begun it"
    assert behind.json()["read_models"]["workshops"] == 1
    assert (query.status_code, query.json()["code"]) == (503, "behind")
