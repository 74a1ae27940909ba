"""A public read through the gate, against one through a gate that asks nothing."""

from __future__ import annotations

import os
import statistics
import sys
from pathlib import Path

from benchmarks.ratios import Ratio
from benchmarks.service import data_directory, free_port, running, served
from benchmarks.wrk import load

SECONDS, CONNECTIONS, ROUNDS = 3, 8, 7
PATH = "/api/v1/programmes/demnate-example"
NAME = "infitah.example.ma"
BY_A_PROXY = f"wrk.headers['Host'] = '{NAME}'; wrk.headers['X-Forwarded-For'] = '192.0.2.7'"
SETTINGS = {
    "INFITAH_ILLUSTRATIVE": "1",
    "PUBLIC_HOSTS": NAME,
    "PUBLIC_TLS": "true",
    "PUBLIC_READS_PER_MINUTE": "100000000",  # all are counted, none is refused
}


def measure() -> list[Ratio]:
    """Time of a read as it is over that of one without what hardens it, in turn."""
    with data_directory() as data_dir:
        with served(data_dir, illustrative=True):
            pass  # makes the log
        rates = [(_rate(data_dir, "hardened"), _rate(data_dir, "open")) for _ in range(ROUNDS)]
    value, base = (statistics.median(1e6 / rate for rate in kind) for kind in zip(*rates, strict=True))
    return [Ratio("a public read, over one that nothing guards", value, base, "µs", 1.1, "at most")]


def _rate(data_dir: Path, kind: str) -> float:
    """Requests per second of one process that is started for it."""
    port = free_port()
    environment = os.environ | SETTINGS | {"DATA_DIR": str(data_dir)}
    command = [sys.executable, "-m", "benchmarks.open_gate", str(port), kind]
    with running(command, environment, f"http://127.0.0.1:{port}", "/readyz") as address:
        found = load(address + PATH, connections=CONNECTIONS, seconds=SECONDS, script=BY_A_PROXY)
    if found.failed:
        raise RuntimeError(f"{found.failed} answers were no success")
    return found.per_second
