"""Room on the disk: where there is none, that is said; and readers that stall do not take it all."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

import httpx
import pytest
from structlog.testing import capture_logs

from projections.bundles.manifest import Manifest
from service.api import bundles as module
from service.api.bundles import bundle_router
from service.bundling.making import make_bundle
from service.messages import LANGUAGES
from service.store.datastore import as_service
from service.store.log import Log
from service.transparency.log_key import LogKey
from service.transparency.trust import LogTrust
from tests.api.serving import served
from tests.bundles.conftest import PROGRAMME
from tests.log.signing import signer
from tests.projections.following import until

PATH = f"/api/v1/programmes/{PROGRAMME}/bundle"
PADDING = 24 << 20
"""More than the sockets hold of what nobody reads."""


@pytest.fixture
def client(signed_log: Log) -> Iterator[httpx.Client]:
    key = LogKey(signer().verifier, signer(), development=True)
    router = bundle_router(as_service(signed_log.conninfo), key, LogTrust())
    with (
        served(signed_log, routers=[router]) as address,
        httpx.Client(base_url=address, timeout=30) as client,
    ):
        yield client


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bundles of a programme of which much is recorded."""

    def make(conninfo: str, by: Any, programme: str, file: BinaryIO) -> Manifest:
        found = make_bundle(conninfo, by, programme, file)
        file.truncate(file.seek(0, 2) + PADDING)
        return found

    monkeypatch.setattr(module, "make_bundle", make)


def on_disk() -> int:
    """How many files this process holds that have no name, as those of bundles have not."""
    found = 0
    for one in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            place = os.readlink(one)
            found += place.startswith("/tmp/") and place.endswith("(deleted)")  # noqa: S108 - looks for it, and makes nothing there
    return found


@contextmanager
def stalled(client: httpx.Client) -> Iterator[socket.socket]:
    """A reader that asks for a bundle and reads no more than its beginning."""
    host, port = client.base_url.host, client.base_url.port
    with socket.create_connection((host, port)) as reader:
        reader.sendall(f"GET {PATH} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        assert reader.recv(12) == b"HTTP/1.1 200"
        yield reader


def test_a_full_disk_is_said_and_is_no_unforeseen_error(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "TemporaryFile", lambda: Path("/dev/full").open("w+b"))  # noqa: SIM115

    with capture_logs() as lines:
        full = client.get(PATH, headers={"Accept-Language": "fr"})

    assert (full.status_code, full.json()["code"]) == (503, "bundle_not_written")
    assert "plus de place" in full.json()["detail"]
    assert full.headers["retry-after"] == "60"
    assert [line["reason"] for line in lines if line["log_level"] == "error"] == ["No space left on device"]
    monkeypatch.undo()
    assert client.get(PATH).status_code == 200


def test_where_no_file_can_be_made_that_is_said(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nowhere() -> BinaryIO:
        return Path("/nowhere/at/all").open("w+b")

    monkeypatch.setattr(module, "TemporaryFile", nowhere)

    for language in LANGUAGES:
        answer = client.get(PATH, headers={"Accept-Language": language})
        assert (answer.status_code, answer.json()["code"]) == (503, "bundle_not_written")
        assert answer.json()["detail"]


@pytest.mark.usefixtures("large")
def test_readers_that_stall_hold_few_files_and_others_are_told_to_come_later(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "WAIT", 0.3)
    before = on_disk()
    with ExitStack() as stack:
        for _ in range(module.ON_DISK):
            stack.enter_context(stalled(client))
        held = on_disk() - before
        refused = [client.get(PATH) for _ in range(3)]
        still = on_disk() - before
        elsewhere = client.get("/healthz")

    assert (held, still) == (module.ON_DISK, module.ON_DISK)
    assert {(answer.status_code, answer.json()["code"]) for answer in refused} == {(503, "bundles_busy")}
    assert elsewhere.status_code == 200
    until(lambda: on_disk() == before, 20)
    assert client.get(PATH).status_code == 200


@pytest.mark.usefixtures("large")
def test_a_reader_that_takes_too_long_is_cut_off_and_its_place_is_free(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ON_DISK", 1)
    monkeypatch.setattr(module, "GRACE", 1.0)
    monkeypatch.setattr(module, "SLOWEST", 1 << 40)
    before = on_disk()
    with capture_logs() as lines, stalled(client) as reader:
        until(lambda: any("cut off" in line["event"] for line in lines), 10)
        until(lambda: on_disk() == before, 5)
        other = client.get(PATH)
        told, rest = length(reader), received(reader)

    assert other.status_code == 200
    assert int(other.headers["content-length"]) == len(other.content)
    assert rest < told


def length(reader: socket.socket) -> int:
    """The length that the head of an answer tells."""
    head = b""
    while b"\r\n\r\n" not in head:
        head += reader.recv(1)
    (told,) = (line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length"))
    return int(told.partition(b":")[2])


def received(reader: socket.socket) -> int:
    """How much comes after all, until the service has hung up."""
    reader.settimeout(20)
    found = 0
    while part := reader.recv(1 << 20):
        found += len(part)
    return found
