"""What an auditor asks: a page of a history, a programme as it was known, the proof of one event."""

from __future__ import annotations

import asyncio
import random
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import psycopg
from psycopg.conninfo import make_conninfo

from benchmarks.folding import ACTORS, NAME, member, record, running_programme
from benchmarks.ratios import Ratio
from benchmarks.reading import CONNECTIONS, SECONDS, bare
from benchmarks.service import data_directory, get, served
from benchmarks.wrk import load
from domain.programme.commands import AbandonAmendment, ProposeAmendment
from service.opening import Service, opened
from service.settings import Settings
from service.store.datastore import as_service
from service.transparency.checkpoint_file import CheckpointFile
from service.transparency.public_log import PublicLog
from service.transparency.publishing import Publisher
from service.transparency.tree import last_checkpoint
from service.transparency.trust import LogTrust

PAGE = 100
EVENTS = 1_000
SMALL, LARGE = 1_000, 1_000_000
PROOFS = 300
STREAM = "programme:bench"
PROGRAMME = "/api/v1/programmes/bench"
_LEAVES = """INSERT INTO log.events
    SELECT head + n, 'document:leaf-' || head + n, 1, topic, convert_to(
        replace(convert_from(state, 'UTF8'), originator_id, 'document:leaf-' || head + n), 'UTF8'), now()
    FROM (SELECT max(notification_id) AS head FROM log.events), generate_series(1::bigint, %s) AS n,
         (SELECT * FROM log.events WHERE notification_id = 1)"""


def measure() -> list[Ratio]:
    """Requests per second of a page and of a programme as it was known; the time of a proof in a long log."""
    return [*_page(), *_as_known(), *_proof()]


def _page() -> list[Ratio]:
    with data_directory() as directory, served(directory, illustrative=True) as address:
        path = f"{address}/api/v1/programmes/demnate-example/history?limit={PAGE}"
        body, _ = get(path)
        found = _answered(path)
    with tempfile.NamedTemporaryFile() as same:
        same.write(body)
        same.flush()
        base = bare(same.name)
    what = f"a history page of {PAGE} entries, over a bare route with its bytes"
    return [Ratio(what, found, base, "/s", 0.25, "at least")]


def _answered(url: str) -> float:
    """Requests per second, all of which were answered."""
    found = load(url, connections=CONNECTIONS, seconds=SECONDS)
    if found.failed:
        raise RuntimeError(f"{found.failed} requests for {url} were refused")
    return found.per_second


def _as_known() -> list[Ratio]:
    """How many times longer each way to ask for the past takes than the same without it."""
    with data_directory() as directory:
        with opened(
            Settings(data_dir=directory), illustrative=True, create=True, now=lambda: datetime.now(UTC)
        ) as service:
            record(service, [*member(), running_programme()])
            _amend(service, EVENTS // 2)
            position = service.log.head() - EVENTS // 2
        with served(directory, illustrative=True) as address:
            plain, known, true = (
                _answered(address + PROGRAMME + query)
                for query in ("", f"?as_of_position={position}", f"?on={datetime.now(UTC):%Y-%m-%d}")
            )
    what = f"a programme of {EVENTS:,} events without it, over the same "
    return [
        Ratio(what + "as_of_position", plain, known, "/s", 3, "at most"),
        Ratio(what + "on a day", plain, true, "/s", 3, "at most"),
    ]


def _amend(service: Service, times: int) -> None:
    """Propose an amendment and give it up, again and again."""
    actor = {"actor": ACTORS["council_president"]}
    reason = {"code": "postponed_next_cycle"}
    _, _, fields = running_programme()
    (commitment,) = fields["commitments"]
    for number in range(2, times + 2):
        changed = {"commitments": [commitment | {"title": {"ar": f"التزام {number}"}}], "changes": NAME}
        proposal = {**actor, "material": False, "reason": reason, **changed}
        giving_up = {**actor, "version": number, "reason": reason}
        record(service, [(STREAM, ProposeAmendment, proposal), (STREAM, AbandonAmendment, giving_up)])


def _proof() -> list[Ratio]:
    with (
        data_directory() as directory,
        opened(
            Settings(data_dir=directory), illustrative=True, create=True, now=lambda: datetime.now(UTC)
        ) as service,
    ):
        record(service, member())
        took = {}
        for leaves in (SMALL, LARGE):
            _grow(service, directory, leaves)
            took[leaves] = asyncio.run(_proofs(service, leaves))
    what = f"an inclusion proof in a log of {LARGE:,} leaves, over one of {SMALL:,}"
    return [Ratio(what, took[LARGE], took[SMALL], "ms", 5, "at most")]


def _grow(service: Service, directory: Path, leaves: int) -> None:
    """Fill the log behind the back of its append function, which is not what is measured, and sign it."""
    owner = make_conninfo(service.conninfo, user="postgres", options="")
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute(_LEAVES, [leaves - service.log.head()])
        trust = LogTrust()
        trust.complete.set()
        assert service.key.signer is not None
        file = CheckpointFile(directory / "checkpoint")
        publisher = Publisher(
            lambda: psycopg.connect(as_service(service.conninfo)), service.key.signer, file, trust
        )
        publisher.start()
        while (kept := last_checkpoint(connection)) is None or kept.size < leaves:
            if trust.lost:
                raise RuntimeError(str(trust.mismatch))
            time.sleep(0.1)
        publisher.stop()


async def _proofs(service: Service, leaves: int) -> float:
    """The median of many proofs, each with its event hashed anew, in milliseconds."""
    log = PublicLog(as_service(service.conninfo), LogTrust())
    await log.open()
    times = []
    for position in random.Random(leaves).sample(range(1, leaves + 1), PROOFS):
        before = time.perf_counter()
        await log.receipt(position)
        times.append((time.perf_counter() - before) * 1000)
    await log.close()
    return median(times)
