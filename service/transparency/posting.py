"""Asking a server that may be slow, garrulous or broken: so many seconds for all, and so many bytes."""

from __future__ import annotations

import socket
from collections.abc import Callable
from http.client import HTTPConnection, HTTPMessage, HTTPResponse, HTTPSConnection
from io import BufferedReader, RawIOBase
from time import monotonic
from typing import IO, Any, NamedTuple
from urllib.error import HTTPError
from urllib.request import HTTPHandler, HTTPRedirectHandler, HTTPSHandler, Request, build_opener

MOST_BYTES = 64 * 1024
"""Of an answer, its headers among them."""


class Answer(NamedTuple):
    """Status, media type and body of an answer."""

    status: int
    kind: str
    body: bytes


def post(url: str, body: bytes, end: float) -> Answer:
    """What a server answers until `end`, on the monotonic clock. Raises OSError where there is no answer by
    then or it is too long, HTTPException or ValueError where it is none.
    """
    headers = {"Content-Type": "text/plain; charset=utf-8"}
    return _answered(Request(url, data=body, headers=headers, method="POST"), end)  # noqa: S310 - refused below where it is another scheme


def get(url: str, end: float) -> Answer:
    """As `post`, of what is only read."""
    return _answered(Request(url, method="GET"), end)  # noqa: S310 - refused below where it is another scheme


def _answered(request: Request, end: float) -> Answer:
    if request.type not in ("http", "https"):  # a file of this machine is nobody's answer
        raise OSError("expected an address of http or https")
    opener = build_opener(_Ending(end), _NoRedirect())
    try:
        with opener.open(request, timeout=_left(end)) as answer:
            return Answer(answer.status, answer.headers.get_content_type(), answer.read())
    except HTTPError as error:
        with error:
            return Answer(error.code, error.headers.get_content_type(), error.read())


def _left(end: float) -> float:
    """The seconds left. Raises TimeoutError where there are none."""
    if (left := end - monotonic()) <= 0:
        raise TimeoutError("it took longer than it may")
    return left


class _Reading(RawIOBase):
    """What a socket answers. Its own timeout is that of one read: who sends a byte now and then never
    exceeds it.
    """

    def __init__(self, answering: socket.socket, end: float) -> None:
        self._socket, self._end, self._read = answering, end, 0
        self._raw = answering.makefile("rb", buffering=0)

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int | None:
        """Read what there is. Raises OSError where the time is over or too much was read."""
        self._socket.settimeout(_left(self._end))
        count = self._raw.readinto(buffer)
        self._read += count or 0
        if self._read > MOST_BYTES:
            raise OSError(f"expected an answer of at most {MOST_BYTES} bytes")
        return count

    def close(self) -> None:
        """Let the socket go."""
        self._raw.close()
        super().close()


class _Answering:
    """A socket as http.client reads from it."""

    def __init__(self, answering: socket.socket, end: float) -> None:
        self._socket, self._end = answering, end

    def makefile(self, _mode: str) -> BufferedReader:
        """The answer as a file."""
        return BufferedReader(_Reading(self._socket, self._end))


def _ending(kind: type[HTTPConnection], end: float) -> Callable[..., HTTPConnection]:
    """Makes connections of a kind whose answers are over by `end`."""

    def answer(answering: socket.socket, *arguments: Any, **options: Any) -> HTTPResponse:
        return HTTPResponse(_Answering(answering, end), *arguments, **options)  # type: ignore[arg-type]

    def make(*arguments: Any, **options: Any) -> HTTPConnection:
        connection = kind(*arguments, **options)
        connection.response_class = answer  # type: ignore[assignment]
        return connection

    return make


class _Ending(HTTPHandler, HTTPSHandler):
    """Opens either kind of address."""

    def __init__(self, end: float) -> None:
        super().__init__()
        self._end = end

    def http_open(self, req: Request) -> HTTPResponse:
        """By plain http."""
        return self.do_open(_ending(HTTPConnection, self._end), req)

    def https_open(self, req: Request) -> HTTPResponse:
        """By https."""
        return self.do_open(_ending(HTTPSConnection, self._end), req)


class _NoRedirect(HTTPRedirectHandler):
    """The address on the list is the one that is asked, and no other that it names."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        """Nowhere: the answer is the redirection."""
