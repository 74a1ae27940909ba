"""A real server in this process, on a port of its own, over a log of its own."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import uvicorn
from starlette.types import ASGIApp

from service.access.access import Access
from service.api.app import create_app
from service.api.server import server_config
from service.handling.handler import CommandHandler
from service.store.log import Log
from tests.api.signed_in import SignedIn

SECRET = b"a secret for tests, 32 bytes ..."
STAFF = {"role": "focal_point", "body": "focal-point"}
WORKSHOP = {
    "actor": STAFF,
    "collectivity_id": "c1",
    "place": "مقر الجماعة",
    "held_on": "2025-03-18",
    "agenda": [{"title": {"ar": "استقبال"}}],
}
HELD = {"actor": STAFF, "held_on": "2025-03-18", "attendance": {"present": 40}}


async def _ready() -> dict[str, Any]:
    return {}


@contextmanager
def served(
    log: Log, *, illustrative: bool = False, proxies: tuple[str, ...] = (), **options: Any
) -> Iterator[str]:
    """The address of a server over `log`, at which whoever is named as actor is signed in; `options` are more
    of those of `create_app`.
    """
    handler = CommandHandler(log, secret=SECRET)
    access = options.pop("access", None) or Access(log, secret=SECRET)
    inner = create_app(handler, access, illustrative=illustrative, **({"ready": _ready} | options))
    with running(SignedIn(inner, access), proxies) as address:
        yield address


@contextmanager
def running(app: ASGIApp, proxies: tuple[str, ...] = (), *, to_the_end: bool = False) -> Iterator[str]:
    """The address of a server over an application; `to_the_end` waits until it has ended."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(server_config(app, proxies))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.005)
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        # It ends at its next look at the clock; nothing is left that a test would have to wait for.
        server.should_exit = True
        if to_the_end:
            thread.join(timeout=30)


def announce(client: httpx.Client, key: str, **fields: Any) -> httpx.Response:
    """Announce a workshop."""
    return client.post("/api/v1/workshops", json=WORKSHOP | fields, headers={"Idempotency-Key": key})


def held(client: httpx.Client, workshop: str, version: int, **headers: str) -> httpx.Response:
    """Record that a workshop was held."""
    path = f"/api/v1/workshops/{workshop}/record-workshop-held"
    return client.post(path, json=HELD, headers={"If-Match": f'"{version}"', **headers})
