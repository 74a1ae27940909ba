"""The transparency log over HTTP: C2SP tlog-tiles for stock clients, and proofs of single events."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC
from email.utils import format_datetime
from typing import Any, TypeVar

from fastapi import APIRouter
from psycopg import InterfaceError, OperationalError
from psycopg_pool import PoolTimeout
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from projections.transparency import proofs
from projections.transparency.encoding import to_base64
from service.api import log_docs
from service.api.command_table import PREFIX
from service.api.log_parameters import invalid, position_in, proof_alone, sizes_in, tile_in
from service.api.preconditions import refuse_parameters
from service.api.problems import Problem
from service.api.route_summaries import summarised
from service.messages import sentences
from service.transparency.public_log import PublicLog
from service.transparency.published import Beyond
from service.transparency.side import LogSide
from service.transparency.trust import LogTrust, Mismatch

T = TypeVar("T")
FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}
Handler = Callable[[Request], Awaitable[Response]]
TILE = "/log/tile"
TEXT = "text/plain; charset=utf-8"


def log_router(public: PublicLog, *, illustrative: bool) -> APIRouter:
    """The routes of the transparency log."""
    router, routes = APIRouter(), LogRoutes(public, illustrative=illustrative)

    def add(path: str, handler: Handler, docs: log_docs.Docs | None, name: str) -> None:
        told = docs | summarised(f"log.{name}") if docs is not None else None
        router.add_api_route(
            path,
            handler,
            methods=["GET"],
            tags=["log"],
            operation_id=f"log.{name}",
            openapi_extra=told,
            include_in_schema=docs is not None,
            response_class=Response,
        )

    event = f"{PREFIX}/events/{{position}}"
    partial = f"{TILE}/{{level}}/{{number}}.p/{{width}}"
    add("/log/checkpoint", routes.checkpoint, log_docs.CHECKPOINT, "checkpoint")
    add(partial, routes.tile, log_docs.PARTIAL_TILE, "partial_tile")
    add(f"{TILE}/{{level}}/{{number}}", routes.tile, log_docs.TILE, "tile")
    # A number of more than three digits has more parts, which no document of this kind can say.
    add(f"{TILE}/{{path:path}}", routes.tile, None, "any_tile")
    add("/log/consistency", routes.consistency, log_docs.CONSISTENCY, "consistency")
    add(event, routes.event, log_docs.EVENT, "event")
    add(f"{event}/receipt", routes.receipt, log_docs.RECEIPT, "receipt")
    return router


def log_health(side: LogSide) -> dict[str, Any]:
    """What health says of the log. Raises Problem 503 where it is not as it was signed, or not signed any
    further for a while.
    """
    refuse_lost(side.trust)
    if (stalled := side.trust.signing.stalled) is not None:
        since = stalled.since.isoformat(timespec="seconds") if stalled.since else ""
        detail = sentences("transparency", "not_signing", signed=max(stalled.signed, 0), since=since)
        found: dict[str, Any] = {"position": stalled.head, "signed_position": side.trust.signing.position}
        raise Problem(503, "not_signing", detail=detail, unsigned_since=since, **found)
    return {"log": side.health(), **side.wrong_texts()}


def refuse_contradicted(side: LogSide, **told: Any) -> None:
    """Raises Problem 503, with what is `told` beside, where a witness says that it cosigned another log than
    this one, or more of it. It may be wrong: nothing but health rests on it.
    """
    for witness in side.contradicting:
        assert witness.answer is not None  # noqa: S101 - tells the type checker what is so already
        says = sentences(
            "transparency", "witness_says", witness=witness.name, answer=witness.answer.sentences
        )
        more: dict[str, Any] = {"witness": witness.name, "reason": witness.answer.code}
        raise Problem(503, "witness_contradicts", detail=says, **more, **told)


def log_ready(side: LogSide) -> None:
    """Let nobody rely on the log before it is signed as promised. Raises Problem 503 until all stored bytes
    were hashed anew, and a checkpoint covers what the log held when this process started.
    """
    if not side.ready:
        raise Problem(503, "checking", headers={"Retry-After": "1"}, **side.progress())


def refuse_lost(trust: LogTrust) -> None:
    """Answer nothing but why, where the log is not as it was signed. Raises Problem 503."""
    if trust.mismatch is not None:
        raise _not_trusted(trust.mismatch)


class LogRoutes:
    """Answers requests from the public log."""

    def __init__(self, public: PublicLog, *, illustrative: bool) -> None:
        self._public, self._mark = public, {"illustrative": True} if illustrative else {}

    def _lasting(self) -> dict[str, str]:
        """Nobody need keep what may have been altered, or was not looked at yet."""
        trust = self._public.trust
        return FOREVER if trust.complete.is_set() and not trust.lost else {"Cache-Control": "no-store"}

    async def checkpoint(self, request: Request) -> Response:
        """The newest checkpoint with its cosignatures, as a signed note; when it was kept is in the head."""
        refuse_parameters(request)
        try:
            found = await _reached(self._public.checkpoint())
        except Beyond:
            raise _behind() from None
        headers = {
            "Cache-Control": "public, max-age=1",
            "Last-Modified": format_datetime(found.signed_at.astimezone(UTC), usegmt=True),
        }
        return Response(found.note, media_type=TEXT, headers=headers)

    async def tile(self, request: Request) -> Response:
        """A tile of the tree, or a bundle of entries."""
        refuse_parameters(request)
        name = tile_in(request)
        try:
            found = await _reached(self._public.tile(name))
        except Beyond:
            raise Problem(404, "not_found") from None
        return Response(found, media_type="application/octet-stream", headers=self._lasting())

    async def consistency(self, request: Request) -> Response:
        """The proof that the log at one size begins with the log at another."""
        old, new = sizes_in(request)
        try:
            found = await _reached(self._public.consistency(old, new))
        except Beyond as beyond:
            raise invalid("to", "less_than_equal", expected=beyond.size, found=new) from None
        answer = {
            "from": old,
            "to": new,
            **self._mark,
            "from_root": to_base64(found.old_root),
            "to_root": to_base64(found.new_root),
            "proof": [to_base64(one) for one in found.hashes],
        }
        return JSONResponse(answer, headers=self._lasting())

    async def event(self, request: Request) -> Response:
        """The stored bytes of one event: what is hashed, and nothing else."""
        refuse_parameters(request)
        try:
            found = await _reached(self._public.event(position_in(request)))
        except Beyond:
            raise Problem(404, "not_found") from None
        return Response(found, media_type="application/json", headers=self._lasting())

    async def receipt(self, request: Request) -> Response:
        """An event with the proof that it is in the log; or, by Accept, the proof alone."""
        refuse_parameters(request)
        position, alone = position_in(request), proof_alone(request)
        try:
            found = await _reached(self._public.receipt(position))
        except Beyond:
            await self._refuse_unknown(position)
            raise _behind() from None
        proof = proofs.write(position - 1, found.hashes, found.checkpoint.note)
        headers = {"Cache-Control": "no-cache", "Vary": "Accept"}
        if alone:
            return Response(proof, media_type=proofs.MEDIA_TYPE, headers=headers)
        answer = {
            "position": position,
            **self._mark,
            "event": to_base64(found.event),
            "tlog_proof": proof.decode(),
        }
        return JSONResponse(answer, headers=headers)

    async def _refuse_unknown(self, position: int) -> None:
        try:
            await _reached(self._public.event(position))
        except Beyond:
            raise Problem(404, "not_found") from None


async def _reached(asked: Awaitable[T]) -> T:
    try:
        return await asked
    except Mismatch as found:
        raise _not_trusted(found) from None
    except (OperationalError, InterfaceError, PoolTimeout):
        raise Problem(503, "unavailable", headers={"Retry-After": "2"}) from None


def _not_trusted(found: Mismatch) -> Problem:
    return Problem(503, "log_not_trusted", detail=found.sentences, position=found.position, reason=found.code)


def _behind() -> Problem:
    return Problem(503, "behind", headers={"Retry-After": "1"})
