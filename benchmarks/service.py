"""A service of our own for a run: its data in a directory of its own, its port any that is free."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from service.opening import Service, opened
from service.settings import Settings

INFITAH = str(Path(sys.executable).with_name("infitah"))


@contextmanager
def data_directory() -> Iterator[Path]:
    """A directory that the database's own user may enter, removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="infitah-bench-") as made:
        Path(made).chmod(0o755)
        yield Path(made)


@contextmanager
def opened_log(directory: Path) -> Iterator[Service]:
    """An illustrative log without the example, open in this process: its clock is the true one."""
    settings = Settings(data_dir=directory)
    with opened(settings, illustrative=True, create=True, now=lambda: datetime.now(UTC)) as service:
        yield service


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(data_dir: Path, *, illustrative: bool, workers: int = 1) -> Iterator[str]:
    """`infitah serve` on a data directory; yields its address once it is ready."""
    port = free_port()
    environment = os.environ | {"DATA_DIR": str(data_dir), "WEB_CONCURRENCY": str(workers)}
    command = [INFITAH, "serve", "--port", str(port), *(["--illustrative"] if illustrative else [])]
    with running(command, environment, f"http://127.0.0.1:{port}", "/readyz") as address:
        yield address


@contextmanager
def running(command: list[str], environment: dict[str, str], address: str, path: str) -> Iterator[str]:
    """A process that serves `address`, from its first answer at `path` until the end of the block."""
    with started(command, environment, address + path):
        yield address


@contextmanager
def started(command: list[str], environment: dict[str, str], url: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process, from its first answer at `url` until the end of the block."""
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
        try:
            _wait(process, url)
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=30)


def _wait(process: subprocess.Popen[bytes], url: str, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args} ended with {process.returncode}")
        try:
            urllib.request.urlopen(url, timeout=seconds).read()  # noqa: S310 - a service on loopback
            return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.02)
    raise RuntimeError(f"{url} did not answer within {seconds} seconds")


def processor_seconds(process: subprocess.Popen[bytes]) -> float:
    """What a process has used of processors so far: others on the machine do not lengthen it."""
    fields = Path(f"/proc/{process.pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def get(url: str) -> tuple[bytes, dict[str, str]]:
    """The body and headers of an answer."""
    with urllib.request.urlopen(url, timeout=30) as answer:  # noqa: S310 - a service on loopback
        return answer.read(), dict(answer.headers.items())


def token(data_dir: Path, *more: str) -> str:
    """A token of somebody who may register documents, made at the command line; `more` are options."""

    def infitah(*arguments: str) -> str:
        environment = os.environ | {"DATA_DIR": str(data_dir)}
        command = [INFITAH, *arguments, *more]
        return (
            subprocess.run(command, env=environment, check=True, capture_output=True).stdout.decode().strip()
        )

    email = "society@bench.example"
    infitah("user", "create", email)
    infitah("user", "grant", email, "--role", "civil_society", "--body", "bench")
    return infitah("token", "create", email)
