"""Loading and folding a stream of 1,000 events, against the bare SELECT of its rows and the decoding."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg

from benchmarks.ratios import Ratio
from benchmarks.service import data_directory
from domain.collectivity.commands import (
    InstallCouncil,
    RecordMemberSeatFilled,
    RecordMemberSeatVacated,
    RegisterCollectivity,
)
from domain.kernel.amend import fold
from domain.kernel.commands import Command
from domain.kernel.events import decode
from domain.network.commands import FoundNetwork
from domain.registry import DECIDERS
from service.opening import opened
from service.settings import Settings

EVENTS, REPEATS = 1_000, 30
STREAM = "collectivity:bench-commune-1"
SELECT = (
    "SELECT notification_id, originator_id, originator_version, topic, state FROM log.events"
    " WHERE originator_id = %s ORDER BY originator_version"
)


def _commands() -> list[tuple[str, Command]]:
    actor = {"role": "network_coordinator", "body": "bench"}
    president = {"role": "council_president", "body": "bench"}
    name = {"ar": "جماعة"}
    network = {
        "name": name,
        "founded_on": "2022-10-21",
        "supervised_by": name,
        "partners": [],
        "purpose": name,
    }
    given: list[tuple[str, type[Command], dict[str, Any]]] = [
        (
            "network:remacto",
            FoundNetwork,
            {"actor": actor, **network, "principles": ["transparency"], "source": "bench"},
        ),
        (
            STREAM,
            RegisterCollectivity,
            {
                "actor": actor,
                "collectivity_type": "commune",
                "region": "bench",
                "names": name,
                "source": "bench",
            },
        ),
        (
            STREAM,
            InstallCouncil,
            {"actor": president, "mandate_id": "m1", "starts_on": "2021-09-20", "seats": 31},
        ),
    ]
    for number in range(EVENTS - 2):
        kind = RecordMemberSeatFilled if number % 2 else RecordMemberSeatVacated
        day = "filled_on" if number % 2 else "vacated_on"
        more = {} if number % 2 else {"cause": "resignation"}
        given.append(
            (STREAM, kind, {"actor": president, day: str(date(2021, 10, 1) + timedelta(days=number)), **more})
        )
    return [(stream, kind.model_validate(fields)) for stream, kind, fields in given]


def _best(work: Callable[[], Any]) -> float:
    """The median of several runs, in milliseconds."""
    times = []
    for _ in range(REPEATS):
        before = time.perf_counter()
        work()
        times.append((time.perf_counter() - before) * 1000)
    return sorted(times)[REPEATS // 2]


def measure() -> list[Ratio]:
    """Load, decode and fold over SELECT; fold over decode."""
    with (
        data_directory() as directory,
        opened(
            Settings(data_dir=directory), illustrative=True, create=True, now=lambda: datetime.now(UTC)
        ) as service,
    ):
        for stream, command in _commands():
            service.handler.handle(stream, command)
        log, decider = service.log, DECIDERS["collectivity"]
        with psycopg.connect(service.conninfo) as connection:
            select = _best(lambda: connection.execute(SELECT, [STREAM], prepare=True, binary=True).fetchall())
        whole = _best(lambda: fold(decider, [decode(row.body) for row in log.load([STREAM])[STREAM]]))
        bodies = [row.body for row in log.load([STREAM])[STREAM]]
        decoding = _best(lambda: [decode(body) for body in bodies])
        events = [decode(body) for body in bodies]
        folding = _best(lambda: fold(decider, events))
    return [
        Ratio(f"load, decode and fold {EVENTS} events, over their SELECT", whole, select, "ms", 4, "at most"),
        Ratio(f"fold of {EVENTS} events, over their decoding", folding, decoding, "ms", 1, "at most"),
    ]
