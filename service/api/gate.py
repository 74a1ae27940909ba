"""What every request passes: only this machine's own address, a request id, one log line, no bare 500."""

from __future__ import annotations

from contextlib import suppress
from itertools import count
from secrets import token_hex
from time import perf_counter
from typing import Any

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.problems import Problem, problem_response

LOCAL_HOSTS = frozenset({b"127.0.0.1", b"localhost", b"[::1]"})
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

    def __init__(self, app: ASGIApp, *, illustrative: bool = False) -> None:
        self._app = app
        self._headers = [(b"x-content-type-options", b"nosniff")]
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
            if _is_local(scope):
                await self._inside(scope, receive, sending)
            else:
                await self._answer(Problem(421, "host_not_allowed"), scope, receive, sending)
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

    async def _inside(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in; whatever answers GET answers HEAD, and the server needs to know it for one."""
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


def _is_local(scope: Scope) -> bool:
    """Whether the request names this machine. A page of another site that had its name point here (DNS
    rebinding) would name that site; nobody is asked who they are yet, so it must not get in.
    """
    host = next((value for name, value in scope["headers"] if name == b"host"), b"")
    name = host if host.endswith(b"]") else host.rpartition(b":")[0] or host
    return name.lower() in LOCAL_HOSTS


def _template(scope: Scope) -> str:
    route: Any = scope.get("route")
    return str(scope.get("route_template") or getattr(route, "path", "-"))
