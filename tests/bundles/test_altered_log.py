"""A superuser changes what is stored, behind the log's back: no bundle of it is handed over, nor would hold."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from projections.transparency.checkpoint import Checkpoint
from projections.transparency.notes import SignedNote, Signer
from service.bundling.making import NotAsSigned, NothingRecorded, NotSignedYet, make_bundle
from service.store.datastore import as_service
from service.store.log import Log
from service.transparency import tree
from tests.bundles.making import Kept, bundled, events_in, failures, verified
from tests.conftest import Cluster
from tests.store.facts import append, held

PROGRAMME = "p1"


@pytest.fixture
def signer(log: Log) -> Signer:
    return Signer(log.identity().origin, Ed25519PrivateKey.generate())


def sign(log: Log, signer: Signer) -> None:
    """Grow the tree to the end of the log and sign it, as the service does."""
    with psycopg.connect(as_service(log.conninfo)) as connection:
        size = tree.grow(connection, 10_000).size
        text = Checkpoint(signer.name, size, tree.root(connection, size)).text()
        tree.add_checkpoint(connection, tree.KeptNote(size, SignedNote(text, (signer.sign(text),)).encode()))


@pytest.fixture
def superuser(embedded: Cluster, log: Log) -> Iterator[psycopg.Connection]:
    """Somebody whom the triggers do not stop."""
    database = psycopg.conninfo.conninfo_to_dict(log.conninfo)["dbname"]
    with psycopg.connect(embedded.conninfo(str(database)), autocommit=True) as connection:
        for table in ("events", "tiles"):
            connection.execute(f"ALTER TABLE log.{table} DISABLE TRIGGER ALL".encode())
        yield connection


@pytest.fixture
def workshops(log: Log, signer: Signer) -> None:
    """Two workshops of the programme, and one of another log entry between them."""
    append(log, held("workshop:a", 1), held("workshop:b", 1))
    append(log, held("workshop:a", 2), held("workshop:b", 2))
    sign(log, signer)


def made(log: Log, signer: Signer) -> bytes:
    file = BytesIO()
    make_bundle(as_service(log.conninfo), signer, PROGRAMME, file)
    return file.getvalue()


def test_what_was_not_touched_holds(log: Log, signer: Signer, workshops: None) -> None:
    assert failures(verified(made(log, signer), signer)).keys() == {"streams"}


CHANGES = {
    "a byte of an event": (
        "UPDATE log.events SET state = overlay(state PLACING '\\x33'::bytea FROM"
        " position('2025-03'::bytea IN state) + 6 FOR 1) WHERE notification_id = 3"
    ),
    "an event removed": "DELETE FROM log.events WHERE notification_id = 3",
    "the last event removed": "DELETE FROM log.events WHERE notification_id = 4",
    "two events exchanged": (
        "UPDATE log.events AS one SET state = other.state FROM log.events AS other"
        " WHERE one.notification_id + other.notification_id = 3 AND one.notification_id IN (1, 2)"
    ),
    "a hash of the tree": "UPDATE log.tiles SET hashes = overlay(hashes PLACING '\\x00'::bytea FROM 40 FOR 1)",
}
