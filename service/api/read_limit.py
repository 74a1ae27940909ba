"""How often one address may ask, counted in the memory of each process."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network
from time import time

from limits import RateLimitItemPerMinute
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter
from starlette.types import Scope

from service.api.front import is_this_machine

MOST_ADDRESSES = 65_536
"""Counters of one process, some ten megabytes. The oldest makes room: memory is bounded whoever asks."""
PREFIX = 64
"""Bits of an IPv6 address that tell one customer of a provider from another; the rest he chooses himself."""


class _PerMinute(RateLimitItemPerMinute):
    """The library's, with the names that it gives to counters kept for a while."""

    key_for = lru_cache(maxsize=4096)(RateLimitItemPerMinute.key_for)


class _Count:
    __slots__ = ("hits", "until")

    def __init__(self, until: float) -> None:
        self.hits, self.until = 0, until


class BoundedMemory(Storage):
    """Counters in memory. The library's own has no bound, and looks through all of them a hundred times a
    second, in a thread, while somebody asks. All that is counted here has one period, so that the oldest
    counters are the first to end. It is for one event loop, and so needs no lock.
    """

    STORAGE_SCHEME = None

    def __init__(self, most: int = MOST_ADDRESSES) -> None:
        super().__init__()
        self._most = most
        self._counts: dict[str, _Count] = {}

    def __len__(self) -> int:
        return len(self._counts)

    @property
    def base_exceptions(self) -> type[Exception]:
        """What fails here: nothing that would be told apart."""
        return ValueError

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count; returns the hits in the present period of so many seconds."""
        now = time()
        found = self._counts.get(key)
        if found is None or found.until <= now:
            self._counts.pop(key, None)
            self._make_room(now)
            found = self._counts[key] = _Count(now + expiry)
        found.hits += amount
        return found.hits

    def get(self, key: str) -> int:
        """The hits in the present period."""
        found = self._counts.get(key)
        return found.hits if found is not None and found.until > time() else 0

    def get_expiry(self, key: str) -> float:
        """When the present period ends, in seconds since 1970."""
        found = self._counts.get(key)
        return found.until if found is not None else time()

    def check(self) -> bool:
        """Memory is there."""
        return True

    def reset(self) -> int:
        """Forget everything; returns how many counters there were."""
        forgotten = len(self._counts)
        self._counts.clear()
        return forgotten

    def clear(self, key: str) -> None:
        """Forget one counter."""
        self._counts.pop(key, None)

    def _make_room(self, now: float) -> None:
        """Let go of what has ended, and of the oldest where there are too many."""
        while self._counts:
            oldest = next(iter(self._counts))
            if len(self._counts) < self._most and self._counts[oldest].until > now:
                return
            del self._counts[oldest]


class ReadLimit:
    """At most so many requests a minute for each address; who asks on this machine has no limit.

    A network's customers of one address share it. Nothing of an address is kept beyond its minute.
    """

    def __init__(self, per_minute: int, storage: Storage | None = None) -> None:
        self._item = _PerMinute(per_minute, namespace="reads")
        self._limiter = FixedWindowRateLimiter(BoundedMemory() if storage is None else storage)

    def seconds_to_wait(self, scope: Scope) -> int:
        """0 where the request may be answered, otherwise how many seconds to wait."""
        if is_this_machine(scope):
            return 0
        who = customer(scope["client"][0])
        if self._limiter.hit(self._item, who):
            return 0
        return max(1, round(self._limiter.get_window_stats(self._item, who).reset_time - time()))


@lru_cache(maxsize=4096)
def customer(address: str) -> str:
    """What addresses of one customer have in common: all of an IPv4 address, the network of an IPv6 one.

    Whatever a proxy forwards that is no address counts as one customer.
    """
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return "?"
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ip_network((found, PREFIX), strict=False).network_address)
    return address
