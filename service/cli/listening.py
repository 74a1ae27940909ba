"""The address that `infitah serve` listens on: taken before anything else is started."""

from __future__ import annotations

import errno
import socket
from typing import Any

from service.cli.speech import Exit, say, stop
from service.messages.system import system_said

BACKLOG = 2048
"""Connections that may wait to be accepted."""


class Shared(socket.socket):
    """An address that several processes listen on, each by a socket of its own that it makes when it is
    handed this one.

    The kernel then deals connections out to them (socket(7), SO_REUSEPORT). Of one socket that all accept
    from, whoever wakes first takes every connection that waits, and the others have nothing to do.
    """

    def __reduce_ex__(self, _protocol: Any) -> tuple[Any, ...]:
        return _beside, (self.family, self.getsockname()[:2])


def listen(port: int, host: str, *, shared: bool = False) -> socket.socket:
    """A socket that listens on an address of this machine; where it is `shared`, one that holds it for the
    processes that will. Ends with a sentence where it cannot be had.
    """
    kind = Shared if shared else socket.socket
    listening = kind(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        if shared:  # only now: another service that shares this address must not be joined
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        else:
            listening.listen(BACKLOG)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            stop(Exit.UNAVAILABLE, say("port_in_use", port=port, other=port + 1))
        stop(Exit.UNAVAILABLE, say("port_not_allowed", port=port, reason=system_said(error)))
    return listening


def _beside(family: int, address: tuple[str, int]) -> socket.socket:
    own = socket.socket(family, socket.SOCK_STREAM)
    own.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    own.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    own.bind(address)
    own.listen(BACKLOG)
    return own
