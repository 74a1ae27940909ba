"""The limits by name, and whether one of them leaves room."""

from __future__ import annotations

import time
import tomllib
from functools import cache
from importlib.resources import files
from math import ceil

from limits import RateLimitItem, parse_many
from limits.storage import Storage
from limits.strategies import MovingWindowRateLimiter


class TooOften(Exception):
    """A limit leaves no room. `retry_after` is in how many whole seconds it may, at least 1."""

    def __init__(self, name: str, retry_after: int) -> None:
        super().__init__(f"{name}: expected a limit that leaves room, found none for {retry_after} seconds")
        self.name, self.retry_after = name, retry_after


@cache
def limits_table() -> dict[str, tuple[RateLimitItem, ...]]:
    """The limits of `limits.toml` by name."""
    found = tomllib.loads(files(__package__).joinpath("limits.toml").read_text("utf-8"))
    return {name: tuple(parse_many("; ".join(row["most"]))) for name, row in found.items()}


class Limiter:
    """Counts what is done by the limits of the table, in a storage: WindowStorage counts for all processes,
    the library's MemoryStorage for one.
    """

    def __init__(self, storage: Storage) -> None:
        self._windows = MovingWindowRateLimiter(storage)

    def take(self, name: str, key: str, amount: int = 1) -> None:
        """Count so much more of what a limit is named for, by whoever the key stands for. Raises TooOften
        where there is no room; KeyError for a name that the table does not have.
        """
        for item in limits_table()[name]:
            if not self._windows.hit(item, name, key, cost=amount):
                raise TooOften(name, self._wait(item, name, key))

    def look(self, name: str, key: str) -> None:
        """Whether there is room for one more, without counting it. Raises as `take` does."""
        for item in limits_table()[name]:
            if not self._windows.test(item, name, key):
                raise TooOften(name, self._wait(item, name, key))

    def forget(self, name: str, key: str) -> None:
        """Count anew, as after a sign-in that succeeded."""
        for item in limits_table()[name]:
            self._windows.clear(item, name, key)

    def _wait(self, item: RateLimitItem, name: str, key: str) -> int:
        reset = self._windows.get_window_stats(item, name, key).reset_time
        return min(max(1, ceil(reset - time.time())), item.get_expiry())
