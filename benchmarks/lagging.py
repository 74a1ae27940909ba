"""From the acknowledgement of a command until every read model shows it."""

from __future__ import annotations

import json
import os
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from statistics import median, quantiles
from threading import Event, Thread
from urllib.parse import urlsplit

import psycopg

from benchmarks.commands import BODY
from benchmarks.ratios import Ratio
from benchmarks.service import INFITAH, data_directory, served, token
from projections.checkpoints import MOVED
from service.opening import opened
from service.settings import Settings
from service.store.datastore import as_service

PER_SECOND, SECONDS, THREADS = 100, 15, 8
_REACHED = "SELECT min(e.position) FROM read.live l JOIN read.editions e USING (edition)"


def lag() -> list[Ratio]:
    """Median and 99th percentile of the lag at 100 commands per second, over the median of a command's own
    latency.
    """
    with data_directory() as data_dir:
        subprocess.run([INFITAH, "init"], env=os.environ | {"DATA_DIR": str(data_dir)}, check=True)
        secret = token(data_dir)
        with (
            served(data_dir, illustrative=False) as address,
            opened(Settings(data_dir=data_dir)) as service,
            _Watched(as_service(service.conninfo)) as watched,
        ):
            answered = _commands(address, secret)
            watched.until(max(answered))
    latency = median(took for _, took in answered.values())
    lags = [max(0.0, watched.shown(position) - at) * 1000 for position, (at, _) in answered.items()]
    what = f"lag until every read model shows a command at {PER_SECOND} per second"
    return [
        Ratio(f"{what}: median, over a command's latency", median(lags), latency, "ms", 3, "at most"),
        Ratio(f"{what}: 99th percentile", quantiles(lags, n=100)[98], latency, "ms", 20, "at most"),
    ]


class _Watched:
    """When every live edition had reached which position, as the database tells it."""

    def __init__(self, conninfo: str) -> None:
        self._connection = psycopg.connect(conninfo, autocommit=True)
        self._reached: list[tuple[int, float]] = []
        self._ending = Event()
        self._thread = Thread(target=self._run, daemon=True)

    def __enter__(self) -> _Watched:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ending.set()
        self._thread.join()
        self._connection.close()

    def until(self, position: int) -> None:
        while not self._reached or self._reached[-1][0] < position:
            time.sleep(0.01)

    def shown(self, position: int) -> float:
        return next(at for reached, at in self._reached if reached >= position)

    def _run(self) -> None:
        self._connection.execute(f"LISTEN {MOVED}".encode())
        while not self._ending.is_set():
            for _ in self._connection.notifies(timeout=0.1, stop_after=1):
                pass
            row = self._connection.execute(_REACHED).fetchone()
            if row and row[0] is not None:
                self._reached.append((row[0], time.perf_counter()))


def _commands(address: str, secret: str) -> dict[int, tuple[float, float]]:
    """Give commands at an even pace; returns by position when each was answered and the ms that it took."""
    began = time.perf_counter()

    def give(thread: int) -> dict[int, tuple[float, float]]:
        connection, found = HTTPConnection(urlsplit(address).netloc, timeout=10), {}
        for number in range(thread, PER_SECOND * SECONDS, THREADS):
            time.sleep(max(0.0, began + number / PER_SECOND - time.perf_counter()))
            asked = time.perf_counter()
            headers = {"Content-Type": "application/json", "Idempotency-Key": f"lag-{number}"}
            headers["Authorization"] = f"Bearer {secret}"
            connection.request("POST", "/api/v1/documents", BODY.encode(), headers)
            answer = json.loads(connection.getresponse().read())
            answered = time.perf_counter()
            found[int(answer["position"])] = (answered, (answered - asked) * 1000)
        return found

    with ThreadPoolExecutor(THREADS) as threads:
        return {at: told for found in threads.map(give, range(THREADS)) for at, told in found.items()}
