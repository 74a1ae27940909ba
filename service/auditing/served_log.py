"""What a stranger reads of a served log: its checkpoint and its entries (C2SP tlog-tiles).

The standard library's client suffices: one host, one connection kept open, no redirects, no proxies, no
cookies. Nothing is asked of any other address than the one given.
"""

from __future__ import annotations

from http.client import HTTPConnection, HTTPException, HTTPSConnection
from time import sleep
from typing import Self
from urllib.parse import urlsplit

from projections.bundles.failures import Broken, Text
from projections.transparency import notes
from projections.transparency.faults import Words
from projections.transparency.tiles import ENTRIES, WIDTH, BadEntries, decode_entries, tile_path, width_at
from service.messages.system import system_said

TIMEOUT = 30.0
LONGEST_WAIT, MOST_WAITS = 60.0, 5
"""Seconds for which, and times that, an audit waits where it is told that it asks too often."""
MOST_TILE = WIDTH * (2 + 0xFFFF)
_SIGNED = "\n\n— ".encode()
"""Between the text of a note and its first signature."""
_KINDS = {"http": HTTPConnection, "https": HTTPSConnection}


class BadAddress(ValueError):
    """What was given is no address of a service."""


class Unreachable(Exception):
    """The service does not answer. `reason` says why, by language."""

    def __init__(self, reason: object) -> None:
        super().__init__(str(reason))
        self.reason = reason


class NoLog(Exception):
    """What answers serves no log: where its checkpoint should be, there is no signed note."""

    def __init__(self, found: Text) -> None:
        super().__init__(str(found))
        self.found = found


class ServedLog:
    """A log behind the address of a service. Raises BadAddress."""

    def __init__(self, url: str) -> None:
        try:
            parts = urlsplit(url)
            kind, host, port = _KINDS.get(parts.scheme), parts.hostname, parts.port
        except ValueError as error:
            raise BadAddress(url) from error
        printable = url.isascii() and url.isprintable() and " " not in url
        if kind is None or not host or parts.query or parts.fragment or parts.username or not printable:
            raise BadAddress(url)
        self._connection = kind(host, port, timeout=TIMEOUT)
        self._wait = 0.0
        self._prefix = f"{parts.path.rstrip('/')}/log/"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._connection.close()

    def checkpoint(self) -> bytes:
        """The newest checkpoint, a signed note. Raises Unreachable, NoLog."""
        try:
            data = self._get("checkpoint", notes.MOST_BYTES)
        except Broken as larger:
            raise NoLog(larger.found) from None
        if data is None:
            raise NoLog("HTTP 404")
        if _SIGNED not in data:
            raise NoLog(Words("no_such_parts"))
        return data

    def entries(self, number: int, size: int) -> list[bytes]:
        """The entries of a tile in the log of that size. Raises Unreachable, Broken.

        A service may drop a partial tile once it serves the full one; that one begins with the same entries.
        """
        width = width_at(ENTRIES, number, size)
        path = tile_path(ENTRIES, number, width)
        data = self._get(path, MOST_TILE)
        if data is None and width < WIDTH:
            path = tile_path(ENTRIES, number)
            data = self._get(path, MOST_TILE)
        if data is None:
            raise Broken("entries", path, expected="HTTP 200", found="HTTP 404")
        try:
            entries = decode_entries(data)
        except BadEntries as error:
            raise Broken("entries", path, expected=error.expected, found=error.found) from error
        if len(entries) not in (width, WIDTH):
            raise Broken("entries", path, expected=width, found=len(entries))
        return entries[:width]

    def _get(self, path: str, most: int) -> bytes | None:
        """The body of an answer, None for 404. A kept connection that broke is tried once more."""
        try:
            return self._ask(path, most)
        except (OSError, HTTPException):
            self._connection.close()
        try:
            return self._ask(path, most)
        except (OSError, HTTPException) as error:
            self._connection.close()
            raise Unreachable(system_said(error)) from error

    def _ask(self, path: str, most: int) -> bytes | None:
        """The body, None for 404. A service that is asked too often is asked again when it says."""
        for _ in range(MOST_WAITS):
            self._wait = 0.0
            found = self._once(path, most)
            if not self._wait:
                return found
            sleep(self._wait)
        raise Unreachable("HTTP 429")

    def _once(self, path: str, most: int) -> bytes | None:
        self._connection.request("GET", self._prefix + path, headers={"Accept-Encoding": "identity"})
        response = self._connection.getresponse()
        data: bytes = response.read(most + 1)
        if len(data) > most:
            self._connection.close()
            raise Broken("entries", path, expected=f"<= {most} B", found=f"> {most} B")
        if response.status == 404:
            return None
        if response.status == 429:
            asked = response.headers.get("Retry-After") or ""
            self._wait = min(float(asked), LONGEST_WAIT) if asked.isdecimal() and int(asked) else 1.0
            return None
        if response.status != 200:
            raise Unreachable(f"HTTP {response.status}")
        return data
