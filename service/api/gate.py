"""What every request passes: the names that the service is known by, how often and how slowly one may ask,
the headers of every answer, a request id, one log line, no bare 500.
"""

from __future__ import annotations

from contextlib import suppress
from itertools import count
from secrets import token_hex
from time import perf_counter
from typing import Any

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.front import Front
from service.api.problems import Problem, problem_response
from service.api.read_limit import ReadLimit
from service.api.slow_senders import has_body, in_time

ILLUSTRATIVE_HEADER = "X-Log-Illustrative"
_PROCESS, _REQUESTS = token_hex(8), count(1)
"""A random number for each request would cost a system call; one for each process and a count do as well."""
log = structlog.get_logger("infitah.http")


class Gate:
    """The outermost layer. Its log line holds no address, no query and no path, only the route's template:
    what people type may say who they are.

    Every answer of an illustrative log says so in a header, since bytes that are hashed or signed have no
    place for it.
    """

    def __init__(self, app: ASGIApp, *, illustrative: bool = False, front: Front | None = None) -> None:
        self._app, self._front = app, front or Front()
        self._headers = self._front.headers()
        per_minute = self._front.reads_per_minute
        self._limit = ReadLimit(per_minute) if per_minute else None
        if illustrative:
            self._headers.append((ILLUSTRATIVE_HEADER.lower().encode(), b"true"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, request_id = perf_counter(), f"{_PROCESS}-{next(_REQUESTS):x}"
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        status = 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message.setdefault("headers", [])
                message["headers"] = [
                    *message["headers"],
                    (b"x-request-id", request_id.encode()),
                    *self._headers,
                ]
            await send(message)

        try:
            problem = self._refused(scope)
            if problem is None:
                await self._inside(scope, receive, sending)
            else:
                await self._answer(problem, scope, receive, sending)
        except Exception:
            log.exception("failed", route=_template(scope))
            if status:
                raise
            await self._answer(Problem(500, "internal", request_id=request_id), scope, receive, sending)
        finally:
            log.info(
                "request",
                method=scope["method"],
                route=_template(scope),
                status=status,
                duration_ms=round((perf_counter() - started) * 1000, 2),
            )

    def _refused(self, scope: Scope) -> Problem | None:
        """Why a request is not let in, None where it is."""
        if not self._front.admits(scope):
            return Problem(421, "host_not_allowed")
        if self._front.told_secure(scope):
            scope["scheme"] = "https"
        if self._limit is not None and (seconds := self._limit.seconds_to_wait(scope)):
            return Problem(429, "read_too_often", headers={"Retry-After": str(seconds)})
        return None

    async def _inside(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in; whatever answers GET answers HEAD, and the server needs to know it for one."""
        if has_body(scope["headers"]):
            receive = in_time(receive)
        if scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return
        asked = {**scope, "method": "GET"}
        try:
            with suppress(_HeadSent, ClientDisconnect):
                await self._app(asked, receive, _without_body(send))
        finally:
            scope["route"] = asked.get("route")

    async def _answer(self, problem: Problem, scope: Scope, receive: Receive, send: Send) -> None:
        await problem_response(Request(scope), problem)(scope, receive, send)


class _HeadSent(OSError):
    """All was sent that HEAD asks for; what streams a body stops at it as at a reader who went away."""


def _without_body(send: Send) -> Send:
    """Sends the head of what GET answers (RFC 9110, 9.3.2) and ends. Raises _HeadSent where more would come,
    so that nobody reads a whole history to throw it away.
    """

    async def sending(message: Message) -> None:
        if message["type"] != "http.response.body":
            await send(message)
            return
        await send({"type": "http.response.body", "body": b""})
        if message.get("more_body"):
            raise _HeadSent

    return sending


def _template(scope: Scope) -> str:
    route: Any = scope.get("route")
    return str(scope.get("route_template") or getattr(route, "path", "-"))
