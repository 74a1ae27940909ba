"""Having the log signed up to its end, where no service runs that does it all the time."""

from __future__ import annotations

from time import sleep
from typing import Any

import psycopg

from projections.transparency.notes import Signer
from service.bundling.making import NotSignedYet
from service.opening import Service
from service.transparency import tree
from service.transparency.checkpoint_file import CheckpointFile
from service.transparency.publishing import Publisher
from service.transparency.trust import LogTrust
from service.transparency.watching import Watchman

PAUSE = 0.1


def sign_to_the_end(service: Service, signer: Signer) -> None:
    """Return once a checkpoint covers every event there is now. Whoever signs here first hashes all stored
    bytes anew, as a service does. Raises Mismatch where they are not what was signed, and NotSignedYet where
    signing keeps failing.
    """

    def connect() -> psycopg.Connection[Any]:
        return psycopg.connect(service.conninfo)

    with connect() as connection:
        connection.autocommit = True
        head = tree.head(connection)
        if _signed(connection, head):
            return
        file = CheckpointFile(service.settings.checkpoint_path(illustrative=service.illustrative))
        trust = LogTrust()
        watchman = Watchman(connect, signer, file, trust)
        publisher = Publisher(connect, signer, file, trust)
        watchman.start()
        publisher.start()
        try:
            while not _signed(connection, head) and trust.mismatch is None:
                if trust.signing.stalled is not None:
                    raise NotSignedYet
                sleep(PAUSE)
        finally:
            publisher.stop()
            watchman.stop()
    if trust.mismatch is not None:
        raise trust.mismatch


def _signed(connection: tree.Connection, head: int) -> bool:
    kept = tree.last_checkpoint(connection)
    return kept is not None and kept.size >= head
