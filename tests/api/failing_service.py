"""A service in which things go wrong whose messages say who somebody is, as a process of its own.

It prints its address. Its log is at the connection that LOG names.
"""

from __future__ import annotations

import asyncio
import os
import socket
import sys
import threading
from collections.abc import AsyncIterator

import uvicorn
from fastapi import APIRouter
from starlette.responses import Response, StreamingResponse

from service.access.access import Access
from service.api.app import create_app
from service.api.logging import configure_logging
from service.api.server import server_config
from service.handling.handler import CommandHandler
from service.store.log import Log
from tests.api.serving import SECRET
from tests.vault_keys import KEYS

WORDS = "فاطمة الزهراء fatima@example.ma"
FAILING = ("/api/v1/programmes", "/api/v1/commitments", "/api/v1/calendar", "/api/v1/decisions")
"""Paths that everybody may read; here each goes wrong in its own way."""


async def failing() -> Response:
    raise ValueError(WORDS)


async def failing_midway() -> Response:
    async def parts() -> AsyncIterator[bytes]:
        yield b"{"
        raise ValueError(WORDS)

    return StreamingResponse(parts(), media_type="application/json")


async def failing_task() -> Response:
    async def work() -> None:
        raise ValueError(WORDS)

    task = asyncio.create_task(work(), name="work")
    await asyncio.sleep(0)
    del task  # nobody asks what became of it
    return Response("{}")


async def failing_elsewhere() -> Response:
    def work() -> None:
        raise ValueError(WORDS)

    class Dying:
        def __del__(self) -> None:
            raise ValueError(WORDS)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    Dying()
    return Response("{}")


async def ready() -> dict[str, object]:
    return {}


def main() -> None:
    configure_logging()
    log, router = Log(os.environ["LOG"], KEYS), APIRouter()
    for path, endpoint in zip(
        FAILING, (failing, failing_midway, failing_task, failing_elsewhere), strict=True
    ):
        router.add_api_route(path, endpoint, methods=["GET"])
    handler, access = CommandHandler(log, secret=SECRET), Access(log, secret=SECRET)
    app = create_app(handler, access, illustrative=False, ready=ready, routers=[router])
    listening = socket.create_server(("127.0.0.1", 0))
    print(f"http://127.0.0.1:{listening.getsockname()[1]}", flush=True)
    uvicorn.Server(server_config(app)).run(sockets=[listening])
    sys.exit(0)


if __name__ == "__main__":
    main()
