"""Bundles of a log, made in memory by the code that the service uses, with a key of the test's own."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import NamedTuple

import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from projections.bundles.archive import Archive
from projections.bundles.failures import Finding
from projections.bundles.manifest import NAMES
from projections.bundles.verification import verify_bundle
from projections.bundles.writing import Source, Stored, write_bundle
from projections.transparency.checkpoint import Checkpoint
from projections.transparency.merkle import leaf_hash, root_hash
from projections.transparency.notes import SignedNote, Signer
from service.bundling.closure import concerned_streams, events_of
from service.store.datastore import as_service
from service.store.log import Log

ORIGIN = "infitah.test/log"


def new_signer(name: str = ORIGIN) -> Signer:
    return Signer(name, Ed25519PrivateKey.generate())


class Kept(NamedTuple):
    """What a log's operator holds: every stored event in order, and the key."""

    bodies: list[bytes]
    signer: Signer
    origin: str = ORIGIN

    def checkpoint(self, size: int | None = None) -> bytes:
        """The signed checkpoint of the first `size` events."""
        hashes = [leaf_hash(body) for body in self.bodies[:size]]
        text = Checkpoint(self.origin, len(hashes), root_hash(hashes)).text()
        return SignedNote(text, (self.signer.sign(text),)).encode()

    def source(self, programme: str, events: Iterable[Stored]) -> Source:
        """What a bundle is made from."""
        return Source(
            programme,
            True,
            "infitah 0.1.0",
            self.checkpoint(),
            self.signer.sign,
            [leaf_hash(body) for body in self.bodies],
            events,
        )


def bundled(kept: Kept, programme: str, events: Iterable[Stored]) -> bytes:
    """The bytes of a bundle."""
    file = BytesIO()
    write_bundle(file, kept.source(programme, events))
    return file.getvalue()


def events_in(log: Log, programme: str, size: int) -> list[Stored]:
    """The events of a programme's bundle, as the service finds them."""
    with psycopg.connect(as_service(log.conninfo)) as connection:
        return list(events_of(connection, concerned_streams(connection, programme, size), size))


def verified(bundle: bytes, *keys: Signer, older: bytes | None = None) -> list[Finding]:
    """The findings on a bundle, checked with the public keys of these signers."""
    return verify_bundle(BytesIO(bundle), [key.verifier for key in keys], older).findings


def failures(findings: list[Finding]) -> dict[str, Finding]:
    """What did not hold."""
    return {found.check: found for found in findings if found.held is False}


def opened(bundle: bytes) -> Archive:
    """The archive of a bundle, to find places in it."""
    return Archive(BytesIO(bundle), NAMES)
