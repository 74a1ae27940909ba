"""Whoever has just written reads it, and nobody reads a half-made answer."""

import time
from threading import Thread
from uuid import uuid4

import httpx
import pytest

from service.api import reading as reading_module
from service.store.log import Log
from tests.api.reading import read, reading
from tests.api.serving import announce, held
from tests.projections.following import caught_up, connect, followed, until


def test_a_client_reads_what_it_has_just_written(log: Log) -> None:
    with reading(log) as client:
        for number in range(20):
            answer = announce(client, str(uuid4()), id=f"w{number}")
            assert read(client, f"workshops/w{number}", answer)["version"] == 1
            shown = read(client, "workshops", limit=200, after_position=answer.json()["position"])
            assert len(shown["items"]) == number + 1
            again = held(client, f"w{number}", 1)
            assert read(client, f"workshops/w{number}", again)["stage"] == "held"
            assert len(read(client, f"workshops/w{number}/history", again)["items"]) == 2


def test_an_answer_is_of_the_position_that_it_names(log: Log) -> None:
    with reading(log) as client:
        first = announce(client, "first", id="w1")
        found = read(client, "workshops/w1", first)
        second = held(client, "w1", 1)
        later = read(client, "workshops/w1", second)

    assert (found["position"], found["version"], later["position"], later["version"]) == (1, 1, 2, 2)
    assert "record-workshop-held" in [step["command"] for step in found["next_steps"]]
    assert "record-workshop-held" not in [step["command"] for step in later["next_steps"]]


def test_a_query_waits_for_its_position(log: Log) -> None:
    with reading(log, follow=False) as client:
        with followed(log):
            until(lambda: caught_up(log))
        answer = announce(client, "first", id="w1")
        found: list[int] = []
        asking = Thread(target=lambda: found.append(read(client, "workshops/w1", answer)["version"]))
        asking.start()
        time.sleep(0.3)
        assert found == []

        with followed(log):
            asking.join(timeout=10)

    assert found == [1]


def test_a_query_that_waited_in_vain_says_when_to_try_again(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_module, "WAIT", 0.3)
    with reading(log, follow=False) as client:
        with followed(log):
            until(lambda: caught_up(log))
        answer = announce(client, "first", id="w1")

        late = client.get(
            "/api/v1/workshops/w1", headers={"X-Log-Position": answer.headers["x-log-position"]}
        )

    assert (late.status_code, late.json()["code"]) == (503, "behind")
    assert late.headers["retry-after"] == "1"


def test_before_a_follower_has_ever_run_queries_say_that_they_are_behind(log: Log) -> None:
    with reading(log, follow=False) as client:
        answer = client.get("/api/v1/programmes")

    assert (answer.status_code, answer.json()["code"]) == (503, "behind")


def test_an_answer_kept_is_dropped_when_something_is_recorded(log: Log) -> None:
    with reading(log) as client:
        read(client, "workshops", announce(client, "first", id="w1"))
        kept = client.get("/api/v1/workshops")

        announce(client, "second", id="w2")

        def shown() -> httpx.Response:
            return client.get("/api/v1/workshops", headers={"If-None-Match": kept.headers["etag"]})

        until(lambda: shown().status_code == 200, seconds=1)
        assert len(shown().json()["items"]) == 2


def test_a_log_that_is_not_illustrative_does_not_say_that_it_is(log: Log) -> None:
    with reading(log) as client:
        assert "illustrative" not in read(client, "workshops", announce(client, "first", id="w1"))


def test_a_broken_connection_is_renewed(log: Log) -> None:
    with reading(log) as client:
        read(client, "workshops", announce(client, "first", id="w1"))
        with connect(log) as connection:
            connection.execute("RESET ROLE")
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        time.sleep(1.5)

        answer = announce(client, "second", id="w2")

        assert len(read(client, "workshops", answer)["items"]) == 2
