"""Making a bundle from the log in the database. It is verified before it is handed over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.metadata import version
from typing import Any, BinaryIO

import psycopg
from psycopg import Connection, IsolationLevel

from projections.bundles.failures import Broken, Finding
from projections.bundles.manifest import CHECKPOINT, Manifest
from projections.bundles.signed import read_note, signed_by
from projections.bundles.verification import verify_bundle
from projections.bundles.writing import Source, Stored, write_bundle
from projections.transparency.merkle import HASH
from projections.transparency.notes import Signer
from projections.transparency.tiles import WIDTH
from service.bundling.closure import concerned_streams, events_of
from service.transparency import tree

_LINES = "SELECT line FROM log.cosignatures WHERE size = %s ORDER BY key_name"
_TILES = "SELECT hashes FROM log.tiles WHERE level = 0 AND number < %s ORDER BY number"
STEP = 500


class NothingRecorded(Exception):
    """There is no event of the programme."""


class NotSignedYet(Exception):
    """There are events of the programme, but no checkpoint that covers one."""


class NotAsSigned(Exception):
    """What is stored does not verify: it is not what was signed."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("; ".join(f"{found.check} {found.place}" for found in findings))
        self.findings = findings


def make_bundle(
    conninfo: str,
    signer: Signer,
    programme: str,
    file: BinaryIO,
    progress: Callable[[int], None] = lambda _done: None,
) -> Manifest:
    """Write the bundle of a programme at the newest checkpoint to a file that can be sought.

    Memory does not grow with the bundle. Raises NothingRecorded, NotSignedYet, NotAsSigned, TooLarge.
    """
    with psycopg.connect(conninfo) as connection:
        connection.set_isolation_level(IsolationLevel.REPEATABLE_READ)
        connection.set_read_only(True)
        try:
            manifest = write_bundle(file, _source(connection, signer, programme, progress))
        except Broken as broken:
            raise NotAsSigned([Finding.of(broken)]) from broken
    file.flush()
    found = verify_bundle(file, [signer.verifier]).findings
    if failed := [finding for finding in found if not finding.held]:
        raise NotAsSigned(failed)
    return manifest


def _source(
    connection: Connection[Any], signer: Signer, programme: str, progress: Callable[[int], None]
) -> Source:
    kept = tree.last_checkpoint(connection)
    streams = concerned_streams(connection, programme, kept.size) if kept else []
    if kept is None or not streams:
        recorded = connection.execute(
            "SELECT FROM log.event_tags WHERE tag = %s LIMIT 1", [f"programme:{programme}"]
        )
        raise NotSignedYet if recorded.rowcount else NothingRecorded
    # The manifest repeats what the checkpoint says, so it has to be one.
    signed_by(read_note(kept.note, "signatures", CHECKPOINT), signer.verifier, CHECKPOINT)
    lines = connection.execute(_LINES, [kept.size]).fetchall()
    cosigned = "".join(f"{line}\n" for (line,) in lines).encode()
    row = connection.execute("SELECT illustrative FROM log.identity").fetchone()
    return Source(
        programme,
        bool(row and row[0]),
        f"infitah {version('infitah')}",
        kept.note + cosigned,
        signer.sign,
        _hashes(connection, kept.size),
        _counted(events_of(connection, streams, kept.size), progress),
    )


def _hashes(connection: Connection[Any], size: int) -> Iterator[bytes]:
    """The hashes of the first `size` leaves. The last tile may have grown since the checkpoint."""
    rest = size * HASH
    with connection.cursor("hashes") as cursor:
        for (hashes,) in cursor.execute(_TILES, [-(-size // WIDTH)], binary=True):
            yield bytes(hashes[:rest])
            rest -= min(rest, len(hashes))


def _counted(events: Iterator[Stored], progress: Callable[[int], None]) -> Iterator[Stored]:
    for number, event in enumerate(events, 1):
        if number % STEP == 0:
            progress(number)
        yield event
