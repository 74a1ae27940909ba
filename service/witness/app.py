"""A witness over HTTP."""

from __future__ import annotations

import structlog
from anyio import to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from projections.transparency.witnessing import SIZE_TYPE
from service.api.problems import Problem, problem_response
from service.witness.witness import OtherSize, Refusal, Witness

MOST_BYTES = 64 * 1024
_CODES = {400: "bad_request", 403: "checkpoint_not_signed", 404: "not_found", 405: "method_not_allowed"}
log_lines = structlog.get_logger("infitah.witness")


def witness_app(witness: Witness) -> Starlette:
    """The application of one witness."""

    async def add_checkpoint(request: Request) -> Response:
        body = await _body(request)
        try:
            line = await to_thread.run_sync(witness.add_checkpoint, body)
        except OtherSize as other:
            log_lines.info("not cosigned", status=409, size=other.size)
            return Response(f"{other.size}\n", 409, headers={"Content-Type": SIZE_TYPE})
        except Refusal as refusal:
            log_lines.warning("not cosigned", status=refusal.status, reason=str(refusal))
            code = _CODES.get(refusal.status, "proof_refused")
            raise Problem(refusal.status, code, reason=str(refusal)) from None
        return Response(line, media_type="text/plain; charset=utf-8")

    async def key(_request: Request) -> Response:
        return Response(f"{witness.vkey}\n", media_type="text/plain; charset=utf-8")

    async def checkpoint(request: Request) -> Response:
        found = await to_thread.run_sync(witness.checkpoint, request.path_params["log"])
        if found is None:
            raise Problem(404, "not_found")
        headers = {"Cache-Control": "no-store"}
        return Response(found, media_type="text/plain; charset=utf-8", headers=headers)

    async def as_problem(request: Request, error: Exception) -> Response:
        if isinstance(error, HTTPException):
            error = Problem(
                error.status_code, _CODES.get(error.status_code, "bad_request"), headers=error.headers
            )
        assert isinstance(error, Problem)  # noqa: S101 - tells the type checker what is so already
        return problem_response(request, error)

    async def failed(request: Request, _error: Exception) -> Response:
        return problem_response(request, Problem(500, "internal"))

    return Starlette(
        routes=[
            Route("/add-checkpoint", add_checkpoint, methods=["POST"]),
            Route("/key", key, methods=["GET"]),
            Route("/checkpoint/{log}", checkpoint, methods=["GET"]),
        ],
        exception_handlers={Problem: as_problem, HTTPException: as_problem, Exception: failed},
    )


async def _body(request: Request) -> bytes:
    found = bytearray()
    try:
        async for chunk in request.stream():
            found += chunk
            if len(found) > MOST_BYTES:
                raise Problem(413, "body_too_large", limit=MOST_BYTES, headers={"Connection": "close"})
    except ClientDisconnect:
        raise Problem(400, "bad_request") from None
    return bytes(found)
