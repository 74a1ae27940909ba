"""Whether the log is signed as promised, asked over HTTP: how soon, when ready, what where it cannot be."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from fastapi import FastAPI

from projections.transparency.checkpoint import open_checkpoint
from projections.transparency.notes import Verifier
from service.api.log_routes import log_health, log_ready, log_router
from service.handling.handler import CommandHandler
from service.messages import LANGUAGES
from service.opening import Service
from service.settings import Settings
from service.store.datastore import as_service
from service.store.log import Log
from service.transparency.log_key import LogKey
from service.transparency.side import LogSide
from service.transparency.trust import LogTrust
from tests.api.service_process import started
from tests.api.serving import SECRET, announce, served
from tests.conftest import Cluster
from tests.log.signing import expected, name_of, recorded, signed, signed_log, signed_up_to, signer, signing
from tests.projections.following import until
from tests.vault.submitting import collected, replaced, sealed, submitted

PROMISED = 2.0
"""Seconds from the acknowledgement of a command until its event is in the checkpoint that is served."""


@contextmanager
def running(log: Log, path: Path, *, patience: float = 10.0) -> Iterator[httpx.Client]:
    """A client of a server with the whole transparency side of a log; `path` keeps its checkpoint."""
    settings = Settings(data_dir=path.parent, log_checkpoint_file=path)
    key = LogKey(signer().verifier, signer(), development=False)
    handler = CommandHandler(log, secret=SECRET)
    service = Service(settings, log, handler, False, as_service(log.conninfo), key)
    side = LogSide(service, LogTrust(patience=patience))

    async def ready() -> dict[str, Any]:
        found = log_health(side)
        log_ready(side)
        return found

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        await side.start()
        yield
        await side.stop()

    options = {"routers": [log_router(side.public, illustrative=False)], "lifespan": lifespan}
    server = served(log, ready=ready, health=lambda: log_health(side), **options)
    with server as address, httpx.Client(base_url=address, timeout=20) as client:
        yield client


def is_ready(client: httpx.Client) -> bool:
    return client.get("/readyz").status_code == 200


def seconds_until_signed(client: httpx.Client, position: int, verifier: Verifier) -> float:
    """How long the checkpoint that is served takes to cover a position, from now on."""
    began = time.monotonic()
    until(lambda: open_checkpoint(client.get("/log/checkpoint").content, [verifier]).size >= position)
    return time.monotonic() - began


def test_what_a_ready_service_acknowledged_is_in_the_checkpoint_it_serves_within_2_seconds(
    log: Log, path: Path
) -> None:
    signed_log(log, path, 300)
    recorded(log, 300, start=301)  # not signed for when the service starts

    with running(log, path) as client:
        until(lambda: is_ready(client))
        took = []
        for number in range(6):
            assert announce(client, f"key-{number}", id=f"new-{number}").status_code == 201
            took.append(seconds_until_signed(client, 601 + number, signer().verifier))

    assert max(took) < PROMISED


def test_the_first_command_to_a_service_that_says_its_address_is_signed_for_within_2_seconds(
    temporary: Path,
) -> None:
    with started(temporary / "promised") as service, service.client() as client:
        verifier = Verifier.from_vkey(client.get("/readyz").json()["log"]["key"])

        assert announce(client, "first", id="w1").status_code == 201
        took = seconds_until_signed(client, 1, verifier)

        assert client.get("/healthz").json()["log"]["signed_position"] == 1
    assert took < PROMISED


def test_a_service_is_not_ready_before_all_stored_bytes_were_hashed_anew(
    embedded: Cluster, log: Log, path: Path
) -> None:
    signed_log(log, path, 20)
    recorded(log, 5, start=21)
    with psycopg.connect(embedded.conninfo(name_of(log))) as other:
        other.execute("LOCK TABLE log.checkpoints")  # what is hashed is compared with them
        with running(log, path) as client:
            answers = [client.get("/readyz", headers={"Accept-Language": one}) for one in LANGUAGES]
            alive = client.get("/healthz")

            other.rollback()

            until(lambda: is_ready(client))
            after = client.get("/healthz").json()["log"]

    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(503, "checking")}
    assert len({answer.json()["title"] for answer in answers}) == len(LANGUAGES)
    found = answers[0].json()
    assert (found["position"], found["checked_position"], found["signed_position"]) == (25, 0, None)
    assert answers[0].headers["retry-after"] == "1"
    assert (alive.status_code, alive.json()["log"]["checked"], after["checked"]) == (200, False, True)
    assert (after["checked_position"], after["signed_position"]) == (20, 25)


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A checkpoint file in a directory that a test can take away."""
    (tmp_path / "kept").mkdir()
    return tmp_path / "kept" / "checkpoint"


def taken_away(directory: Path) -> None:
    """Nothing can be written there any more, by nobody; it can still be told that there is no file."""
    directory.rename(directory.with_name("away"))
    directory.symlink_to("nowhere")


def brought_back(directory: Path) -> None:
    directory.unlink()
    directory.with_name("away").rename(directory)


def test_a_log_that_cannot_be_signed_any_further_turns_health_red_until_it_can(log: Log, kept: Path) -> None:
    with running(log, kept, patience=1.5) as client:
        recorded(log, 3)
        until(lambda: signed_up_to(log, 3))
        taken_away(kept.parent)
        idle = client.get("/healthz")
        recorded(log, 2, start=4)
        until(lambda: "unsigned_since" in client.get("/healthz").json()["log"])

        until(lambda: client.get("/healthz").status_code == 503)
        red = [client.get("/healthz", headers={"Accept-Language": one}) for one in LANGUAGES]
        ready, still = client.get("/readyz"), signed(log)
        brought_back(kept.parent)
        until(lambda: client.get("/healthz").status_code == 200)
        healed = client.get("/healthz").json()["log"]

    assert idle.status_code == 200
    assert {answer.json()["code"] for answer in [*red, ready]} == {"not_signing"}
    assert len({answer.json()["detail"] for answer in red}) == len(LANGUAGES)
    found = red[0].json()
    assert (found["position"], found["signed_position"], still) == (5, 3, expected(log, 3))
    assert found["unsigned_since"] in found["detail"]
    assert (healed["trusted"], healed["signed_position"]) == (True, 5)
    assert "unsigned_since" not in healed


def test_a_process_that_does_not_sign_itself_knows_when_nobody_does(log: Log, kept: Path) -> None:
    with running(log, kept, patience=1.5) as first:
        until(lambda: is_ready(first))
        with running(log, kept, patience=1.5) as second:
            until(lambda: is_ready(second))
            recorded(log, 3)
            until(lambda: second.get("/healthz").json()["log"]["signed_position"] == 3)
            taken_away(kept.parent)
            recorded(log, 2, start=4)

            until(lambda: all(one.get("/healthz").status_code == 503 for one in (first, second)))
            brought_back(kept.parent)
            until(lambda: all(one.get("/healthz").status_code == 200 for one in (first, second)))

    assert signed(log) == expected(log, 5)


def test_words_that_do_not_fit_their_commitment_are_named_by_health_and_the_log_stays_healthy(
    log: Log, path: Path
) -> None:
    handling = collected(log)
    right, wrong = submitted(handling), submitted(handling)
    replaced(log, sealed(handling, wrong).ref, "person-7")
    with signing(log, path):
        until(lambda: signed_up_to(log, log.head()))

    with running(log, path) as client:
        until(lambda: is_ready(client))
        answer = client.get("/healthz")

    assert answer.status_code == 200
    found = answer.json()
    assert found["log"]["trusted"]
    [named] = found["vault"]["first"]
    assert (named["ref"], named["status"]) == (sealed(handling, wrong).ref, "altered")
    assert [row.stream for row in log.since(named["position"] - 1, 1)] == [wrong]
    assert right != wrong
