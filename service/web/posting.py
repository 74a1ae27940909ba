"""What forms post: read before a guard looks for the token that a page of a session has to send back."""

from __future__ import annotations

from urllib.parse import urlsplit

from python_multipart.exceptions import FormParserError
from starlette.datastructures import FormData
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.problems import Problem, field_error
from service.web.visiting import FORM

CSRF_FIELD = "csrf"
MOST_FIELDS, MOST_FILES = 2000, 20
TOO_LARGE = "infitah.too_large"
"""Where the page of a form finds the problem of one that was sent with too much in it."""
READ_ON = 3
"""How many times what a page takes is read on of what is too large: a browser that is cut off while it sends
shows no answer.
"""
_KINDS = ("application/x-www-form-urlencoded", "multipart/form-data")


class Posted:
    """Reads the form of a page, of at most so many bytes, and hands the token in it to the guard as the
    header that a program would send. What is too large is answered by the page of the form where that is
    `asked_again`. Raises Problem 400, 403, 413, 415.
    """

    def __init__(self, app: ASGIApp, most: int, *, asked_again: bool = False) -> None:
        self._app, self._most, self._asked_again = app, most, asked_again

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read what was posted and go on."""
        request = Request(scope, _bounded(receive, self._most))
        refuse_other_sites(request)
        if not request.headers.get("content-type", "").lower().startswith(_KINDS):
            raise Problem(415, "media_type", headers={"Accept": ", ".join(_KINDS)})
        try:
            form = await _read(request, self._most)
        except Problem as problem:
            if problem.status != 413:
                raise
            await _read_on(receive, self._most * READ_ON)
            if not self._asked_again:
                raise
            again = {**scope, "method": "GET", TOO_LARGE: problem}
            await request.app.router(again, receive, send)
            return
        try:
            scope[FORM] = form
            token = form.get(CSRF_FIELD)
            if isinstance(token, str) and token:
                scope["headers"] = [*scope["headers"], (b"x-csrf-token", token.encode("latin-1", "replace"))]
            await self._app(scope, receive, send)
        finally:
            await form.close()


async def _read(request: Request, most: int) -> FormData:
    """A field may be as long as the form: a text over its own limit is told so beside its field."""
    try:
        return await request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS, max_part_size=most)
    except (MultiPartException, FormParserError):
        raise Problem(400, "bad_request") from None
    except ClientDisconnect:
        raise Problem(400, "bad_request") from None


async def _read_on(receive: Receive, most: int) -> None:
    """Read to the end what is still sent, or so many bytes of it."""
    while most > 0:
        message = await receive()
        if message["type"] != "http.request" or not message.get("more_body", False):
            return
        most -= len(message.get("body", b""))


def refuse_other_sites(request: Request) -> None:
    """A form that another site's page sends is not taken, signed in or not. Raises Problem 403."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    own = request.headers.get("host", "")
    foreign = site in ("cross-site", "same-site") if site else bool(origin and urlsplit(origin).netloc != own)
    if foreign:
        raise Problem(403, "csrf", errors=[field_error("Origin", "csrf_wrong")])


def _bounded(receive: Receive, most: int) -> Receive:
    found = 0

    async def receiving() -> Message:
        nonlocal found
        message = await receive()
        found += len(message.get("body", b""))
        if found > most:
            raise Problem(413, "body_too_large", limit=most, headers={"Connection": "close"})
        return message

    return receiving
