"""Commands that share a commit, and what happens to them when the connection or the caller goes away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Event as Signal
from threading import Thread
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from eventsourcing.persistence import StoredEvent

from domain.kernel.events import Event
from service.store.append import Append, AppendResult, SealedRow, VersionConflict
from service.store.log import Log
from service.store.mapper import CanonicalMapper
from service.store.recorder import LogClosed
from tests.conftest import Cluster
from tests.store.facts import HMAC, append, held


def command(*events: Event, **expected: Any) -> tuple[list[StoredEvent], Append]:
    stored = [CanonicalMapper().to_stored_event(event) for event in events]
    at, tags = [event.recorded_at for event in events], [event.tags() for event in events]
    return stored, Append(uuid4(), "focal_point", "test", HMAC, {"answer": 1}, at, tags, **expected)


def submit(log: Log, event: Event) -> Any:
    return log.submit(
        [event], command_id=uuid4(), actor="focal_point", route="test", body_hmac=HMAC, result={}
    )


@contextmanager
def lock_held(conninfo: str) -> Iterator[None]:
    """Nobody can append meanwhile."""
    with psycopg.connect(conninfo) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(7229412008)")
        yield


def test_of_a_group_of_commands_only_the_one_in_conflict_is_refused(log: Log) -> None:
    group = [
        command(held("workshop:a", 1), held("workshop:a", 2)),
        command(held("workshop:b", 1), held("workshop:a", 2)),
        command(held("workshop:a", 3), expected_tags={"programme:p1/workshop": 2}),
    ]

    done = log._recorder.call(group)

    assert done[0] == AppendResult(False, {"answer": 1}, 1, 2)
    assert isinstance(done[1], VersionConflict)
    assert (done[1].subject, done[1].expected, done[1].actual) == ("workshop:a", 1, 2)
    assert done[2] == AppendResult(False, {"answer": 1}, 3, 3)
    assert [row.stream for row in log.since(0, 10)] == ["workshop:a"] * 3


@pytest.mark.parametrize(
    ("second", "subject"),
    [
        (lambda: command(held("workshop:a", 1)), "workshop:a"),
        (lambda: command(held("workshop:b", 1), expected_streams={"workshop:a": 0}), "workshop:a"),
        (
            lambda: command(held("workshop:b", 1), expected_tags={"programme:p1/workshop": 0}),
            "programme:p1/workshop",
        ),
    ],
    ids=["the same stream", "a stream that the other writes", "a set that the other enters"],
)
def test_commands_of_one_group_that_touch_one_another_are_checked_one_after_the_other(
    log: Log, second: Callable[[], tuple[list[StoredEvent], Append]], subject: str
) -> None:
    done = log._recorder.call([command(held("workshop:a", 1)), second()])

    assert isinstance(done[0], AppendResult)
    assert isinstance(done[1], VersionConflict)
    assert (done[1].subject, done[1].expected, done[1].actual) == (subject, 0, 1)
    assert log.head() == 1


def test_commands_of_one_group_that_follow_one_another_are_all_stored(log: Log) -> None:
    group = [command(held("workshop:a", version), held(f"workshop:n{version}", 1)) for version in (1, 2, 3)]

    done = log._recorder.call(group)

    assert [(result.first_position, result.last_position) for result in done] == [(1, 2), (3, 4), (5, 6)]
    assert [row.version for row in log.load(["workshop:a"])["workshop:a"]] == [1, 2, 3]


def test_a_command_without_events_is_recorded_with_its_result(log: Log) -> None:
    done = log._recorder.call([command(), command(held("workshop:a", 1))])

    assert [(result.first_position, result.last_position) for result in done] == [(0, 0), (1, 1)]


def test_words_of_several_commands_are_stored_in_one_commit(log: Log) -> None:
    words = [SealedRow(f"t{number}", "ar", b"salt", "فكرة") for number in range(2)]

    log._recorder.call([command(held(f"workshop:{row.ref}", 1), texts=[row]) for row in words])

    assert log.texts(["t0", "t1"]) == {"t0": ("ar", "فكرة"), "t1": ("ar", "فكرة")}


def test_an_event_is_found_under_each_of_its_tags_and_no_other(log: Log) -> None:
    log._recorder.call(
        [command(held("workshop:a", 1)), command(held("workshop:b", 1), held("workshop:c", 1))]
    )

    found = {stream: [row.position for row in log.tagged(stream)] for stream in ("workshop:a", "workshop:c")}

    assert found == {"workshop:a": [1], "workshop:c": [3]}
    assert [row.position for row in log.tagged("programme:p1/workshop", after=1)] == [2, 3]


@pytest.mark.parametrize("versions", [(1, 3), (2, 1), (1, 1)])
def test_versions_in_one_command_that_do_not_follow_one_another_are_refused(
    log: Log, versions: tuple[int, int]
) -> None:
    with pytest.raises(VersionConflict):
        append(log, *(held("workshop:a", version) for version in versions))

    assert log.head() == 0


def test_who_stops_waiting_does_not_keep_others_from_their_answer(cluster: Cluster, log: Log) -> None:
    with lock_held(log.conninfo):
        gone = submit(log, held("workshop:a", 1))
        assert gone.cancel()

    append(log, held("workshop:b", 1))

    assert log.last_position("workshop:b") == log.head()


def test_a_connection_killed_in_the_midst_of_an_append_loses_and_doubles_nothing(
    cluster: Cluster, log: Log
) -> None:
    append(log, held("workshop:n0", 1))
    stop = Signal()

    def kill() -> None:
        with psycopg.connect(cluster.conninfo("postgres"), autocommit=True) as connection:
            while not stop.wait(0.05):
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE query LIKE '%%log.append%%' AND pid <> pg_backend_pid()"
                )

    killer = Thread(target=kill)
    killer.start()
    waiting = [submit(log, held(f"workshop:n{number}", 1)) for number in range(1, 400)]
    done = [future.exception(timeout=30) for future in waiting]
    stop.set()
    killer.join()

    acknowledged = {f"workshop:n{number}" for number, failed in enumerate(done, 1) if failed is None}
    recorded = [row.stream for row in log.since(0, 1000)]
    assert acknowledged <= set(recorded)
    assert len(recorded) == len(set(recorded)) == log.head()


def test_reading_survives_the_loss_of_every_connection(cluster: Cluster, log: Log) -> None:
    append(log, held("workshop:a", 1))
    with psycopg.connect(cluster.conninfo("postgres"), autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'infitah_service'"
        )

    assert log.head() == 1
    assert [row.stream for row in log.since(0, 10)] == ["workshop:a"]


def test_what_is_acknowledged_is_on_disk_whatever_the_role_was_set_to(cluster: Cluster, log: Log) -> None:
    append(log, held("workshop:a", 1))
    statement, parameters = _call(held("workshop:b", 1))

    with psycopg.connect(log.conninfo) as connection:
        connection.execute("SET synchronous_commit = off")
        connection.execute(statement, parameters)
        found = connection.execute("SHOW synchronous_commit").fetchone()

    assert found == ("on",)
    assert log.head() == 2


def test_an_append_on_an_old_snapshot_is_refused(log: Log) -> None:
    statement, parameters = _call(held("workshop:a", 1))

    with psycopg.connect(log.conninfo) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        with pytest.raises(psycopg.errors.RaiseException, match="expected isolation read committed"):
            connection.execute(statement, parameters)


def test_the_role_of_the_service_cannot_back_date(log: Log) -> None:
    statement, parameters = _call(held("workshop:a", 1, recorded_at=datetime(2020, 1, 1, tzinfo=UTC)))

    with psycopg.connect(log.conninfo) as connection:
        answer = connection.execute(statement, parameters).fetchone()

    assert answer is not None
    assert answer[1] == "clock_skew"
    assert log.head() == 0


def test_a_closed_log_takes_nothing_more(cluster: Cluster, log: Log) -> None:
    closed = Log(log.conninfo)
    append(closed, held("workshop:a", 1))
    closed.close()

    with pytest.raises(LogClosed):
        append(closed, held("workshop:a", 2))


def _call(event: Event) -> tuple[str, list[Any]]:
    from service.store.append import SQL, columns

    return SQL, columns([command(event)])
