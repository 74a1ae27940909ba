"""A stock client, made of the Go project's own packages, follows the log and believes nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from service.store.log import Log
from tests.conftest import Cluster
from tests.log.public import public, signed_at
from tests.log.signing import behind_its_back, connect, signer
from tests.needing import needed
from tests.vault_keys import KEYS

SOURCES = Path("/usr/share/gocode")
CLIENT = Path(__file__).parent / "client" / "main.go"
SIZES = (3, 256, 300, 600)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The client, compiled from Debian's sources, without a network."""
    needed(
        shutil.which("go"),
        "go is missing: no stock client follows the log (apt install golang-go golang-golang-x-mod-dev)",
    )
    made = tmp_path_factory.mktemp("client")
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(made),
        "GOPATH": str(SOURCES),
        "GOCACHE": str(made / "cache"),
        "GO111MODULE": "off",
        "GOPROXY": "off",
        "CGO_ENABLED": "0",
    }
    command = ["go", "build", "-o", str(made / "client"), str(CLIENT)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return made / "client"


@pytest.fixture
def log(embedded: Cluster, path: Path) -> Iterator[Log]:
    """A log of 600 events, signed for at several sizes."""
    name = embedded.new_log()
    opened = Log(embedded.conninfo(name, "infitah_service"), KEYS)
    signed_at(opened, path, SIZES)
    yield opened
    opened.close()
    embedded.drop(name)


def note_of(log: Log, size: int) -> bytes:
    with connect(log) as connection:
        row = connection.execute("SELECT note FROM log.checkpoints WHERE size = %s", [size]).fetchone()
    assert row is not None
    return bytes(row[0])


def run(client: Path, server: httpx.Client, vkey: str, kept: Path) -> subprocess.CompletedProcess[str]:
    command = [str(client), str(server.base_url).rstrip("/"), vkey, str(kept)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.parametrize("size", SIZES)
def test_the_client_checks_every_record_and_that_the_log_only_grew(
    client: Path, log: Log, tmp_path: Path, size: int
) -> None:
    kept = tmp_path / "kept"
    kept.write_bytes(note_of(log, size))

    with public(log) as server:
        done = run(client, server, signer().vkey, kept)

    assert (done.returncode, done.stdout) == (0, f"600 records checked, consistent with {size}\n"), (
        done.stderr
    )


def test_the_client_refuses_an_altered_record_and_another_key(
    embedded: Cluster, client: Path, log: Log, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    kept.write_bytes(note_of(log, 300))
    other = signer("other.test").vkey

    with public(log) as server:
        stranger = run(client, server, other, kept)
        behind_its_back(
            embedded, log, "UPDATE log.events SET state = state || '\\x20' WHERE notification_id = 5"
        )
        altered = run(client, server, signer().vkey, kept)

    assert (stranger.returncode, altered.returncode) == (1, 1)
    assert altered.stderr == "refused: invalid transparency proof\n"
