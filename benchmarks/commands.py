"""Single-event commands over HTTP, against the eventsourcing library's own save on the same server."""

from __future__ import annotations

import os
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate

from benchmarks.ratios import Ratio
from benchmarks.service import INFITAH, data_directory, served, token
from benchmarks.wrk import load
from service.database.embedded import EmbeddedServer

SECONDS, CONNECTIONS, THREADS = 8, 8, 8
BODY = (
    '{"title":{"ar":"محضر اجتماع لجنة التتبع"},'
    '"kind":"minutes","language":"ar","size":1024,"sha256":"' + "a" * 64 + '"}'
)
SCRIPT = """
local number, run = 0, tostring(os.time())
request = function()
  number = number + 1
  wrk.headers["Authorization"] = "Bearer %s"
  wrk.headers["Content-Type"] = "application/json"
  wrk.headers["Idempotency-Key"] = run .. "-" .. number
  return wrk.format("POST", "/api/v1/documents", nil, [[%s]])
end
"""


class Note(Aggregate):
    """As much state as one of our events has."""

    def __init__(self, text: str) -> None:
        self.text = text


def library_save(server: EmbeddedServer) -> float:
    """Events per second of `Application.save` with the default recorder, 8 threads, one event each."""
    with psycopg.connect(
        f"postgresql:///postgres?host={server.socket_directory()}&user=postgres", autocommit=True
    ) as admin:
        admin.execute("DROP DATABASE IF EXISTS library")
        admin.execute("CREATE DATABASE library")
    environment = {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": "library",
        "POSTGRES_HOST": server.socket_directory(),
        "POSTGRES_PORT": "5432",
        "POSTGRES_USER": "postgres",
        "POSTGRES_PASSWORD": "",
        "POSTGRES_POOL_SIZE": str(THREADS),
    }
    with Application(env=environment) as application:
        until = time.monotonic() + SECONDS

        def save(_thread: int) -> int:
            done = 0
            while time.monotonic() < until:
                application.save(Note(BODY))
                done += 1
            return done

        with ThreadPoolExecutor(THREADS) as threads:
            return sum(threads.map(save, range(THREADS))) / SECONDS


def measure() -> list[Ratio]:
    """Commands per second with one and with two service processes, over what the library saves."""
    ratios = []
    with data_directory() as data_dir:
        token = _initialise(data_dir)
        for workers in (1, 2):
            with served(data_dir, illustrative=False, workers=workers) as address:
                found = load(address, connections=CONNECTIONS, seconds=SECONDS, script=SCRIPT % (token, BODY))
                server = EmbeddedServer(data_dir)
                server.attach()
                base = library_save(server)
                server.detach()
            if found.failed:
                raise RuntimeError(f"{found.failed} commands were not accepted")
            name = f"single-event commands over HTTP, {workers} process(es), over the library's save"
            ratios.append(Ratio(name, found.per_second, base, "/s", 0.6, "at least"))
    return ratios


def _initialise(data_dir: Path) -> str:
    """Make a log, and a token of somebody who may register documents."""
    environment = os.environ | {"DATA_DIR": str(data_dir)}
    subprocess.run([INFITAH, "init"], env=environment, check=True, capture_output=True)
    return token(data_dir)
