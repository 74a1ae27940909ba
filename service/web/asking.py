"""Pages ask the service what anybody may ask it: by its own routes, so that guards, permissions, waiting and
refusals are those of the interface, and a page shows what a program would be told.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from sys import maxsize
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

import msgspec
from starlette.requests import Request
from starlette.types import Message

from service.api.command_table import PREFIX
from service.api.problems import Problem
from service.reading.answers import Answer, Answers
from service.web.page_routes import FOUND

_OWN = frozenset(
    {"path", "raw_path", "query_string", "method", "headers", "path_params", "endpoint", "route", "router"}
    | {"route_template", "infitah.caller", "infitah.form", FOUND, "state", "starlette.exception_handlers"}
)
"""What of a page's own scope does not belong to what it asks."""
LONGEST = 200
"""Items that an answer of the interface has at most."""
DECODED = 128
"""Answers that are kept as they were read; most have some kilobytes."""
_POSITION = re.compile("[0-9]{1,18}", re.ASCII)
_PASSED = frozenset({b"cookie", b"authorization", b"host", b"x-csrf-token", b"acting-as", b"user-agent"})


class Answered(NamedTuple):
    """What a route answered: its status, its headers in small letters, and its bytes."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str | None:
        """The first header of a name in small letters."""
        return next((value for found, value in self.headers if found == name), None)

    def json(self) -> Any:
        """The body as JSON."""
        return msgspec.json.decode(self.body) if self.body else None


class Asking:
    """Asks in the name of whoever asks for a page, and remembers of which position the answers were. Who
    comes from having recorded something names its position, `after`, and is shown what is then so.

    A page that is the same for everybody asks nothing twice: what it is told is in `kept` as long as a route
    would answer the same.
    """

    def __init__(self, request: Request, after: str | None = None, kept: Answers | None = None) -> None:
        self._request, self._after, self._kept = request, after, kept
        self.position = 0

    async def get(self, path: str, /, **parameters: Any) -> dict[str, Any]:
        """What a query answers; `path` follows the interface's prefix. Raises Problem, 404 among others."""
        given = {name: value for name, value in parameters.items() if value is not None}
        body = await self.read(f"{PREFIX}/{path}", given)
        found: dict[str, Any] = msgspec.json.decode(body) if self._kept is None else decoded(body)
        self.position = max(self.position, found.get("position", 0))
        return found

    async def whole(self, path: str, /, **parameters: Any) -> dict[str, Any]:
        """A whole list: its first answer, with the items of all that follow. Raises Problem."""
        first = found = await self.get(path, limit=LONGEST, **parameters)
        items = list(first["items"])
        while found["next"] is not None:
            found = await self.get(path, limit=LONGEST, cursor=found["next"], **parameters)
            items += found["items"]
        return first | {"items": items, "next": None}

    async def items(self, path: str, /, **parameters: Any) -> list[dict[str, Any]]:
        """All items of a list, however long it is. Raises Problem."""
        found: list[dict[str, Any]] = (await self.whole(path, **parameters))["items"]
        return found

    async def find(self, path: str, /, **parameters: Any) -> dict[str, Any] | None:
        """What a query answers, None where there is no such thing. Raises Problem."""
        try:
            return await self.get(path, **parameters)
        except Problem as problem:
            if problem.status != 404:
                raise
            return None

    async def read(self, path: str, query: Mapping[str, Any] | None = None) -> bytes:
        """What a route answers to GET; what names no position is the same at any. Raises Problem."""

        async def make() -> Answer:
            answered = await self.send("GET", path, query=query)
            return Answer(answered.body, int(answered.header("x-log-position") or maxsize), "")

        if self._kept is None:
            return (await make()).body
        found = await self._kept.get(f"{path} {query}", make)
        return found.body if self._recent(found) else (await make()).body

    def _recent(self, answer: Answer) -> bool:
        """Whether an answer is of the position that was named; what names none is for the route to refuse."""
        after = self._after
        return after is None or (_POSITION.fullmatch(after) is not None and answer.position >= int(after))

    async def post(
        self, path: str, body: Mapping[str, Any], *, method: str = "POST", **headers: str | None
    ) -> Answered:
        """Send JSON, with headers by their names with `_` for `-`. Raises Problem."""
        given = {
            name.replace("_", "-").lower(): value for name, value in headers.items() if value is not None
        }
        given["content-type"] = "application/json"
        content = json.dumps(body, ensure_ascii=False).encode()
        return await self.send(method, f"{PREFIX}/{path}", headers=given, body=content)

    async def send(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
    ) -> Answered:
        """One request to the service's own routes, in this process. Raises Problem."""
        scope = {name: value for name, value in self._request.scope.items() if name not in _OWN}
        passed = [(name, value) for name, value in self._request.scope["headers"] if name in _PASSED]
        passed += [(name.encode(), value.encode()) for name, value in (headers or {}).items()]
        if self._after is not None:
            passed.append((b"x-log-position", self._after.encode()))
        if body:
            passed.append((b"content-length", str(len(body)).encode()))
        scope |= {
            "method": method,
            "path": path,
            "raw_path": quote(path).encode(),
            "query_string": urlencode(query or {}, doseq=True).encode(),
            "headers": passed,
            "state": {},
        }
        return await _answered(self._request, scope, body)


@lru_cache(maxsize=DECODED)
def decoded(body: bytes) -> dict[str, Any]:
    """An answer as pages read it. The same bytes are read once for all of them: no page changes what it is
    told.
    """
    found: dict[str, Any] = msgspec.json.decode(body)
    return found


async def _answered(request: Request, scope: dict[str, Any], body: bytes) -> Answered:
    sent = [{"type": "http.request", "body": body, "more_body": False}]
    status, headers, found = 500, list[tuple[str, str]](), bytearray()

    async def receive() -> Message:
        return sent.pop() if sent else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        nonlocal status, headers
        if message["type"] == "http.response.start":
            status = message["status"]
            headers = [
                (name.decode("latin-1").lower(), value.decode("latin-1"))
                for name, value in message["headers"]
            ]
        else:
            found.extend(message.get("body", b""))

    await request.app.router(scope, receive, send)
    return Answered(status, headers, bytes(found))
