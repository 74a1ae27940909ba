"""What may keep a command from being recorded, as the problems that clients are told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from eventsourcing.persistence import PersistenceError
from psycopg import OperationalError

from domain.kernel.guards import Refused
from service.api.fields import wrong_values
from service.api.problems import Problem, field_error
from service.handling.answers import CommandTooLarge, Contention
from service.limiting.limiter import TooOften
from service.store.log import ClockSkew, KeyReused
from service.vault.cipher import CannotOpen

log_lines = structlog.get_logger("infitah.commands")


@contextmanager
def as_problems() -> Iterator[None]:
    """Raises Problem in the place of what the handler, the limits and the database raise."""
    try:
        yield
    except Refused as refused:
        raise refusal(refused) from None
    except TooOften as often:
        seconds = often.retry_after
        raise Problem(429, "too_often", headers={"Retry-After": str(seconds)}, retry_after=seconds) from None
    except KeyReused:
        raise Problem(422, "key_reused") from None
    except CommandTooLarge as large:
        error = field_error(large.field, "event_too_large", expected=large.limit, found=large.size)
        raise Problem(422, "event_too_large", errors=[error]) from None
    except Contention:
        raise Problem(409, "contention", headers={"Retry-After": "1"}) from None
    except ClockSkew:
        raise Problem(503, "clock_skew", headers={"Retry-After": "5"}) from None
    except CannotOpen as closed:
        # The words were not recorded: sealed under a key that nobody opens, they could never be read.
        log_lines.critical("a key of the vault does not open", reason=str(closed))
        raise Problem(503, "vault_closed", headers={"Retry-After": "60"}) from None
    except (OperationalError, PersistenceError):
        raise Problem(503, "unavailable", headers={"Retry-After": "2"}) from None


def refusal(refused: Refused) -> Problem:
    """What the rules refuse: every unmet guard, or that the record is not there."""
    if any(check.guard.code == "record.exists" for check in refused.unmet):
        return Problem(404, "not_found", unmet=refused.unmet)
    return Problem(409, "refused", unmet=refused.unmet, errors=wrong_values(refused.unmet))
