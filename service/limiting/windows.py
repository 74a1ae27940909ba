"""A storage of moving windows in PostgreSQL for the `limits` library, which has none.

All processes count together; each hit is one statement, and the lock of its row makes it atomic.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from eventsourcing.persistence import PersistenceError
from limits.storage import MovingWindowSupport, Storage

Ask = Callable[[str, Any], list[Any]]
"""Asks the database of the log in one statement; its rows."""


class WindowStorage(Storage, MovingWindowSupport):
    """Windows in the schema `limits`. Raises PersistenceError where the database does not answer."""

    STORAGE_SCHEME = None

    def __init__(self, ask: Ask) -> None:
        super().__init__()
        self._ask = ask

    @property
    def base_exceptions(self) -> type[Exception]:
        """What may go wrong underneath."""
        return PersistenceError

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Count `amount` more, unless that would make more than `limit` within the last `expiry` seconds;
        returns whether it was counted. What was refused does not count.
        """
        return bool(self._ask("SELECT limits.acquire(%s, %s, %s, %s)", [key, limit, expiry, amount])[0][0])

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        """When the oldest hit of the window was, in seconds since 1970, and how many it has."""
        oldest, used = self._ask("SELECT * FROM limits.look(%s, %s)", [key, expiry])[0]
        return float(oldest), int(used)

    def get(self, key: str) -> int:
        """How many a key counts until it is forgotten."""
        return int(self._ask("SELECT used FROM limits.expiry(%s)", [key])[0][0])

    def get_expiry(self, key: str) -> float:
        """When what a key counts is forgotten, in seconds since 1970; now where nothing is."""
        return float(self._ask("SELECT at FROM limits.expiry(%s)", [key])[0][0])

    def check(self) -> bool:
        """Whether the database answers."""
        try:
            self._ask("SELECT used FROM limits.expiry('')", [])
        except PersistenceError:
            return False
        return True

    def clear(self, key: str) -> None:
        """Forget what a key counted."""
        self._ask("SELECT limits.forget(%s)", [key])

    def sweep(self) -> int:
        """Delete what counts nothing any more; returns how many keys."""
        return int(self._ask("SELECT limits.sweep()", [])[0][0])

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Fixed windows let through twice the limit where two of them meet: there are none here."""
        raise NotImplementedError("expected a moving window, found a fixed one")

    def reset(self) -> int | None:
        """Nobody takes away every limit at once."""
        raise NotImplementedError("expected one key to clear, found all of them")
