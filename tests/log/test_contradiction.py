"""A witness that knows another log than ours: a claim is told, what our own key signed stops the signing."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import FastAPI

from projections.transparency.checkpoint import Checkpoint
from projections.transparency.notes import COSIGNATURE, SignedNote, Signer
from projections.transparency.witnessing import SIZE_TYPE
from service.api.log_routes import log_health, log_router, refuse_contradicted
from service.handling.handler import CommandHandler
from service.opening import Service
from service.settings import Settings
from service.store.datastore import as_service
from service.store.log import Log
from service.transparency.contradiction import checkpoint_path
from service.transparency.log_key import LogKey
from service.transparency.side import LogSide
from service.transparency.trust import LogTrust
from service.transparency.witnesses import remove_witness
from tests.api.service_process import infitah, started
from tests.api.serving import SECRET, served
from tests.conftest import Cluster
from tests.languages import LANGUAGES
from tests.log.signing import connect, expected, recorded, signed, signed_up_to, signer
from tests.log.test_witness import cosigned, listed, serving
from tests.projections.following import until
from tests.vault_keys import KEYS

OTHER = Signer("illustrative.test", Ed25519PrivateKey.from_private_bytes(b"\x07" * 32))
W_KEY = Ed25519PrivateKey.from_private_bytes(b"\x08" * 32)
W = Signer("witness.example/w", W_KEY, COSIGNATURE)


@contextmanager
def running(log: Log, path: Path) -> Iterator[httpx.Client]:
    """A client of a server with the whole transparency side of a log, health as the service tells it."""
    settings = Settings(data_dir=path.parent, log_checkpoint_file=path)
    key = LogKey(signer().verifier, signer(), development=False)
    handler = CommandHandler(log, secret=SECRET)
    service = Service(settings, log, handler, False, as_service(log.conninfo), key)
    side = LogSide(service, LogTrust())

    def health() -> dict[str, Any]:
        found = log_health(side)
        refuse_contradicted(side, **found)
        return found

    async def ready() -> dict[str, Any]:
        return log_health(side)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        await side.start()
        yield
        await side.stop()

    options = {"routers": [log_router(side.public, illustrative=False)], "lifespan": lifespan}
    server = served(log, ready=ready, health=health, **options)
    with server as address, httpx.Client(base_url=address) as client:
        yield client


@contextmanager
def claiming(known: int, kept: bytes | None = None) -> Iterator[str]:
    """A witness that always says that it has cosigned `known`, and tells `kept` as what it holds."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self._answer(409, SIZE_TYPE, f"{known}\n".encode())

        def do_GET(self) -> None:
            right = self.path == f"/{checkpoint_path('illustrative.test')}"
            self._answer(200 if right and kept else 404, "text/plain", kept or b"")

        def _answer(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            pass

    made = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=made.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{made.server_port}"
    made.shutdown()
    made.server_close()
    thread.join()


@pytest.fixture
def other(embedded: Cluster) -> Iterator[Log]:
    """Another database of the same log, which holds other events: what an older copy went on with."""
    name = embedded.new_log()
    log = Log(embedded.conninfo(name, "infitah_service"), KEYS)
    yield log
    log.close()
    embedded.drop(name)


def red(client: httpx.Client, code: str) -> dict[str, Any]:
    """What health says once it says this."""
    until(lambda: client.get("/healthz").json().get("code") == code, 20)
    return client.get("/healthz").json()


@pytest.mark.parametrize(("count", "reason"), [(3, "witness_has_more"), (7, "witness_has_other")])
def test_what_our_key_signed_and_a_witness_kept_stops_an_older_copy_without_a_checkpoint_file(
    log: Log, other: Log, path: Path, tmp_path: Path, count: int, reason: str
) -> None:
    with serving(tmp_path / "w", signer().vkey) as (address, vkey):
        listed(log, address, vkey)
        with running(log, path):
            recorded(log, 5)
            until(lambda: cosigned(log) == 5, 30)
        with running(other, tmp_path / "restored" / "checkpoint") as client:
            recorded(other, count)
            until(lambda: signed_up_to(other, count))
            listed(other, address, vkey)

            found = red(client, "log_not_trusted")
            before = signed(other)
            recorded(other, 2, start=count + 1)
            answers = [client.get("/healthz", headers={"Accept-Language": one}).json() for one in LANGUAGES]

    assert found["reason"] == reason
    assert "civil society" in found["detail"]
    assert len({answer["detail"] for answer in answers}) == len(LANGUAGES)
    assert signed(other) == before


def test_an_older_copy_is_noticed_at_the_start_though_nothing_new_is_recorded(
    log: Log, other: Log, path: Path, tmp_path: Path
) -> None:
    recorded(other, 3)
    with running(other, path):
        until(lambda: signed_up_to(other, 3))
    with serving(tmp_path / "w", signer().vkey) as (address, vkey):
        listed(log, address, vkey)
        with running(log, tmp_path / "restored" / "checkpoint"):
            recorded(log, 5)
            until(lambda: cosigned(log) == 5, 30)
        listed(other, address, vkey)
        with running(other, path) as client:
            assert red(client, "log_not_trusted")["reason"] == "witness_has_more"


def false_evidence() -> list[bytes | None]:
    text = Checkpoint("illustrative.test", 99, b"\x01" * 32).text()
    elsewhere = Checkpoint("another.test", 99, b"\x01" * 32).text()
    return [
        None,
        b"nothing that is a note",
        SignedNote(text, (OTHER.sign(text),)).encode(),
        SignedNote(elsewhere, (signer().sign(elsewhere),)).encode(),
    ]


@pytest.mark.parametrize("kept", false_evidence())
def test_a_claim_without_proof_turns_health_red_and_stops_nothing(
    log: Log, path: Path, kept: bytes | None
) -> None:
    with claiming(99, kept) as address, running(log, path) as client:
        listed(log, address, W.vkey)
        recorded(log, 3)

        found = red(client, "witness_contradicts")
        recorded(log, 2, start=4)
        until(lambda: signed_up_to(log, 5))
        ready = client.get("/readyz")
        with connect(log) as connection:
            remove_witness(connection, "civil society")
        until(lambda: client.get("/healthz").status_code == 200)

    assert (found["witness"], found["reason"]) == ("civil society", "witness_ahead")
    assert "99" in found["detail"]
    assert found["log"]["trusted"] is True
    assert ready.status_code == 200
    assert signed(log) == expected(log, 5)


def test_a_claim_of_what_we_have_reached_since_is_no_contradiction(log: Log, path: Path) -> None:
    evidence = Checkpoint("illustrative.test", 2, b"\x01" * 32).text()
    with running(log, path) as client:
        recorded(log, 2)
        until(lambda: signed_up_to(log, 2))
        own = expected(log, 2).text()
        assert own != evidence
        kept = SignedNote(own, (signer().sign(own),)).encode()
        with claiming(2, kept) as address:
            listed(log, address, W.vkey)
            found = red(client, "witness_contradicts")

    assert found["reason"] == "witness_other_root"
    assert found["log"]["trusted"] is True, "what it holds is what we signed: the witness is wrong"


def test_what_each_witness_answered_last_is_told(temporary: Path) -> None:
    with (
        started(temporary / "told") as service,
        service.client() as client,
    ):
        vkey = client.get("/readyz").json()["log"]["key"]
        with serving(temporary / "w", vkey) as (address, witness_key):
            for name, url, key in (("good", address, witness_key), ("deaf", "http://127.0.0.1:9", W.vkey)):
                assert infitah(temporary / "told", "witness", "add", name, url, key).returncode == 0

            def told() -> dict[str, Any]:
                found = client.get("/healthz").json()["log"].get("witnesses", [])
                return {one["name"]: one["last_answer"] for one in found if one["last_answer"]}

            until(lambda: set(told()) == {"good", "deaf"}, 30)
            found = told()
            after = infitah(temporary / "told", "witness", "list").stdout
    late = Signer("witness.example/late", W_KEY, COSIGNATURE).vkey
    infitah(temporary / "told", "witness", "add", "late", "http://127.0.0.1:9", late)
    unasked = infitah(temporary / "told", "witness", "list").stdout

    assert (found["good"]["code"], found["deaf"]["code"]) == ("witness_cosigned", "witness_unreachable")
    assert found["good"]["asked_at"]
    assert "nobody answers at this address" in found["deaf"]["sentence"]["en"]
    assert "لا أحد يجيب" in found["deaf"]["sentence"]["ar"]
    assert "not asked yet" in unasked
    assert "not asked yet" not in after
    assert "it cosigned the log at" in after
    assert "nobody answers at this address" in after
