"""Commands that were decided on what others under way lead to are recorded only together with those."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future

import psycopg
import pytest
from eventsourcing.persistence import StoredEvent

from service.store.append import Append, AppendResult, VersionConflict
from service.store.log import Log
from tests.store.commands import command
from tests.store.facts import append, held

Answered = Future[AppendResult]
Waiting = tuple[Sequence[StoredEvent], Append, Answered]


def waiting(version: int, stream: str = "workshop:a", after: Sequence[Answered] = ()) -> Waiting:
    return *command(held(stream, version), after=after), Future()


def answer(log: Log, *groups: list[Waiting]) -> None:
    """Answer groups that share a call, one after the other."""
    for group in groups:
        log._recorder._answer(group)


def streams(log: Log) -> list[str]:
    return [row.stream for row in log.since(0, 10)]


@pytest.mark.parametrize("together", [True, False], ids=["in one call", "in the next call"])
def test_what_fits_by_its_version_alone_is_not_recorded(log: Log, together: bool) -> None:
    append(log, held("workshop:a", 1))
    first = waiting(1)
    second = waiting(2, after=[first[2]])

    answer(log, *([[first, second]] if together else [[first], [second]]))

    assert isinstance(first[2].exception(), VersionConflict)
    assert isinstance(second[2].exception(), VersionConflict)
    assert log.head() == 1


def test_neither_is_what_supposes_it_in_turn(log: Log) -> None:
    append(log, held("workshop:a", 1))
    first = waiting(1)
    second = waiting(1, "workshop:b", after=[first[2]])
    third = waiting(1, "workshop:c", after=[second[2]])

    answer(log, [first, second], [third])

    assert isinstance(third[2].exception(), VersionConflict)
    assert streams(log) == ["workshop:a"]


def test_others_in_the_same_call_are_recorded(log: Log) -> None:
    append(log, held("workshop:a", 1))
    first, other = waiting(1), waiting(1, "workshop:other")
    second = waiting(2, after=[first[2]])

    answer(log, [first, second, other])

    assert other[2].result().first_position == 2
    assert streams(log) == ["workshop:a", "workshop:other"]


def test_what_a_repetition_answers_is_not_what_was_supposed(log: Log) -> None:
    first = waiting(1)
    answer(log, [first])
    repeated = first[0], first[1], Answered()
    second = waiting(2, after=[repeated[2]])

    answer(log, [repeated, second])

    assert repeated[2].result().replayed
    assert isinstance(second[2].exception(), VersionConflict)
    assert log.head() == 1


def test_all_share_one_commit_where_each_is_as_supposed(log: Log) -> None:
    first = waiting(1)
    second = waiting(2, after=[first[2]])

    answer(log, [first, second])

    assert second[2].result() == AppendResult(False, {"answer": 1}, 2, 2)
    with psycopg.connect(log.conninfo) as connection:
        commits = connection.execute("SELECT DISTINCT xmin::text FROM log.events").fetchall()
    assert len(commits) == 1


def test_what_was_given_up_is_not_supposed(log: Log) -> None:
    first = waiting(1)
    first[2].cancel()
    second = waiting(1, "workshop:b", after=[first[2]])

    answer(log, [second])

    assert isinstance(second[2].exception(), VersionConflict)
    assert log.head() == 0
