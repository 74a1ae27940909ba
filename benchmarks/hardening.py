"""A public read through the gate, against one through a gate that asks nothing."""

from __future__ import annotations

import os
import statistics
import sys
from pathlib import Path
from typing import NamedTuple

from benchmarks.ratios import Ratio
from benchmarks.service import data_directory, free_port, processor_seconds, served, started
from benchmarks.wrk import load


class Aim(NamedTuple):
    """What a kind of read is called, and the bound of its ratio."""

    what: str
    most: float


SECONDS, CONNECTIONS, ROUNDS = 2, 8, 9
PATH = "/api/v1/programmes/demnate-example"
NAME = "infitah.example.ma"
BY_A_PROXY = f"wrk.headers['Host'] = '{NAME}'; wrk.headers['X-Forwarded-For'] = '192.0.2.7'"
SETTINGS = {
    "INFITAH_ILLUSTRATIVE": "1",
    "PUBLIC_HOSTS": NAME,
    "PUBLIC_TLS": "true",
    "PUBLIC_READS_PER_MINUTE": "100000000",  # all are counted, none is refused
}
KINDS = {
    "hardened": Aim("a public read, over one that nothing guards", 1.1),
    "proxied": Aim("as before, by a proxy that is believed, and counted", 1.1),
}


def measure() -> list[Ratio]:
    """Processor time of a read as it is over that of one without what hardens it, in turn."""
    with data_directory() as data_dir:
        with served(data_dir, illustrative=True):
            pass  # makes the log
        rounds = [{kind: _cost(data_dir, kind) for kind in ("open", *KINDS)} for _ in range(ROUNDS)]
    # Of each round by itself: the machine is faster at one time than at another.
    bare = statistics.median(one["open"] for one in rounds)
    times = {kind: statistics.median(one[kind] / one["open"] for one in rounds) for kind in KINDS}
    return [
        Ratio(aim.what, bare * times[kind], bare, "µs", aim.most, "at most") for kind, aim in KINDS.items()
    ]


def _cost(data_dir: Path, kind: str) -> float:
    """Microseconds of processor time for a request, in a process that is started for it."""
    port = free_port()
    environment = os.environ | SETTINGS | {"DATA_DIR": str(data_dir)}
    command = [sys.executable, "-m", "benchmarks.open_gate", str(port), kind]
    address = f"http://127.0.0.1:{port}"
    with started(command, environment, f"{address}/readyz") as process:
        _load(address, 1)  # what is done once is done
        before = processor_seconds(process)
        requests = _load(address, SECONDS) * SECONDS
        return 1e6 * (processor_seconds(process) - before) / requests


def _load(address: str, seconds: int) -> float:
    found = load(address + PATH, connections=CONNECTIONS, seconds=seconds, script=BY_A_PROXY)
    if found.failed:
        raise RuntimeError(f"{found.failed} answers were no success")
    return found.per_second
