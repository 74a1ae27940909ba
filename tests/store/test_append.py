"""The append: what it checks, and what it leaves behind when it refuses."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Event as Signal
from threading import Thread
from uuid import uuid4

import pytest

from service.store.log import ClockSkew, KeyReused, Log, SealedRow, VersionConflict
from service.store.mapper import EventTooLarge
from tests.store.facts import append, held


def test_events_of_several_streams_are_appended_at_once_in_order(log: Log) -> None:
    done = append(log, held("workshop:a", 1), held("workshop:b", 1), held("workshop:a", 2))

    assert (done.first_position, done.last_position) == (1, 3)
    assert [(row.stream, row.version) for row in log.since(0, 10)] == [
        ("workshop:a", 1),
        ("workshop:b", 1),
        ("workshop:a", 2),
    ]


def test_a_version_that_is_taken_is_refused_with_what_was_expected_and_found(log: Log) -> None:
    append(log, held("workshop:a", 1))

    with pytest.raises(VersionConflict) as refused:
        append(log, held("workshop:a", 1))

    assert (refused.value.subject, refused.value.expected, refused.value.actual) == ("workshop:a", 0, 1)
    assert log.head() == 1


def test_a_version_that_would_leave_a_gap_is_refused(log: Log) -> None:
    with pytest.raises(VersionConflict):
        append(log, held("workshop:a", 2))

    assert log.head() == 0


def test_a_stream_that_was_only_read_must_not_have_moved(log: Log) -> None:
    append(log, held("workshop:a", 1))

    with pytest.raises(VersionConflict) as refused:
        append(log, held("workshop:b", 1), expected_streams={"workshop:a": 0})

    assert refused.value.subject == "workshop:a"
    assert log.head() == 1


def test_a_guarded_set_must_not_have_grown(log: Log) -> None:
    append(log, held("workshop:a", 1))

    with pytest.raises(VersionConflict) as refused:
        append(log, held("workshop:b", 1), expected_tags={"programme:p1/workshop": 0})

    assert (refused.value.subject, refused.value.actual) == ("programme:p1/workshop", 1)
    append(log, held("workshop:b", 1), expected_tags={"programme:p1/workshop": 1})


def test_a_repeated_command_answers_the_first_result_and_appends_nothing(log: Log) -> None:
    command_id = uuid4()
    append(log, held("workshop:a", 1), command_id=command_id)

    again = append(log, held("workshop:a", 1), command_id=command_id, result={"answer": 2})

    assert again.replayed
    assert again.result == {"answer": 1}
    assert (again.first_position, log.head()) == (1, 1)


def test_a_command_identity_used_with_another_body_is_refused(log: Log) -> None:
    command_id = uuid4()
    append(log, held("workshop:a", 1), command_id=command_id)

    with pytest.raises(KeyReused):
        append(log, held("workshop:a", 2), command_id=command_id, body_hmac=b"\x02" * 32)

    assert log.head() == 1


def test_twenty_threads_with_one_command_identity_have_one_effect(log: Log) -> None:
    command_id = uuid4()

    with ThreadPoolExecutor(20) as threads:
        done = list(
            threads.map(lambda _: append(log, held("workshop:a", 1), command_id=command_id), range(20))
        )

    assert log.head() == 1
    assert sorted(result.replayed for result in done) == [False] + [True] * 19


@pytest.mark.parametrize("seconds", [-6, 6])
def test_a_recorded_at_off_the_databases_clock_is_refused(log: Log, seconds: int) -> None:
    with pytest.raises(ClockSkew):
        append(log, held("workshop:a", 1, recorded_at=datetime.now(UTC) + timedelta(seconds=seconds)))

    assert log.head() == 0


def test_an_event_over_sixty_thousand_bytes_is_refused_before_it_is_sent(log: Log) -> None:
    with pytest.raises(EventTooLarge, match="at most 60000 stored bytes, found"):
        append(log, held("workshop:a", 1, text=40_000))

    assert log.head() == 0


def test_citizens_words_are_kept_with_the_event_and_can_be_erased(log: Log) -> None:
    append(log, held("workshop:a", 1), texts=[SealedRow("t1", "ar", b"salt", "فكرة")])

    assert log.texts(["t1"]) == {"t1": ("ar", "فكرة")}
    assert log.erase_texts(["t1"]) == 1
    assert log.texts(["t1"]) == {}


def test_a_refused_command_leaves_no_words_behind(log: Log) -> None:
    with pytest.raises(VersionConflict):
        append(log, held("workshop:a", 2), texts=[SealedRow("t1", "ar", b"salt", "فكرة")])

    assert log.texts(["t1"]) == {}


def test_one_commands_failure_does_not_fail_those_that_wait_with_it(log: Log) -> None:
    append(log, held("workshop:a", 1), texts=[SealedRow("taken", "ar", b"salt", "فكرة")])

    def attempt(number: int) -> bool:
        ref = "taken" if number % 2 else f"free-{number}"
        try:
            append(log, held(f"workshop:n{number}", 1), texts=[SealedRow(ref, "ar", b"salt", "فكرة")])
        except Exception:
            return False
        return True

    with ThreadPoolExecutor(16) as threads:
        done = list(threads.map(attempt, range(64)))

    assert done == [number % 2 == 0 for number in range(64)]
    assert log.head() == 33


def test_a_follower_never_misses_or_doubles_an_event_while_sixteen_writers_conflict(log: Log) -> None:
    seen: list[int] = []
    finished = Signal()

    def follow() -> None:
        while not finished.is_set() or len(seen) < log.head():
            seen.extend(row.position for row in log.since(seen[-1] if seen else 0, 50))

    def write(writer: int) -> None:
        for number in range(25):
            version = len(log.load([stream := f"workshop:s{number % 3}"])[stream]) + 1
            try:
                append(log, held(stream, version), held(f"workshop:w{writer}-{number}", 1))
            except VersionConflict:
                append(log, held(f"workshop:lost{writer}-{number}", 1))

    follower = Thread(target=follow)
    follower.start()
    with ThreadPoolExecutor(16) as writers:
        list(writers.map(write, range(16)))
    finished.set()
    follower.join(timeout=30)

    assert seen == list(range(1, log.head() + 1))
    assert log.head() > 16 * 25
