"""Loading and folding a stream of 1,000 events, against the bare SELECT of its rows and the decoding."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

import psycopg

from benchmarks.ratios import Ratio, in_turns
from benchmarks.service import data_directory, opened_log
from domain.collectivity.commands import (
    InstallCouncil,
    RecordMemberSeatFilled,
    RecordMemberSeatVacated,
    RecordMembershipJoined,
    RegisterCollectivity,
)
from domain.commitment.commands import ReportProgress, StartCommitment
from domain.kernel.amend import fold
from domain.kernel.commands import Command
from domain.kernel.stored import decode
from domain.network.commands import FoundNetwork
from domain.programme.commands import TakeOverProgramme
from domain.programme.rules.behind import BEHIND
from domain.programme.stages import Stage
from domain.registry import DECIDERS
from service.opening import Service

EVENTS, REPEATS = 1_000, 50
COUNCIL = "collectivity:bench-commune-1"
SELECT = (
    "SELECT notification_id, originator_id, originator_version, topic, state FROM log.events"
    " WHERE originator_id = %s ORDER BY originator_version"
)


ACTORS = {
    role: {"role": role, "body": "bench"}
    for role in ("network_coordinator", "council_president", "focal_point", "lead_unit")
}
NAME = {"ar": "جماعة"}
Given = tuple[str, type[Command], dict[str, Any]]


def member() -> list[Given]:
    """A commune that is a member of the Network, with a council."""
    coordinator, president = ACTORS["network_coordinator"], ACTORS["council_president"]
    network = {"founded_on": "2022-10-21", "supervised_by": NAME, "partners": [], "purpose": NAME}
    register = {"collectivity_type": "commune", "region": "bench", "names": NAME, "source": "bench"}
    joined = {"joined_on": "2024-12", "source": "bench"}
    council = {"mandate_id": "m1", "starts_on": "2021-09-20", "seats": 31}
    more = {"name": NAME, "principles": ["transparency"], "source": "bench"}
    return [
        ("network:remacto", FoundNetwork, {"actor": coordinator, **network, **more}),
        (COUNCIL, RegisterCollectivity, {"actor": coordinator, **register}),
        (COUNCIL, RecordMembershipJoined, {"actor": coordinator, **joined}),
        (COUNCIL, InstallCouncil, {"actor": president, **council}),
    ]


def _seats() -> Iterator[Given]:
    """Seats of the council fall vacant and are filled: the state keeps each change, and grows."""
    for number in range(EVENTS - 3):
        kind = RecordMemberSeatFilled if number % 2 else RecordMemberSeatVacated
        day = "filled_on" if number % 2 else "vacated_on"
        more = {} if number % 2 else {"cause": "resignation"}
        fields = {day: str(date(2021, 10, 1) + timedelta(days=number)), **more}
        yield COUNCIL, kind, {"actor": ACTORS["council_president"], **fields}


def running_programme() -> Given:
    """A programme in execution, taken over with one commitment."""
    milestone = {"key": "m1", "title": NAME, "due_on": "2026-12-31"}
    commitment = {"key": "publish", "title": NAME, "lead": "bench", "principles": ["transparency"]}
    fields = {
        "collectivity_ids": [COUNCIL.partition(":")[2]],
        "title": NAME,
        "starts_on": "2026-01-01",
        "ends_on": "2027-12-31",
        "stage_reached": "in_execution",
        "axes": [{"key": "a1", "title": NAME}],
        "commitments": [commitment | {"axis": "a1", "milestones": [milestone]}],
        "missing": sorted(BEHIND[Stage.IN_EXECUTION]),
    }
    return "programme:bench", TakeOverProgramme, {"actor": ACTORS["focal_point"], **fields}


def _progress(stream: str) -> Iterator[Given]:
    """The lead of a commitment reports progress again and again: the state keeps its size."""
    lead = {"actor": ACTORS["lead_unit"]}
    yield stream, StartCommitment, lead
    for number in range(EVENTS - 2):
        yield stream, ReportProgress, {**lead, "percentage": number % 100, "statement": NAME}


def _milliseconds(work: Callable[[], Any]) -> float:
    before = time.perf_counter()
    work()
    return (time.perf_counter() - before) * 1000


def record(service: Service, given: Iterable[Given]) -> None:
    """Carry out commands in order."""
    for stream, kind, fields in given:
        service.handler.handle(stream, kind.model_validate(fields))


def measure() -> list[Ratio]:
    """Load, decode and fold over SELECT, and fold over decode, for a state that keeps its size and for one
    that grows with every event.
    """
    with data_directory() as directory, opened_log(directory) as service:
        record(service, [*member(), *_seats(), running_programme()])
        (row,) = service.log.tagged("programme:bench/commitment")
        record(service, _progress(row.stream))
        return [
            *_folded(service, row.stream, "a commitment"),
            *_folded(service, COUNCIL, "a growing council"),
        ]


def _folded(service: Service, stream: str, what: str) -> list[Ratio]:
    log, decider = service.log, DECIDERS[stream.partition(":")[0]]
    bodies = log.bodies([stream])[stream]
    assert len(bodies) == EVENTS
    with psycopg.connect(service.conninfo) as connection:
        works: list[Callable[[], Any]] = [
            lambda: connection.execute(SELECT, [stream], prepare=True, binary=True).fetchall(),
            lambda: fold(decider, [decode(body) for body in log.bodies([stream])[stream]]),
            lambda: [decode(body) for body in bodies],
            lambda: fold(decider, [decode(body) for body in bodies]),
        ]
        select, whole, decoding, both = in_turns(REPEATS, *(partial(_milliseconds, work) for work in works))
    folding = both - decoding
    return [
        Ratio(
            f"load, decode and fold {EVENTS} events of {what}, over SELECT", whole, select, "ms", 4, "at most"
        ),
        Ratio(f"fold of {EVENTS} events of {what}, over decoding", folding, decoding, "ms", 1, "at most"),
    ]
