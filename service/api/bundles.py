"""A programme's bundle over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from tempfile import TemporaryFile
from typing import Any, BinaryIO

import structlog
from anyio import CapacityLimiter, Semaphore, move_on_after, to_thread
from fastapi import APIRouter
from psycopg import InterfaceError, OperationalError
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from projections.bundles.archive import TooLarge
from projections.transparency.notes import Signer
from service.api import log_docs
from service.api.command_table import PREFIX
from service.api.log_routes import refuse_lost
from service.api.preconditions import refuse_parameters
from service.api.problems import Problem
from service.api.query_parameters import POSITION_HEADER, identity
from service.api.route_summaries import summarised
from service.bundling.making import NotAsSigned, NothingRecorded, NotSignedYet, make_bundle
from service.messages import sentences
from service.transparency.log_key import LogKey
from service.transparency.trust import LogTrust

AT_ONCE = 2
"""Bundles made at the same time; each takes a thread and a connection."""
ON_DISK = 8
"""Bundles of one process that lie on the disk at the same time, made or being read."""
WAIT = 10.0
"""Seconds that a request waits for room on the disk."""
GRACE, SLOWEST = 60.0, 8 * 1024
"""How long a reader has: these seconds, and one more for each so many bytes."""
CHUNK = 1 << 16
MEDIA_TYPE = "application/zip"
log_lines = structlog.get_logger("infitah.bundles")


def bundle_router(conninfo: str, key: LogKey, trust: LogTrust) -> APIRouter:
    """The route of bundles."""
    assert key.signer is not None  # noqa: S101 - a service is not opened without
    router, bundles = APIRouter(prefix=PREFIX), Bundles(conninfo, key.signer, trust)
    router.add_api_route(
        "/programmes/{id}/bundle",
        bundles.bundle,
        methods=["GET"],
        tags=["programmes"],
        operation_id="read.programmes.one.bundle",
        openapi_extra=log_docs.BUNDLE | summarised("read.programmes.one.bundle"),
        response_class=Response,
    )
    return router


class Bundles:
    """Makes a bundle in a file on disk and streams it from there: a slow reader holds no connection, but a
    place on the disk, of which there are few and which nobody keeps for ever.
    """

    def __init__(self, conninfo: str, signer: Signer, trust: LogTrust) -> None:
        self._conninfo, self._signer, self._trust = conninfo, signer, trust
        self._limiter: CapacityLimiter | None = None
        self._places: Semaphore | None = None

    async def bundle(self, request: Request) -> Response:
        """The bundle at the newest checkpoint. Raises Problem."""
        refuse_parameters(request)
        programme = identity(request)
        refuse_lost(self._trust)
        if self._limiter is None or self._places is None:
            # They belong to the event loop that is running now.
            self._limiter, self._places = CapacityLimiter(AT_ONCE), Semaphore(ON_DISK)
        with move_on_after(WAIT) as waiting:
            await self._places.acquire()
        if waiting.cancelled_caught:
            raise Problem(503, "bundles_busy", headers={"Retry-After": "10"})
        try:
            file, headers = await to_thread.run_sync(self._made, programme, limiter=self._limiter)
        except BaseException:
            self._places.release()
            raise
        return _Download(file, headers, self._places)

    def _made(self, programme: str) -> tuple[BinaryIO, dict[str, str]]:
        file: Any = None
        try:
            file = TemporaryFile()  # noqa: SIM115 - closed by who streams it
            manifest = make_bundle(self._conninfo, self._signer, programme, file)
            length = file.seek(0, 2)
        except BaseException as error:
            if file is not None:
                with suppress(OSError):  # what could not be written is tried once more, in vain
                    file.close()
            raise _problem(error) from error
        return file, {
            "Content-Length": str(length),
            "Content-Disposition": f'attachment; filename="{programme}.zip"',
            "Cache-Control": "no-cache",
            POSITION_HEADER: str(manifest.size),
        }


class _Download(StreamingResponse):
    """Streams a file and gives its place back, read to its end or not. Who takes too long is cut off: the
    length was told, so that the reader knows that it is not whole.
    """

    def __init__(self, file: BinaryIO, headers: dict[str, str], places: Semaphore) -> None:
        super().__init__(_streamed(file), media_type=MEDIA_TYPE, headers=headers)
        self._file, self._places = file, places
        self._seconds = GRACE + int(headers["Content-Length"]) / SLOWEST

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Stream it."""
        try:
            with move_on_after(self._seconds) as reading:
                await super().__call__(scope, receive, send)
            if reading.cancelled_caught:
                log_lines.warning("a bundle was read too slowly and was cut off", seconds=self._seconds)
        finally:
            self._file.close()
            self._places.release()


def _problem(error: BaseException) -> BaseException:
    """What the reader is told of what went wrong; anything unforeseen stays what it is."""
    match error:
        case NothingRecorded():
            return Problem(404, "not_found")
        case NotSignedYet():
            return Problem(503, "behind", headers={"Retry-After": "1"})
        case NotAsSigned():
            return Problem(503, "log_not_trusted", detail=sentences("bundles", "not_as_signed"))
        case TooLarge():
            return Problem(503, "bundle_too_large", detail=sentences("bundles", "too_large"))
        case OperationalError() | InterfaceError():
            return Problem(503, "unavailable", headers={"Retry-After": "2"})
        case OSError():
            log_lines.error("a bundle could not be written", reason=error.strerror or type(error).__name__)
            detail = sentences("bundles", "not_written")
            return Problem(503, "bundle_not_written", detail=detail, headers={"Retry-After": "60"})
    return error


def _streamed(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    while chunk := file.read(CHUNK):
        yield chunk
