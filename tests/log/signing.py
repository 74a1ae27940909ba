"""A log that is watched and signed for in this process, and what a stranger makes of its checkpoint."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from projections.transparency.checkpoint import Checkpoint, open_checkpoint
from projections.transparency.merkle import leaf_hash, root_hash
from projections.transparency.notes import Signer
from service.store.datastore import as_service
from service.store.log import Log
from service.transparency import tree
from service.transparency.checkpoint_file import CheckpointFile
from service.transparency.publishing import Publisher
from service.transparency.trust import LogTrust
from service.transparency.watching import Watchman
from tests.conftest import Cluster
from tests.projections.following import until
from tests.store.facts import append, held

KEY = Ed25519PrivateKey.from_private_bytes(b"\x21" * 32)


def signer(name: str = "illustrative.test") -> Signer:
    return Signer(name, KEY)


def connect(log: Log) -> psycopg.Connection[Any]:
    return psycopg.connect(as_service(log.conninfo))


@dataclass
class Signing:
    """One process's watchman and publisher."""

    trust: LogTrust
    publisher: Publisher
    watchman: Watchman
    file: CheckpointFile

    def start(self) -> None:
        self.watchman.start()
        self.publisher.start()

    def stop(self) -> None:
        self.publisher.stop()
        self.watchman.stop()


def made(log: Log, path: Path, *, key: Signer | None = None, **options: Any) -> Signing:
    """A watchman and a publisher over a log, not started."""
    trust, file = LogTrust(), CheckpointFile(path)
    by = key or signer()
    publisher = Publisher(lambda: connect(log), by, file, trust, **options)
    return Signing(trust, publisher, Watchman(lambda: connect(log), by, file, trust), file)


@contextmanager
def signing(log: Log, path: Path, **options: Any) -> Iterator[Signing]:
    """A log that is being signed for."""
    found = made(log, path, **options)
    found.start()
    try:
        yield found
    finally:
        found.stop()


def recorded(log: Log, count: int, *, start: int = 1, stream: str = "workshop:w1") -> None:
    """Record events of one workshop, in one command."""
    append(log, *(held(stream, version) for version in range(start, start + count)))


def signed(log: Log) -> Checkpoint | None:
    """The newest checkpoint, its signature checked."""
    with connect(log) as connection:
        kept = tree.last_checkpoint(connection)
    return kept and open_checkpoint(kept.note, [signer().verifier], origin="illustrative.test")


def signed_up_to(log: Log, size: int) -> bool:
    found = signed(log)
    return found is not None and found.size >= size


def expected(log: Log, size: int) -> Checkpoint:
    """The checkpoint of a size by the definition of RFC 6962, from the stored bytes."""
    leaves = [leaf_hash(row.body) for row in log.since(0, size)]
    return Checkpoint("illustrative.test", size, root_hash(leaves))


def signed_log(log: Log, path: Path, count: int) -> None:
    """Record events, have them signed for, and stop."""
    with signing(log, path):
        recorded(log, count)
        until(lambda: signed_up_to(log, count), 20)


def behind_its_back(cluster: Cluster, log: Log, *statements: str) -> None:
    """Change what the triggers protect, as somebody may who owns the machine."""
    with psycopg.connect(cluster.conninfo(name_of(log))) as connection:
        for table in ("events", "tiles", "tree", "checkpoints", "event_tags"):
            connection.execute(f"ALTER TABLE log.{table} DISABLE TRIGGER ALL".encode())
        for statement in statements:
            connection.execute(statement.encode())
        for table in ("events", "tiles", "tree", "checkpoints", "event_tags"):
            connection.execute(f"ALTER TABLE log.{table} ENABLE TRIGGER ALL".encode())


def name_of(log: Log) -> str:
    return str(psycopg.conninfo.conninfo_to_dict(log.conninfo)["dbname"])
