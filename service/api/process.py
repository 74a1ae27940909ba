"""One process of the service: opens the log, serves it, and runs what one process at a time has to run."""

from __future__ import annotations

import os
import signal
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from functools import partial
from threading import Thread
from time import sleep
from typing import TYPE_CHECKING, Any

import psycopg
from anyio import fail_after, to_thread
from fastapi import FastAPI

from service.access.access import Access
from service.api.app import Health, Readiness, create_app
from service.api.bundles import bundle_router
from service.api.document_admission import staff_who_keep_it
from service.api.document_routes import document_router
from service.api.front import Front
from service.api.log_routes import log_health, log_ready, log_router, refuse_contradicted, refuse_lost
from service.api.logging import configure_logging
from service.api.problems import Problem
from service.api.read_side import ReadSide
from service.api.submissions import submission_router
from service.api.waiting import waiting_router, within_grants
from service.clock import ClockLoop
from service.documents.sweeping import sweep_contents
from service.documents.watching import ContentWatch
from service.opening import ILLUSTRATIVE, PARENT, Service, opened
from service.settings import Settings
from service.transparency.side import LogSide
from service.web.pages import Pages
from service.web.visiting import Operator

if TYPE_CHECKING:
    from service.access.provider import Provider

READY_SECONDS = 1.5
"""How long readiness waits for the database: who asks has little patience."""


def create() -> FastAPI:
    """The application of one process (the server calls this once in each)."""
    configure_logging()
    if parent := os.environ.get(PARENT):
        Thread(target=_end_with, args=(int(parent),), name="parent", daemon=True).start()
    closing = ExitStack()
    service = closing.enter_context(opened(illustrative=bool(os.environ.get(ILLUSTRATIVE))))

    access = Access(service.log, secret=service.settings.secret(), times=service.settings.session_times())
    reading = ReadSide(service.log, service.handler.now, illustrative=service.illustrative)
    log_side = LogSide(service, reading.log_trust)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        await reading.start()
        await log_side.start()
        clock = ClockLoop(
            service.handler,
            lambda: psycopg.connect(service.conninfo),
            sweeps=[access.sweep, partial(sweep_contents, service.log.contents)],
        )
        clock.start()
        watch = ContentWatch(service.log.contents)
        watch.start()
        try:
            yield
        finally:
            await to_thread.run_sync(watch.stop)
            await to_thread.run_sync(clock.stop)
            await log_side.stop()
            await reading.stop()
            closing.close()

    return create_app(
        service.handler,
        access,
        illustrative=service.illustrative,
        ready=_readiness(service, reading, log_side),
        health=_health(reading, log_side),
        # What is recorded behind an altered log takes positions that were signed for other events: it could
        # never be signed, and would be lost with the altered copy.
        refuse_commands=partial(refuse_lost, log_side.trust),
        routers=[
            reading.router,
            waiting_router(reading.reader, service.handler.now, within_grants),
            log_router(log_side.public, illustrative=service.illustrative),
            document_router(
                service.log,
                illustrative=service.illustrative,
                admit=staff_who_keep_it(access, service.handler),
            ),
            bundle_router(service.conninfo, service.key, log_side.trust),
            submission_router(
                service.handler,
                secret=service.settings.secret(),
                illustrative=service.illustrative,
                refuse=partial(refuse_lost, log_side.trust),
            ),
        ],
        lifespan=lifespan,
        provider=_provider(service.settings),
        front=Front.of(service.settings),
        pages=Pages(
            reading.reader,
            illustrative=service.illustrative,
            operator=Operator(service.settings.operator_contact, service.settings.data_licence),
            secret=service.settings.secret(),
        ),
    )


def _provider(settings: Settings) -> Provider | None:
    """The OpenID provider that is configured. What speaks to it is loaded only for that."""
    found = settings.provider()
    if found is None:
        return None
    from service.access.provider import Provider  # noqa: PLC0415

    return Provider(found)


def _end_with(parent: int) -> None:
    """End when the process that started this one is gone: alone it would keep the port and never be told."""
    while os.getppid() == parent:
        sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)


def _health(reading: ReadSide, log_side: LogSide) -> Health:
    def health() -> dict[str, Any]:
        found = log_health(log_side)
        reading.refuse_stopped(**found)
        refuse_contradicted(log_side, **found)
        return found

    return health


def _readiness(service: Service, reading: ReadSide, log_side: LogSide) -> Readiness:
    async def ready() -> dict[str, Any]:
        found = log_health(log_side)
        try:
            with fail_after(READY_SECONDS):
                head = await to_thread.run_sync(service.log.head, abandon_on_cancel=True)
        except Exception:
            raise Problem(503, "unavailable", headers={"Retry-After": "2"}) from None
        read = reading.ready()
        log_ready(log_side)
        return {"position": head, "illustrative": service.illustrative, **read, **found}

    return ready
