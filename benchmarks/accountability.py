"""What an auditor asks: a page of a history, a programme as it was known, the proof of one event."""

from __future__ import annotations

import asyncio
import random
import time
from datetime import UTC, datetime
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

import psycopg
from psycopg.conninfo import make_conninfo

from benchmarks.folding import ACTORS, NAME, member, record, running_programme
from benchmarks.ratios import Ratio
from benchmarks.reading import CONNECTIONS, SECONDS, bare
from benchmarks.service import data_directory, get, opened_log, served
from benchmarks.wrk import load
from domain.programme.commands import AbandonAmendment, ProposeAmendment
from service.opening import Service
from service.reading.answers import SECONDS as KEPT_SECONDS
from service.store.datastore import as_service
from service.transparency.checkpoint_file import CheckpointFile
from service.transparency.public_log import PublicLog
from service.transparency.publishing import Publisher
from service.transparency.tree import last_checkpoint
from service.transparency.trust import LogTrust

PAGE = 100
EVENTS = 1_000
SMALL, LARGE = 1_000, 1_000_000
PROOFS, ASKED = 300, 20
STREAM = "programme:bench"
PROGRAMME = "/api/v1/programmes/bench"
_FROM_ANOTHER_DAY = """
local number = 0
request = function()
  number = number + 1
  local day = string.format("%%04d-%%02d-%%02d", 1900 + number %% 100, 1 + number %% 12, 1 + number %% 28)
  return wrk.format("GET", "%s&from=" .. day)
end
"""
_LEAVES = """INSERT INTO log.events
    SELECT head + n, 'document:leaf-' || head + n, 1, topic, convert_to(
        replace(convert_from(state, 'UTF8'), originator_id, 'document:leaf-' || head + n), 'UTF8'), now()
    FROM (SELECT max(notification_id) AS head FROM log.events), generate_series(1::bigint, %s) AS n,
         (SELECT * FROM log.events WHERE notification_id = 1)"""


def measure() -> list[Ratio]:
    """Requests per second of a page; the time of a programme as it was, and of a proof in a long log."""
    return [*_page(), *_as_known(), *_proof()]


def _page() -> list[Ratio]:
    """The page that many ask for, whose answer is kept for a second, and one that each asks anew: from
    another day, all before the first event.
    """
    with data_directory() as directory, served(directory, illustrative=True) as address:
        path = f"/api/v1/programmes/demnate-example/history?limit={PAGE}"
        body, _ = get(address + path)
        anew = _answered(address, _FROM_ANOTHER_DAY % path)
        kept = _answered(address + path)
    base = bare(body)
    what = f"a history page of {PAGE} entries, {{}}, over a bare route with its bytes"
    return [
        Ratio(what.format("the same for all"), kept, base, "/s", 0.25, "at least"),
        Ratio(what.format("each asked anew"), anew, base, "/s", 0.25, "at least"),
    ]


def _answered(url: str, script: str = "") -> float:
    """Requests per second, all of which were answered."""
    found = load(url, connections=CONNECTIONS, seconds=SECONDS, script=script)
    if found.failed:
        raise RuntimeError(f"{found.failed} requests for {url} were refused")
    return found.per_second


def _as_known() -> list[Ratio]:
    """How many times longer each way to ask for the past takes than the same without it."""
    with data_directory() as directory:
        with opened_log(directory) as service:
            record(service, [*member(), running_programme()])
            _amend(service, EVENTS // 2)
            position = service.log.head() - EVENTS // 2
        with served(directory, illustrative=True) as address:
            plain, known, true = _asked_anew(address, position)
    what = f" on a programme of {EVENTS:,} events, over the same without"
    return [
        Ratio("as_of_position" + what, known, plain, "ms", 3, "at most"),
        Ratio("a day" + what, true, plain, "ms", 3, "at most"),
    ]


def _asked_anew(address: str, position: int) -> list[float]:
    """The median time of a programme, as it was known and as it was true, in milliseconds, each asked when no
    answer is kept ready any more.
    """
    connection, times = HTTPConnection(urlsplit(address).netloc, timeout=10), []
    today = datetime.now(UTC).date()
    for number in range(ASKED):
        time.sleep(KEPT_SECONDS * 1.1)
        for query in ("", f"?as_of_position={position + number}", f"?on={today}"):
            before = time.perf_counter()
            connection.request("GET", PROGRAMME + query)
            answer = connection.getresponse()
            answer.read()
            times.append((time.perf_counter() - before) * 1000)
            if answer.status != HTTPStatus.OK:
                raise RuntimeError(f"{PROGRAMME}{query} was answered with {answer.status}")
    return [median(times[start::3]) for start in range(3)]


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
    with data_directory() as directory, opened_log(directory) as service:
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
    for position in random.Random(leaves).sample(range(1, leaves + 1), PROOFS):  # noqa: S311 - a sample, not a secret
        before = time.perf_counter()
        await log.receipt(position)
        times.append((time.perf_counter() - before) * 1000)
    await log.close()
    return median(times)
