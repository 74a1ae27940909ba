"""A bundle of the illustrative programme from the service as `make run` starts it, checked away from it."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

from service.example.preparation import STREAM
from tests.api.service_process import INFITAH, Running, infitah, started

PROGRAMME = STREAM.partition(":")[2]
HELD, BROKEN, UNAUTHENTICATED = 0, 1, 3


class Served(NamedTuple):
    """A running service over the illustrative log, and the key that its health names."""

    data_dir: Path
    service: Running
    vkey: str


@pytest.fixture(scope="module")
def served(temporary: Path) -> Iterator[Served]:
    data_dir = temporary / "bundles"
    with started(data_dir, "--illustrative") as service, httpx.Client(base_url=service.address) as client:
        vkey = client.get("/healthz").json()["log"]["key"]
        deadline = time.monotonic() + 30
        while client.get(f"/api/v1/programmes/{PROGRAMME}/bundle").status_code == 503:
            assert time.monotonic() < deadline
            time.sleep(0.2)
        yield Served(data_dir, service, vkey)


def away(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command as somebody who has neither the service's data nor its database."""
    kept = {name: value for name, value in os.environ.items() if name not in ("DATA_DIR", "PORT")}
    given = kept | {"DATABASE_URL": "postgresql://nowhere.invalid/none", "LANGUAGE": "en", "COLUMNS": "200"}
    return subprocess.run(
        [INFITAH, *arguments], env=given, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.fixture(scope="module")
def downloaded(served: Served, temporary: Path) -> Path:
    file = temporary / "downloaded.zip"
    answer = httpx.get(f"{served.service.address}/api/v1/programmes/{PROGRAMME}/bundle", timeout=30)
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-length"] == str(len(answer.content))
    assert answer.headers["content-disposition"] == f'attachment; filename="{PROGRAMME}.zip"'
    file.write_bytes(answer.content)
    return file


def test_it_verifies_with_the_key_that_the_service_names(served: Served, downloaded: Path) -> None:
    done = away("verify", str(downloaded), "--key", served.vkey)

    assert (done.returncode, "All held." in done.stdout) == (HELD, True), done.stdout + done.stderr


def test_without_the_key_it_is_not_authenticated(downloaded: Path) -> None:
    done = away("verify", str(downloaded))

    assert (done.returncode, "not authenticated" in done.stdout) == (UNAUTHENTICATED, True)


def test_the_command_line_writes_the_same_bundle(served: Served, downloaded: Path, temporary: Path) -> None:
    file = temporary / "written.zip"
    done = infitah(served.data_dir, "bundle", PROGRAMME, "--illustrative", "--output", str(file))

    assert (done.returncode, served.vkey in done.stdout) == (HELD, True), done.stderr
    assert file.read_bytes() == downloaded.read_bytes()
    assert not list(temporary.glob(".*unfinished"))


def test_of_an_unknown_programme_nothing_is_written(served: Served, temporary: Path) -> None:
    file = temporary / "unknown.zip"
    done = infitah(served.data_dir, "bundle", "nobody-s", "--illustrative", "--output", str(file))

    assert (done.returncode, "Nothing is recorded" in done.stderr) == (1, True)
    assert not file.exists()


def test_a_file_that_cannot_be_written_is_said(served: Served) -> None:
    done = infitah(served.data_dir, "bundle", PROGRAMME, "--illustrative", "-o", "/nowhere/bundle.zip")

    assert (done.returncode, "cannot be written" in done.stderr) == (2, True)


@pytest.mark.parametrize(
    ("path", "status", "named"),
    [
        ("nobody-s/bundle", 404, "not_found"),
        ("Not an id/bundle", 422, '"id"'),
        (f"{PROGRAMME}/bundle?language=fr", 422, '"language"'),
    ],
)
def test_bad_input_is_a_problem_that_names_the_field(
    served: Served, path: str, status: int, named: str
) -> None:
    answer = httpx.get(f"{served.service.address}/api/v1/programmes/{path}")

    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert named in answer.text


def test_the_same_log_can_be_audited_and_the_checkpoint_kept_for_the_next_bundle(
    served: Served, downloaded: Path, temporary: Path
) -> None:
    kept = temporary / "kept-checkpoint"
    audited = away("audit", served.service.address, "--key", served.vkey, "--checkpoint", str(kept))
    verified = away("verify", str(downloaded), "--key", served.vkey, "--checkpoint", str(kept))

    assert (audited.returncode, verified.returncode) == (HELD, HELD), audited.stdout + verified.stdout
    assert "continues the older checkpoint" in verified.stdout
