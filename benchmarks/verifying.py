"""Verifying a bundle of many events, against reading, SHA-256 and JSON-decoding of the same file."""

from __future__ import annotations

import hashlib
import json
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from benchmarks.ratios import Ratio
from benchmarks.service import data_directory
from projections.bundles.archive import CHUNK, Archive
from projections.bundles.manifest import EVENTS, NAMES
from projections.bundles.verification import verify_bundle
from projections.bundles.writing import Source, Stored, write_bundle
from projections.transparency.checkpoint import Checkpoint
from projections.transparency.merkle import leaf_hash, root_hash
from projections.transparency.notes import SignedNote, Signer
from service.example.play import play
from service.example.preparation import STREAM
from service.example.stage import ScenarioClock
from service.opening import opened
from service.settings import Settings

EVENTS_IN_BUNDLE, REPEATS = 100_000, 3
ORIGIN = "bench"


def _example() -> list[tuple[str, int, bytes]]:
    """Stream, version and bytes of the illustrative programme's events: a true mix of large and small."""
    clock = ScenarioClock()
    settings = {"illustrative": True, "create": True, "now": clock}
    with data_directory() as directory, opened(Settings(data_dir=directory), **settings) as service:
        play(service.handler, clock, lambda _done, _all: None)
        streams = dict.fromkeys(row.stream for row in service.log.tagged(STREAM))
        rows = [row for found in service.log.load(streams).values() for row in found]
    return [(row.stream, row.version, row.body) for row in rows]


def _multiplied(events: list[tuple[str, int, bytes]], wanted: int) -> Iterator[tuple[str, int, bytes]]:
    """The same events again and again, each time as streams of another name."""
    for copy in range(-(-wanted // len(events))):
        for stream, version, body in events:
            name = f"{stream}-{copy}" if copy else stream
            yield name, version, body.replace(f'"stream":"{stream}"'.encode(), f'"stream":"{name}"'.encode())


def _write(path: Path, wanted: int) -> Signer:
    log = list(_multiplied(_example(), wanted))[:wanted]
    streams: dict[str, list[Stored]] = {}
    for position, (stream, _version, body) in enumerate(log, 1):
        streams.setdefault(stream, []).append((position, body))
    hashes = [leaf_hash(body) for _, _, body in log]
    signer = Signer(ORIGIN, Ed25519PrivateKey.generate())
    text = Checkpoint(ORIGIN, len(hashes), root_hash(hashes)).text()
    note = SignedNote(text, (signer.sign(text),)).encode()
    events = (event for stream in sorted(streams) for event in streams[stream])
    programme = STREAM.partition(":")[2]
    with path.open("w+b") as file:
        write_bundle(file, Source(programme, True, "bench", note, signer.sign, hashes, events))
    return signer


def _read(path: Path) -> None:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
        for line in Archive(file, NAMES).lines(EVENTS, CHUNK):
            json.loads(line)


def _verify(path: Path, signer: Signer) -> None:
    with path.open("rb") as file:
        found = verify_bundle(file, [signer.verifier]).findings
    assert all(finding.held for finding in found), found


def _best(work: Callable[[], None]) -> float:
    times = []
    for _ in range(REPEATS):
        before = time.perf_counter()
        work()
        times.append(time.perf_counter() - before)
    return min(times)


def measure(events: int = EVENTS_IN_BUNDLE) -> list[Ratio]:
    """Events verified in a second over events read, hashed and decoded in a second."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "bundle.zip"
        signer = _write(path, events)
        reading, verifying = _best(lambda: _read(path)), _best(lambda: _verify(path, signer))
    what = f"verify a bundle of {events:,} events, over read, SHA-256 and JSON-decode"
    return [Ratio(what, events / verifying, events / reading, "events/s", 0.25, "at least")]
