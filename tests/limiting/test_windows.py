"""No more is let through than a limit says, whoever counts at the same time; what has passed is forgotten."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from multiprocessing import get_context
from typing import Any

import psycopg
import pytest
from limits import RateLimitItemPerHour, RateLimitItemPerSecond
from limits.strategies import FixedWindowRateLimiter, MovingWindowRateLimiter

from service.access.access import Access
from service.limiting import limiter as limiting
from service.limiting.limiter import Limiter, TooOften, limits_table
from service.limiting.windows import WindowStorage
from service.store.log import Log
from tests.conftest import Cluster, opened_log
from tests.vault_keys import KEYS

KEY = "k" * 64
EACH = 40
MOST = 25


def windows(log: Log) -> MovingWindowRateLimiter:
    return MovingWindowRateLimiter(WindowStorage(log.ask))


def rows(cluster: Cluster, log: Log) -> list[tuple[Any, ...]]:
    database = psycopg.conninfo.conninfo_to_dict(log.conninfo)["dbname"]
    with psycopg.connect(cluster.conninfo(database)) as connection:
        return connection.execute("SELECT key, cardinality(hits) FROM limits.windows ORDER BY key").fetchall()


def hit_often(conninfo: str) -> int:
    """What one process gets through (it runs in a process of its own)."""
    log = Log(conninfo, KEYS)
    try:
        counting = windows(log)
        return sum(counting.hit(RateLimitItemPerHour(MOST), KEY) for _ in range(EACH))
    finally:
        log.close()


def test_a_limit_lets_as_many_through_as_it_says_and_tells_how_many_are_left(log: Log) -> None:
    counting, item = windows(log), RateLimitItemPerHour(3)

    assert [counting.hit(item, KEY) for _ in range(5)] == [True, True, True, False, False]
    assert counting.get_window_stats(item, KEY).remaining == 0
    assert not counting.test(item, KEY)
    assert counting.test(item, "another")


def test_of_threads_that_count_at_once_no_more_get_through_than_the_limit(log: Log) -> None:
    counting, item = windows(log), RateLimitItemPerHour(MOST)

    with ThreadPoolExecutor(12) as pool:
        through = list(pool.map(lambda _: counting.hit(item, KEY), range(4 * EACH)))

    assert sum(through) == MOST


def test_of_processes_that_count_at_once_no_more_get_through_than_the_limit(log: Log) -> None:
    with get_context("spawn").Pool(2) as pool:
        through = pool.map(hit_often, [log.conninfo, log.conninfo])

    assert sum(through) == MOST


def test_the_window_moves_with_each_hit_and_does_not_begin_anew(log: Log) -> None:
    """Where fixed windows meet, twice the limit would pass within a moment."""
    counting, item = windows(log), RateLimitItemPerSecond(2, 2)
    counting.hit(item, KEY)
    time.sleep(1.2)
    counting.hit(item, KEY)

    assert not counting.hit(item, KEY)
    time.sleep(0.9)  # the first has left the window, the second has not
    assert counting.hit(item, KEY)
    assert not counting.hit(item, KEY)


def test_what_costs_more_than_is_left_is_refused_and_not_counted(log: Log) -> None:
    counting, item = windows(log), RateLimitItemPerHour(5)

    assert counting.hit(item, KEY, cost=4)
    assert not counting.hit(item, KEY, cost=2)
    assert not counting.hit(item, KEY, cost=6)
    assert counting.hit(item, KEY)


def test_the_clock_deletes_what_counts_nothing_any_more(embedded: Cluster, log: Log) -> None:
    counting = windows(log)
    counting.hit(RateLimitItemPerSecond(1), "short")
    counting.hit(RateLimitItemPerHour(1), "long")
    time.sleep(1.1)

    Access(log, secret=b"a secret for tests, 32 bytes ...").sweep()

    assert rows(embedded, log) == [("LIMITER/long/1/1/hour", 1)]


def test_a_key_that_is_cleared_counts_anew(log: Log) -> None:
    storage, item = WindowStorage(log.ask), RateLimitItemPerHour(1)
    counting = MovingWindowRateLimiter(storage)
    counting.hit(item, KEY)
    assert storage.get(item.key_for(KEY)) == 1
    assert storage.get_expiry(item.key_for(KEY)) == pytest.approx(time.time() + 3600, abs=5)

    counting.clear(item, KEY)

    assert storage.get(item.key_for(KEY)) == 0
    assert counting.hit(item, KEY)


def test_fixed_windows_are_refused(log: Log) -> None:
    with pytest.raises(NotImplementedError, match="fixed"):
        FixedWindowRateLimiter(WindowStorage(log.ask)).hit(RateLimitItemPerHour(1), KEY)


def test_the_service_reads_no_keys_and_changes_no_counts_but_by_counting(log: Log) -> None:
    for statement in (
        "SELECT * FROM limits.windows",
        "DELETE FROM limits.windows",
        "UPDATE limits.windows SET hits = '{}'",
    ):
        with (
            psycopg.connect(log.conninfo) as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute(statement)


def test_every_limit_of_a_name_must_leave_room_and_the_wait_is_told(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = limits_table() | {"test": (RateLimitItemPerSecond(3, 2), RateLimitItemPerHour(4))}
    monkeypatch.setattr(limiting, "limits_table", lambda: table)
    limiter = Limiter(WindowStorage(log.ask))
    for _ in range(3):
        limiter.take("test", KEY)

    with pytest.raises(TooOften) as soon:
        limiter.take("test", KEY)
    assert 1 <= soon.value.retry_after <= 2

    time.sleep(2.1)
    limiter.take("test", KEY)
    with pytest.raises(TooOften) as late:
        limiter.take("test", KEY)
    assert 3590 <= late.value.retry_after <= 3600
    limiter.forget("test", KEY)
    time.sleep(2.1)
    limiter.take("test", KEY)


def test_two_logs_count_apart(embedded: Cluster) -> None:
    with ExitStack() as stack:
        one, other = (stack.enter_context(opened_log(embedded, illustrative=True)) for _ in range(2))
        assert windows(one).hit(RateLimitItemPerHour(1), KEY)
        assert windows(other).hit(RateLimitItemPerHour(1), KEY)
