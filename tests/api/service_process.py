"""The service as a process of its own, as `make run` starts it."""

from __future__ import annotations

import atexit
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import httpx

from service.access.access import Access
from service.opening import opened
from service.settings import Settings
from tests.api.signed_in import SigningTransport

ROOT = Path(__file__).parents[2]
INFITAH = str(Path(sys.executable).parent / "infitah")


class Running(NamedTuple):
    """A service that answers."""

    address: str
    process: subprocess.Popen[str]
    data_dir: Path
    illustrative: bool

    @contextmanager
    def client(self, **options: Any) -> Iterator[httpx.Client]:
        """A client at which whoever is named as actor is signed in."""
        settings = Settings(data_dir=self.data_dir)
        with opened(settings, illustrative=self.illustrative) as service:
            access = Access(service.log, secret=settings.secret())
            transport = SigningTransport(access)
            with httpx.Client(base_url=self.address, transport=transport, **options) as client:
                yield client

    def kill(self) -> None:
        """End it at once, as a power failure would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)


def environment(data_dir: Path, **more: str) -> dict[str, str]:
    """The environment of a command on one data directory, speaking English."""
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "PORT")}
    return kept | {"DATA_DIR": str(data_dir), "LANGUAGE": "en", "COLUMNS": "200", **more}


def infitah(
    data_dir: Path, *arguments: str, given: str = "", **more: str
) -> subprocess.CompletedProcess[str]:
    """Run one command to its end, in a process that forks where the program is loaded already."""
    with TemporaryDirectory() as folder:
        files = {name: Path(folder, name) for name in ("given", "stdout", "stderr")}
        for name, file in files.items():
            file.write_text(given if name == "given" else "", "utf-8")
        asked = {"folder": folder, "arguments": arguments, "environment": environment(data_dir, **more)}
        code = _ask(json.dumps(asked))
        told = [files[name].read_text("utf-8") for name in ("stdout", "stderr")]
    return subprocess.CompletedProcess(["infitah", *arguments], code, *told)


def _ask(line: str) -> int:
    stem = _stem()
    assert stem.stdin is not None
    assert stem.stdout is not None
    stem.stdin.write(f"{line}\n")
    stem.stdin.flush()
    return int(stem.stdout.readline())


@cache
def _stem() -> subprocess.Popen[str]:
    # Its forks end without the word that coverage waits for, so it is not measured.
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    stem = subprocess.Popen(
        [sys.executable, "-m", "tests.api.stem"],
        cwd=ROOT,
        env=kept,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(stem.communicate)  # at the end of what it reads, it ends
    return stem


def installed_infitah(
    data_dir: Path, *arguments: str, given: str = "", **more: str
) -> subprocess.CompletedProcess[str]:
    """Run one command to its end as a shell does, from the script that is installed."""
    return subprocess.run(
        [INFITAH, *arguments],
        env=environment(data_dir, **more),
        input=given,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def log_lines(data_dir: Path) -> Path:
    """Where a service's log lines go."""
    return data_dir.parent / f"{data_dir.name}.log"


@contextmanager
def started(data_dir: Path, *arguments: str, **more: str) -> Iterator[Running]:
    """Start the service on a free port and wait until it says its address; stop it in the end. `more` is
    added to its environment.
    """
    with log_lines(data_dir).open("a") as lines:
        process = subprocess.Popen(
            [INFITAH, "serve", "--port", "0", *arguments],
            env=environment(data_dir, **more),
            stdout=subprocess.PIPE,
            stderr=lines,
            text=True,
        )
        assert process.stdout is not None
        first = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+", first)
        assert found, first
        try:
            yield Running(found[0], process, data_dir, "--illustrative" in arguments)
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait(20)
            process.stdout.close()
