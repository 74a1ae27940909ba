"""Witnesses that drip, babble or answer what is no HTTP hold up no other, and are asked ever more seldom."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from structlog.testing import capture_logs

from projections.transparency.notes import COSIGNATURE, Signer
from service.store.log import Log
from service.transparency import asking as module
from service.transparency.posting import MOST_BYTES, post
from tests.log.signing import connect, recorded, signer, signing
from tests.log.test_witness import asking, cosigned, listed, serving
from tests.projections.following import until

Answering = Callable[[socket.socket], None]
BEGINNING = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n"


def silent(caller: socket.socket) -> None:
    """Says nothing for as long as the caller listens."""
    caller.recv(1)
    while caller.recv(1 << 16):
        pass


def dripping(caller: socket.socket) -> None:
    """Sends a byte of its answer now and then, without an end."""
    caller.sendall(BEGINNING)
    while True:
        caller.sendall(b"x")
        time.sleep(0.05)


def dripping_headers(caller: socket.socket) -> None:
    caller.sendall(b"HTTP/1.1 200 OK\r\nX: ")
    while True:
        caller.sendall(b"x")
        time.sleep(0.05)


def garbage(caller: socket.socket) -> None:
    caller.sendall(b"\x16\x03\x01 nothing that is HTTP\r\n\r\n")


def endless(caller: socket.socket) -> None:
    caller.sendall(BEGINNING)
    while True:
        caller.sendall(b"x" * 65536)


def hanging_up(caller: socket.socket) -> None:
    caller.close()


@contextmanager
def server(answering: Answering) -> Iterator[tuple[str, list[float]]]:
    """A server that answers so, its address, and when it was asked."""
    listening, asked = socket.create_server(("127.0.0.1", 0)), list[float]()

    def answer(caller: socket.socket) -> None:
        with caller, suppress(OSError):
            if answering is not silent:
                caller.recv(1 << 16)
            answering(caller)

    def run() -> None:
        with suppress(OSError):
            while True:
                caller, _ = listening.accept()
                asked.append(time.monotonic())
                threading.Thread(target=answer, args=(caller,), daemon=True).start()

    threading.Thread(target=run, daemon=True).start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}", asked
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()


BAD = {
    "silent": silent,
    "dripping": dripping,
    "dripping headers": dripping_headers,
    "garbage": garbage,
    "endless": endless,
    "hanging up": hanging_up,
}


def key(number: int) -> str:
    private = Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)
    return Signer(f"witness.example/{number}", private, COSIGNATURE).vkey


def test_a_good_witness_cosigns_every_checkpoint_beside_many_bad_ones(
    log: Log, tmp_path: Path, path: Path
) -> None:
    """There are more bad ones than threads would be kept for, and none is given up on before the end."""
    with ExitStack() as stack:
        address, vkey = stack.enter_context(serving(tmp_path / "w", signer().vkey))
        running = stack.enter_context(signing(log, path))
        for number, answering in enumerate([*BAD.values(), *[dripping] * 6], 40):
            bad, _ = stack.enter_context(server(answering))
            listed(log, bad, key(number), f"a bad one {number}")
        listed(log, address, vkey)
        stack.enter_context(asking(log, running))
        for count in (1, 2, 3):
            recorded(log, 1, start=count)
            until(lambda size=count: cosigned(log) == size, 5)


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_witness_is_given_up_on_in_time_and_asked_ever_more_seldom(
    log: Log, path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(module, "TIMEOUT", 0.3)
    with capture_logs() as lines, server(BAD[kind]) as (address, asked), signing(log, path) as running:
        listed(log, address, key(40))
        with asking(log, running):
            recorded(log, 1)
            until(lambda: len(asked) == 2, 15)
            until(lambda: len(of_witnesses(lines)) == 2, 5)

    assert [(line["log_level"], line["again_in"]) for line in of_witnesses(lines)] == [
        ("warning", 1.0),
        ("warning", 2.0),
    ]
    assert all(line["reason"] for line in of_witnesses(lines))
    assert 1 <= asked[1] - asked[0] < 3.5


def of_witnesses(lines: list[dict[str, object]], name: str = "civil society") -> list[dict[str, object]]:
    """What was said of one witness. Those of a test before may still be waited for."""
    return [line for line in lines if line.get("witness") == name]


def test_an_address_that_was_listed_before_it_was_checked_is_a_failure_like_any_other(
    log: Log, path: Path
) -> None:
    with capture_logs() as lines, signing(log, path) as running:
        with connect(log) as connection:
            connection.execute(
                "SELECT log.add_witness('old', %s, %s)",
                ["http://127.0.0.1:9/with space", key(40)],
            )
        with asking(log, running):
            recorded(log, 1)
            until(lambda: len(of_witnesses(lines, "old")) == 2, 15)

    assert {line["log_level"] for line in of_witnesses(lines, "old")} == {"warning"}
    assert "control characters" in str(of_witnesses(lines, "old")[0]["reason"])


def test_an_answer_is_read_up_to_its_limit_and_no_further() -> None:
    with server(endless) as (address, _), pytest.raises(OSError, match=f"at most {MOST_BYTES} bytes"):
        post(address, b"", time.monotonic() + 20)


@pytest.mark.parametrize("address", ["file:///etc/hostname", "ftp://127.0.0.1/x", "data:text/plain,x"])
def test_only_the_web_is_asked(address: str) -> None:
    with pytest.raises(OSError, match="http or https"):
        post(address, b"", time.monotonic() + 20)


def test_a_witness_that_sends_elsewhere_is_not_followed() -> None:
    def elsewhere(caller: socket.socket) -> None:
        caller.sendall(f"HTTP/1.1 302 Found\r\nLocation: {other}/secret\r\n\r\n".encode())

    with server(hanging_up) as (other, asked), server(elsewhere) as (address, _):
        answer = post(address, b"", time.monotonic() + 20)

    assert (answer.status, asked) == (302, [])


def test_all_of_an_answer_must_come_in_time() -> None:
    with server(dripping) as (address, _):
        began = time.monotonic()
        with pytest.raises(TimeoutError):
            post(address, b"", began + 0.5)

    assert 0.5 <= time.monotonic() - began < 3
