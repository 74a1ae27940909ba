"""A page of 100 texts of the vault, each with a key of its own, against the same page in the clear."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from statistics import median
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo

from benchmarks.folding import ACTORS, COUNCIL, NAME, Given, member, record
from benchmarks.ratios import Ratio
from benchmarks.service import data_directory, opened_log
from domain.idea.commands import FindIdeaAdmissible, SubmitIdea
from domain.kernel.dates import legal_day
from domain.programme.commands import IdentifyAxes, InitiateProgramme, OpenIdeaCollection
from domain.workshop.commands import AnnounceWorkshop
from projections.model import ReadModel
from projections.registry import READ_MODELS, projections
from projections.runner import Runner
from service.opening import Service
from service.reading.rows import Page, page
from service.reading.snapshots import NotMadeYet, Snapshots
from service.store.datastore import as_service

TEXTS, ASKED = 100, 200
WORDS = "نقترح نشر مقررات المجلس ومحاضر دوراته على الموقع خلال عشرة أيام من كل دورة. "
_CLEAR = "(SELECT c.text FROM read.bench_clear c WHERE c.ref = words_ref)"


def measure() -> list[Ratio]:
    """The time of a page, made anew each time; its keys were unwrapped before, within the minute."""
    with data_directory() as directory, opened_log(directory) as service:
        record(service, [*member(), *_collecting()])
        for number in range(TEXTS):
            _admit(service, f"{WORDS * 5}{number}")
        runner = Runner(service.log, lambda: _connect(service), projections(service.log))
        runner.start()
        try:
            sealed, clear = asyncio.run(_pages(service))
        finally:
            runner.stop()
    what = f"a page of {TEXTS} texts of the vault, over the same page of texts in the clear"
    return [Ratio(what, sealed, clear, "ms", 2, "at most")]


def _collecting() -> Iterator[Given]:
    day, staff = {"effective_at": "2025-03-01"}, {"actor": ACTORS["focal_point"]}
    span = {"starts_on": "2026-01-01", "ends_on": "2027-12-31"}
    stream = "programme:bench"
    identity = COUNCIL.partition(":")[2]
    president = {"actor": ACTORS["council_president"]}
    yield (
        stream,
        InitiateProgramme,
        {**president, **day, "collectivity_ids": [identity], "title": NAME, **span},
    )
    yield stream, IdentifyAxes, {**staff, **day, "axes": [{"key": "a1", "title": NAME}]}
    held = {"programme_id": "bench", "collectivity_id": identity, "place": "bench", "held_on": "2025-03-20"}
    yield "workshop:bench", AnnounceWorkshop, {**staff, **day, **held, "agenda": [{"title": NAME}]}
    yield stream, OpenIdeaCollection, {**staff, **day, "channels": ["online"]}


def _admit(service: Service, text: str) -> None:
    given = {"programme_id": "bench", "channel": "online", "author": {"kind": "anonymous"}}
    idea = SubmitIdea.model_validate({"actor": {"role": "citizen"}, **given, "text": {"text": text}})
    stream = service.handler.handle("idea", idea).stream
    service.handler.handle(stream, FindIdeaAdmissible.model_validate({"actor": ACTORS["focal_point"]}))


def _connect(service: Service) -> psycopg.Connection[Any]:
    return psycopg.connect(as_service(service.conninfo))


async def _pages(service: Service) -> tuple[float, float]:
    """The median time of a page of either kind in milliseconds, asked in turns."""
    model = READ_MODELS["idea"]
    _put_clear(service)
    in_clear = replace(model, derived={"words": _CLEAR}, sealed=frozenset())
    snapshots = Snapshots(as_service(service.conninfo), service.log.vault)
    await snapshots.open()
    await _made(snapshots, model)
    times: dict[bool, list[float]] = {True: [], False: []}
    for _ in range(ASKED):
        shown = {}
        for sealed in (True, False):
            before = time.perf_counter()
            shown[sealed] = await _page(snapshots, model if sealed else in_clear)
            times[sealed].append((time.perf_counter() - before) * 1000)
        if shown[True] != shown[False] or len(shown[True]) != TEXTS:
            raise RuntimeError("expected the same page both ways")
    await snapshots.close()
    return median(times[True]), median(times[False])


def _put_clear(service: Service) -> None:
    """The same texts in the clear, as they lay before there was a vault."""
    owner = make_conninfo(service.conninfo, user="postgres", options="")
    with psycopg.connect(owner, autocommit=True) as connection:
        refs = [ref for (ref,) in connection.execute("SELECT ref FROM vault.texts")]
        connection.execute("CREATE TABLE read.bench_clear (ref text PRIMARY KEY, text text NOT NULL)")
        connection.execute("GRANT SELECT ON read.bench_clear TO infitah_service")
        with connection.cursor() as cursor:
            rows = [(ref, text) for ref, (_, text) in service.log.texts(refs).items()]
            cursor.executemany("INSERT INTO read.bench_clear VALUES (%s, %s)", rows)
        connection.execute("ANALYZE read.bench_clear, vault.texts, vault.subjects")


async def _page(snapshots: Snapshots, model: ReadModel[Any]) -> list[str]:
    async with snapshots.of((model.name,)) as snapshot:
        found = await page(snapshot, model, Page((), {}, 0, TEXTS), legal_day(datetime.now(UTC)))
    return list(found.items)


async def _made(snapshots: Snapshots, model: ReadModel[Any]) -> None:
    """Wait until all texts can be read."""
    while True:
        try:
            if len(await _page(snapshots, model)) == TEXTS:
                return
        except NotMadeYet:
            pass
        await asyncio.sleep(0.1)
