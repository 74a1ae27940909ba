"""Rebuilds from a long log against reading and decoding it, and how soon read models show a command."""

from __future__ import annotations

import os
import time
from pathlib import Path

import psycopg

from benchmarks.lagging import lag
from benchmarks.long_log import fill
from benchmarks.ratios import Ratio
from benchmarks.service import data_directory
from domain.kernel.stored import decode
from projections.batches import BATCH
from projections.projection import made_by
from projections.rebuilding import Rebuild
from projections.registry import projections
from service.example.stage import ScenarioClock
from service.opening import Service, opened
from service.settings import Settings
from service.store.datastore import as_service

EVENTS = int(os.environ.get("BENCH_EVENTS", "200000"))
SLOW = frozenset({"history", "search"})
"""Those that write a row or more for every event."""


def measure() -> list[Ratio]:
    """Events per second of each rebuild over those of decoding; lag over a command's own latency."""
    with data_directory() as directory:
        clock = ScenarioClock()
        settings = Settings(data_dir=directory)
        with opened(settings, illustrative=True, create=True, now=clock) as service:
            events = fill(service.log, service.handler, clock, EVENTS)
            ratios = _rebuilds(service, events)
    return [*ratios, *lag()]


def _rebuilds(service: Service, events: int) -> list[Ratio]:
    base = _decoding(service)
    rates = {name: _rebuild(service, [name])[0] for name in projections(service.log)}
    cheapest = max(rates, key=lambda name: rates[name])
    ratios = []
    for name, rate in sorted(rates.items(), key=lambda item: -item[1]):
        aim = 0.25 if name == cheapest else 0.03 if name in SLOW else 0.1
        what = f"rebuild of {name} from {events:,} events, over decoding them"
        ratios.append(Ratio(what, rate, base, "/s", aim, "at least"))
    _, sizes = _rebuild(service, list(rates))
    tenth = max(sizes[: len(sizes) // 10 + 1])
    what = "memory at the peak of a rebuild of all, over that of its first tenth"
    return [*ratios, Ratio(what, max(sizes), tenth, "MiB", 1.25, "at most")]


def _decoding(service: Service) -> float:
    """Events per second of reading the log and decoding it."""
    began, position, done = time.perf_counter(), 0, 0
    while rows := service.log.since(position, BATCH):
        done += len([decode(row.body) for row in rows])
        position = rows[-1].position
    return done / (time.perf_counter() - began)


def _rebuild(service: Service, names: list[str]) -> tuple[float, list[float]]:
    """Events per second of one rebuild, and the memory of this process after each batch in MiB."""
    sizes: list[float] = []
    with psycopg.connect(as_service(service.conninfo), autocommit=True) as connection:
        made = {name: projections(service.log)[name] for name in names}
        rebuild = Rebuild(service.log, connection, made, made_by())
        began = time.perf_counter()
        swapped = rebuild.run(lambda _: sizes.append(_resident()))
        seconds = time.perf_counter() - began
    if len(swapped) != len(names):
        raise RuntimeError(f"not rebuilt: {[str(found) for found in rebuild.poison]}")
    return service.log.head() / seconds, sizes


def _resident() -> float:
    """The memory of this process in MiB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
