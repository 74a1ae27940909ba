"""The first start with the illustrative programme: a process of its own records it before any answer."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import httpx
import psycopg
import pytest

from service.database.embedded import EmbeddedServer
from service.database.opening import ILLUSTRATIVE
from tests.api.service_process import INFITAH, environment, started
from tests.projections.following import until

WHOLE = 1061
"""The events of the register and the illustrative programme."""


@pytest.fixture
def data_dir(tmp_path_factory: pytest.TempPathFactory, temporary: Path) -> Path:
    return temporary / tmp_path_factory.mktemp("playing").name


class Beginning(NamedTuple):
    """A first start, seen before it answers, and the process that plays the example, stopped on the way."""

    data_dir: Path
    process: subprocess.Popen[str]
    playing: int


@pytest.fixture
def beginning(data_dir: Path) -> Iterator[Beginning]:
    """Begun again where the example was at its end before anybody looked."""
    for number in range(5):
        with begun(data_dir.with_name(f"{data_dir.name}-{number}")) as found:
            if found is not None:
                yield found
                return
    pytest.fail("expected the example to be seen on its way once in five times")


@contextmanager
def begun(data_dir: Path) -> Iterator[Beginning | None]:
    """A first start, ended in the end whatever came of it; None where the example was too quick."""
    process = subprocess.Popen(
        [INFITAH, "serve", "--illustrative", "--port", "0"],
        env=environment(data_dir),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    playing: list[int] = []
    try:
        until(lambda: recorded(data_dir) > 0, 120)
        playing = children(process)
        for number in playing:
            os.kill(number, signal.SIGSTOP)
        yield Beginning(data_dir, process, playing[0]) if playing else None
    finally:
        if process.poll() is None:
            process.terminate()
            for number in playing:
                with suppress(ProcessLookupError):
                    os.kill(number, signal.SIGCONT)
            process.communicate(timeout=60)


def recorded(data_dir: Path) -> int:
    """The events on record, 0 before there is a log."""
    server = EmbeddedServer(data_dir)
    try:
        with psycopg.connect(server.conninfo(ILLUSTRATIVE)) as connection:
            row = connection.execute("SELECT count(*) FROM log.events").fetchone()
    except (OSError, IndexError, UnicodeError, psycopg.Error):  # as long as the server starts
        return 0
    assert row is not None
    return int(row[0])


def children(process: subprocess.Popen[str]) -> list[int]:
    found = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text("utf-8")
    return [int(number) for number in found.split()]


def test_the_first_answer_has_the_whole_example_read_and_signed(data_dir: Path) -> None:
    with started(data_dir, "--illustrative") as service, httpx.Client(base_url=service.address) as client:
        ready = client.get("/readyz")
        signed = client.get("/log/checkpoint").text.splitlines()[1]
        programme = client.get("/api/v1/programmes/demnate-example")

    assert ready.status_code == 200
    assert (ready.json()["position"], ready.json()["read_position"], int(signed)) == (WHOLE,) * 3
    assert programme.json()["stage"] == "closed"


def test_told_to_end_it_leaves_nothing_running_and_the_next_start_goes_on(beginning: Beginning) -> None:
    beginning.process.send_signal(signal.SIGTERM)
    os.kill(beginning.playing, signal.SIGCONT)
    beginning.process.communicate(timeout=60)

    assert not Path(f"/proc/{beginning.playing}").exists()
    assert not EmbeddedServer(beginning.data_dir).cluster.joinpath("postmaster.pid").exists()
    with started(beginning.data_dir, "--illustrative") as service:
        assert httpx.get(f"{service.address}/readyz").json()["read_position"] == WHOLE


def test_it_does_not_serve_where_the_example_was_cut_off(beginning: Beginning) -> None:
    os.kill(beginning.playing, signal.SIGKILL)
    said, _ = beginning.process.communicate(timeout=60)

    assert beginning.process.returncode == 3
    assert said == ""
    assert not EmbeddedServer(beginning.data_dir).cluster.joinpath("postmaster.pid").exists()
