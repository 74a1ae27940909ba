"""Clients that take their time are cut off, on real connections."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from service.api import slow_senders
from service.store.log import Log
from tests.api.serving import served

HEAD = (
    b"POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    b"Authorization: none\r\n"  # so that the tests' own signing in leaves the request as it is
)
PATIENCE = 10
"""Seconds that a test waits for what should happen within one."""


@pytest.fixture
def address(log: Log, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A server whose patience is short."""
    monkeypatch.setattr(slow_senders, "HEAD_SECONDS", 0.6)
    monkeypatch.setattr(slow_senders, "BODY_SECONDS", 0.6)
    monkeypatch.setattr(slow_senders, "LEFT_TO_ANSWER", 0.6)
    with served(log) as found:
        yield found


@contextmanager
def connected(address: str) -> Iterator[socket.socket]:
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=PATIENCE) as connection:
        yield connection


def rest(connection: socket.socket) -> bytes:
    """All that comes until the other side closes. Fails where it does not."""
    found = b""
    while part := connection.recv(65536):
        found += part
    return found


def trickle(connection: socket.socket, byte: bytes) -> bool:
    """Send one byte now and then; whether the other side ended it."""
    connection.settimeout(0.05)
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            connection.sendall(byte)
            if connection.recv(65536) == b"":
                return True
        except TimeoutError:
            continue
        except OSError:
            return True
    return False


def test_a_connection_that_says_nothing_is_closed(address: str) -> None:
    with connected(address) as connection:
        assert rest(connection) == b""


def test_a_head_that_comes_byte_by_byte_is_cut_off(address: str) -> None:
    with connected(address) as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")

        assert trickle(connection, b"a")


def test_the_head_of_a_second_request_is_waited_for_no_longer(address: str) -> None:
    with connected(address) as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert connection.recv(65536).startswith(b"HTTP/1.1 200")
        connection.sendall(b"GET /healthz HTTP/1.1\r\nX-Slow: ")

        assert trickle(connection, b"a")


def test_a_head_without_an_end_is_refused(address: str) -> None:
    with connected(address) as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 40_000)
        connection.sendall(b"a" * 40_000)

        assert rest(connection).startswith(b"HTTP/1.1 431 ")


def test_a_body_that_does_not_come_is_answered_408(address: str) -> None:
    with connected(address) as connection:
        connection.sendall(HEAD + b"Content-Length: 100\r\n\r\n{")
        answer = rest(connection)

    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b'"body_too_slow"' in answer
    assert b"connection: close" in answer.lower()


@pytest.mark.parametrize("length", [b"Content-Length: 100000\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n"])
def test_a_body_that_comes_byte_by_byte_is_cut_off(address: str, length: bytes) -> None:
    with connected(address) as connection:
        connection.sendall(HEAD + length)
        byte = b"1\r\n \r\n" if b"chunked" in length else b" "

        assert trickle(connection, byte)


def test_a_body_that_nobody_reads_is_cut_off_too(address: str) -> None:
    with connected(address) as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n")

        assert trickle(connection, b" ")


def test_a_body_that_comes_steadily_is_taken_however_long_it_is(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slow_senders, "SLOWEST", 200)
    with connected(address) as connection:
        connection.sendall(HEAD + b"Content-Length: 1200\r\n\r\n")
        for _ in range(12):
            time.sleep(0.15)
            connection.sendall(b" " * 100)
        answer = connection.recv(65536)

    assert answer.startswith(b"HTTP/1.1 400 ")  # read to its end, and found to be no JSON


def test_an_answer_may_take_longer_than_a_request(address: str) -> None:
    """The clock is for what is sent to us: who waits for an answer is not cut off by it."""
    with httpx.Client(base_url=address) as client:
        assert client.get("/healthz").status_code == 200
        time.sleep(1.5)
        assert client.get("/healthz").status_code == 200
