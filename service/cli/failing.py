"""What went wrong while a log was used, as the sentence and the code that a command ends with."""

from __future__ import annotations

from eventsourcing.persistence import PersistenceError
from psycopg import OperationalError

from domain.kernel.guards import Refused
from service.cli.speech import Exit, say, stop, stop_refused, stop_silent, stop_unavailable, terminal_language
from service.handling.answers import CommandTooLarge, Contention, VersionStale
from service.opening import Unavailable
from service.store.log import ClockSkew, KeyReused
from service.vault.cipher import CannotOpen
from service.vault.master_keys import BadVaultKey
from service.vault.vault import KeyMovedOn


def stop_failed(error: Exception) -> None:
    """End because of what is known to go wrong; returns where nothing is known of it."""
    match error:
        case Refused():
            stop_refused(error)
        case VersionStale():
            found = {"stream": error.stream, "expected": error.expected, "found": error.actual}
            stop(Exit.REFUSED, say("version_stale", **found))
        case KeyReused():
            stop(Exit.REFUSED, say("key_reused"))
        case CommandTooLarge():
            of = {"field": error.field, "found": error.size, "expected": error.limit}
            stop(Exit.REFUSED, say("event_too_large", **of))
        case Contention():
            stop(Exit.UNAVAILABLE, say("contention"))
        case ClockSkew():
            stop(Exit.UNAVAILABLE, say("clock_skew"))
        case CannotOpen():
            stop(Exit.UNAVAILABLE, say("vault_closed", what=error.what, key=error.master_key_id))
        case BadVaultKey():
            stop(Exit.USAGE, error.sentences[terminal_language()])
        case KeyMovedOn():
            stop(Exit.UNAVAILABLE, say("contention"))
        case Unavailable():
            stop_unavailable(error)
        case OperationalError() | PersistenceError():
            stop_silent(error)
