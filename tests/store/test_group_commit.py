"""Commands that share a commit: each is answered as if it had come alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from eventsourcing.persistence import StoredEvent

from service.store.append import Append, AppendResult, SealedRow, VersionConflict
from service.store.log import Log
from tests.store.commands import command
from tests.store.facts import append, held


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
