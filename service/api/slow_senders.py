"""Time limits on whoever sends: the head of a request, and its body.

A client that sends one byte now and then would keep a connection, and what works on its request, for as long
as it likes. Uvicorn ends connections that are idle between two requests, and no others.
"""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import Any

from starlette.types import Message, Receive
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from service.api.problems import Problem

HEAD_SECONDS = 10.0
"""From the beginning of a connection, or of a later request, to the end of the request's head."""
BODY_SECONDS, SLOWEST = 15.0, 4 * 1024
"""How long a body may take: these seconds, and one more for each so many bytes that have come."""
LEFT_TO_ANSWER = 15.0
"""Further seconds before a connection is closed whose body nobody reads."""
MOST_HEAD = 64 * 1024
"""Bytes of a request's head."""
TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


def in_time(receive: Receive) -> Receive:
    """Receives the body of a request as long as it comes in time. Raises Problem 408.

    Afterwards it waits as long as it is asked to: for the client to go away.
    """
    deadline, more = monotonic() + BODY_SECONDS, True

    async def receiving() -> Message:
        nonlocal deadline, more
        if not more:
            return await receive()
        try:
            async with asyncio.timeout(max(0.0, deadline - monotonic())):
                message = await receive()
        except TimeoutError:
            raise Problem(408, "body_too_slow", headers={"Connection": "close"}) from None
        deadline += len(message.get("body", b"")) / SLOWEST
        more = bool(message.get("more_body"))
        return message

    return receiving


def has_body(headers: list[tuple[bytes, bytes]]) -> bool:
    """Whether a request says that a body follows (RFC 9112, 6.3)."""
    for name, value in headers:
        if name == b"transfer-encoding" or (name == b"content-length" and value != b"0"):
            return True
    return False


class TimedProtocol(HttpToolsProtocol):
    """Closes a connection whose request does not come to its end in time, or whose head has no end.

    A request that comes whole, as nearly all do, sets no clock.
    """

    _open, _begun = True, False
    """Whether a request is being sent or the first one is waited for; whether there was any byte of one."""
    _timed: object = None
    """The request whose body the clock is set for; None for a head."""
    _clock: asyncio.TimerHandle | None = None
    _until = 0.0
    _head = 0

    def connection_made(self, transport: Any) -> None:
        """Begin a connection."""
        super().connection_made(transport)
        self._set_clock(HEAD_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        """End it."""
        self._stop_clock()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came, and set the clock for what is still to come of a request."""
        HttpToolsProtocol.data_received(self, data)
        if self._open:
            self._look(len(data))
        elif self._clock is not None:
            self._stop_clock()

    def on_message_begin(self) -> None:
        """A request begins."""
        HttpToolsProtocol.on_message_begin(self)
        self._open, self._begun, self._head = True, True, 0

    def on_message_complete(self) -> None:
        """It is whole."""
        HttpToolsProtocol.on_message_complete(self)
        self._open = False

    def _unsupported_upgrade_warning(self) -> None:
        """Nobody is told, as of other headers that mean nothing here: whoever asks could fill the log."""

    def _look(self, received: int) -> None:
        if self._begun and self.scope.get("method"):  # the head is whole
            if self._timed is not self.scope:
                self._timed = self.scope
                self._set_clock(BODY_SECONDS + LEFT_TO_ANSWER)
            self._until += received / SLOWEST
            return
        self._head += received
        if self._head > MOST_HEAD and not self.transport.is_closing():
            self.transport.write(TOO_LARGE)
            self.transport.close()
        elif self._clock is None or self._timed is not None:
            self._timed = None
            self._set_clock(HEAD_SECONDS)

    def _set_clock(self, seconds: float) -> None:
        self._stop_clock()
        self._until = self.loop.time() + seconds
        self._clock = self.loop.call_later(seconds, self._ring)

    def _stop_clock(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None

    def _ring(self) -> None:
        left = self._until - self.loop.time()
        if left > 0:
            self._clock = self.loop.call_later(left, self._ring)
        elif not self.transport.is_closing():
            self.transport.close()
