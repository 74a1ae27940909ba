"""A programme's bundle over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter
from psycopg import InterfaceError, OperationalError
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from projections.bundles.archive import TooLarge
from projections.transparency.notes import Signer
from service.api import log_docs
from service.api.command_table import PREFIX
from service.api.log_routes import refuse_lost
from service.api.preconditions import refuse_parameters
from service.api.problems import Problem
from service.api.query_parameters import POSITION_HEADER, identity
from service.bundling.making import NotAsSigned, NothingRecorded, NotSignedYet, make_bundle
from service.messages import sentences
from service.transparency.log_key import LogKey
from service.transparency.trust import LogTrust

AT_ONCE = 2
"""Bundles made at the same time; each takes a thread, a connection and room on the disk."""
CHUNK = 1 << 16
MEDIA_TYPE = "application/zip"


def bundle_router(conninfo: str, key: LogKey, trust: LogTrust) -> APIRouter:
    """The route of bundles."""
    assert key.signer is not None  # a service is not opened without
    router, bundles = APIRouter(prefix=PREFIX), Bundles(conninfo, key.signer, trust)
    router.add_api_route(
        "/programmes/{id}/bundle",
        bundles.bundle,
        methods=["GET"],
        tags=["programmes"],
        summary="All that is recorded of a programme, in a file that proves itself.",
        operation_id="read.programmes.one.bundle",
        openapi_extra=log_docs.BUNDLE,
        response_class=Response,
    )
    return router


class Bundles:
    """Makes a bundle in a file on disk and streams it from there: a slow reader holds no connection."""

    def __init__(self, conninfo: str, signer: Signer, trust: LogTrust) -> None:
        self._conninfo, self._signer, self._trust = conninfo, signer, trust
        self._limiter: CapacityLimiter | None = None

    async def bundle(self, request: Request) -> Response:
        """The bundle at the newest checkpoint. Raises Problem."""
        refuse_parameters(request)
        programme = identity(request)
        refuse_lost(self._trust)
        if self._limiter is None:
            self._limiter = CapacityLimiter(AT_ONCE)  # belongs to the event loop that is running now
        file, headers = await to_thread.run_sync(self._made, programme, limiter=self._limiter)
        return StreamingResponse(_streamed(file), media_type=MEDIA_TYPE, headers=headers)

    def _made(self, programme: str) -> tuple[BinaryIO, dict[str, str]]:
        file: Any = TemporaryFile()  # noqa: SIM115 - closed by who streams it
        try:
            manifest = make_bundle(self._conninfo, self._signer, programme, file)
        except BaseException as error:
            file.close()
            raise _problem(error) from error
        return file, {
            "Content-Length": str(file.seek(0, 2)),
            "Content-Disposition": f'attachment; filename="{programme}.zip"',
            "Cache-Control": "no-cache",
            POSITION_HEADER: str(manifest.size),
        }


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
    return error


def _streamed(file: BinaryIO) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while chunk := file.read(CHUNK):
            yield chunk
