"""Queries over a log in which one programme runs its whole course."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from service.store.log import Log
from tests.api.reading import read, reading
from tests.conftest import Cluster
from tests.domain.programme_journey import at, evaluating, joined
from tests.domain.programme_turns import PROOF, taken_over
from tests.domain.scenario import Scenario
from tests.projections.following import caught_up, poured, until
from tests.vault_keys import KEYS


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    given = at(evaluating)
    joined(given, "c2", member=False)
    return given


@pytest.fixture(scope="module")
def filled(embedded: Cluster, scenario: Scenario) -> Iterator[Log]:
    log = Log(embedded.conninfo(embedded.new_log(), "infitah_service"), KEYS)
    poured(log, scenario.log)
    yield log
    log.close()


@pytest.fixture(scope="module")
def client(filled: Log) -> Iterator[httpx.Client]:
    with reading(filled, illustrative=True) as client:
        until(lambda: caught_up(filled))
        client.get("/api/v1/programmes", params={"after_position": filled.head()})
        yield client


def ids(found: Any) -> list[str]:
    return [item["id"] for item in found["items"]]


def test_a_programme_is_read_with_its_version_its_stage_and_its_next_steps(
    client: httpx.Client, scenario: Scenario
) -> None:
    found = read(client, "programmes/p1")

    assert (found["id"], found["version"]) == ("p1", scenario.state("programme:p1").version)
    assert (found["stage"], found["stage_name"]["fr"]) == ("final_evaluation", found["stage_name"]["fr"])
    assert found["position"] == len(scenario.log)
    steps = {step["command"]: step for step in found["next_steps"]}
    assert set(steps) == set(scenario.steps("programme:p1"))
    closing = steps["close-programme"]
    assert closing["possible"] is False
    assert closing["summary"]["ar"] == "اختتام البرنامج مع تحديد مصير كل التزام غير منجز."
    assert closing["summary"].keys() == {"ar", "fr", "en"}
    assert all(set(guard["sentence"]) == {"ar", "fr", "en"} for guard in closing["unmet"])
    assert closing["by"] == ["council_president"]


def test_every_answer_of_an_illustrative_log_says_so(client: httpx.Client) -> None:
    for path in ("programmes", "programmes/p1", "programmes/p1/history", "commitments", "network", "ideas"):
        found = read(client, path)
        assert found["illustrative"] is True, path
        assert found["position"] > 0


def test_every_kind_of_record_has_a_list_a_document_and_a_history(
    client: httpx.Client, scenario: Scenario
) -> None:
    plurals = {
        "assessment": "assessments",
        "collectivity": "collectivities",
        "commitment": "commitments",
        "consultation": "consultations",
        "council_session": "council-sessions",
        "idea": "ideas",
        "network": "networks",
        "programme": "programmes",
        "workshop": "workshops",
    }
    for stream in {event.stream for event in scenario.log}:
        kind, _, identity = stream.partition(":")
        plural = plurals[kind]
        assert identity in ids(read(client, plural))
        assert read(client, f"{plural}/{identity}")["version"] == scenario.state(stream).version
        about = [event for event in scenario.log if stream in event.concerns]
        assert len(read(client, f"{plural}/{identity}/history", limit=200)["items"]) == len(about)


@pytest.mark.parametrize("plural", ["workshops", "council-sessions", "programmes", "commitments"])
def test_a_region_without_records_has_an_empty_list_of_every_kind(client: httpx.Client, plural: str) -> None:
    assert ids(read(client, plural, region="souss-massa")) == []


def test_programmes_are_filtered_by_stage_region_and_collectivity(client: httpx.Client) -> None:
    assert ids(read(client, "programmes", stage="final_evaluation")) == ["p1"]
    assert ids(read(client, "programmes", stage="closed")) == []
    assert ids(read(client, "programmes", region="r5", collectivity="c1")) == ["p1"]
    assert ids(read(client, "programmes", region="souss-massa")) == []
    assert ids(read(client, "programmes", collectivity="c2")) == []


def test_collectivities_are_found_by_any_spelling_of_their_name(client: httpx.Client) -> None:
    assert ids(read(client, "collectivities", name="إنفتاح")) == ids(
        read(client, "collectivities", name="انفتاح")
    )
    assert ids(read(client, "collectivities", name="الإنفتاح")) == ["c1", "c2"]
    assert ids(read(client, "collectivities", name="مراكش")) == []
    assert ids(read(client, "collectivities", region="r5", type="commune")) == ["c1", "c2"]
    assert ids(read(client, "collectivities", type="region")) == []


def test_commitments_are_filtered_and_show_their_deadlines(client: httpx.Client) -> None:
    found = read(client, "commitments", collectivity="c1", region="r5", principle="transparency")

    [item] = found["items"]
    one = read(client, f"commitments/{item['id']}")
    assert item["current_deadline"] == "2026-06-30"
    assert [deadline["due_on"] for deadline in one["deadlines"]] == ["2026-06-30"]
    assert (one["slippage_days"], one["times_moved"]) == (0, 0)
    assert ids(read(client, "commitments", principle="digitalisation")) == []
    assert ids(read(client, "commitments", due_before="2026-06-30")) == []
    assert ids(read(client, "commitments", due_before="2026-07-01", status=item["status"])) == [item["id"]]
    assert ids(read(client, "commitments", overdue="true")) == ([item["id"]] if item["overdue"] else [])


def test_the_history_of_a_programme_is_the_stored_bytes_in_log_order(
    client: httpx.Client, filled: Log
) -> None:
    rows = filled.tagged("programme:p1")
    shown: list[Any] = []
    cursor: dict[str, str] = {}
    while True:
        page = read(client, "programmes/p1/history", limit=7, **cursor)
        shown += page["items"]
        if page["next"] is None:
            break
        assert len(page["items"]) == 7
        cursor = {"cursor": page["next"]}

    assert [item["position"] for item in shown] == [row.position for row in rows]
    assert [item["event"] for item in shown] == [json.loads(row.body) for row in rows]


def test_a_list_is_read_page_by_page_without_doubles(client: httpx.Client) -> None:
    first = read(client, "collectivities", limit=1)
    second = read(client, "collectivities", limit=1, cursor=first["next"])

    assert (ids(first), ids(second), second["next"]) == (["c1"], ["c2"], None)


@pytest.mark.parametrize("cursor", ["", "x", "é", "AAAAAAAAAAAAAAAAAAAA", "=" * 20, "0" * 90])
def test_a_cursor_that_was_never_given_is_refused(client: httpx.Client, cursor: str) -> None:
    answer = client.get("/api/v1/collectivities", params={"cursor": cursor})

    assert (answer.status_code, answer.json()["code"]) == (400, "bad_cursor")


def test_a_cursor_of_another_question_is_refused(client: httpx.Client) -> None:
    cursor = read(client, "collectivities", limit=1)["next"]

    answer = client.get("/api/v1/collectivities", params={"cursor": cursor, "region": "r5"})

    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("programmes?stages=closed", "stages"),
        ("programmes?stage=finished", "stage"),
        ("programmes?stage=closed&stage=drafting", "stage"),
        ("programmes/p1?limit=3", "limit"),
        ("commitments?due_before=tomorrow", "due_before"),
        ("commitments?due_before=2026", "due_before"),
        ("commitments?overdue=maybe", "overdue"),
        ("commitments?limit=0", "limit"),
        ("commitments?limit=201", "limit"),
        ("collectivities?region=xx", "region"),
        ("programmes?region=xx", "region"),
        ("programmes?region=xx&as_of_position=3", "region"),
        ("network/board?region=xx", "region"),
        ("decisions?region=xx", "region"),
        ("calendar?region=xx", "region"),
        ("search?q=commune&region=xx", "region"),
        ("collectivities?name=%20", "name"),
        ("collectivities?name=%25", "name"),
        ("collectivities?region=R5", "region"),
        ("programmes/P1", "id"),
        ("programmes?after_position=-1", "after_position"),
        ("programmes?after_position=999999", "after_position"),
    ],
)
def test_a_parameter_that_is_not_right_is_named(client: httpx.Client, path: str, field: str) -> None:
    answer = client.get(f"/api/v1/{path}")

    assert answer.status_code == 422, answer.text
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert set(answer.json()["errors"][0]["sentence"]) == {"ar", "fr", "en"}


def test_a_region_that_is_none_is_answered_with_those_that_are_known(client: httpx.Client) -> None:
    [error] = client.get("/api/v1/programmes?region=xx").json()["errors"]

    assert {"r5", "souss-massa"} <= set(error["expected"].split(", "))
    assert error["found"] == "xx"
    assert "souss-massa" in error["sentence"]["fr"]


@pytest.mark.parametrize("path", ["programmes/none", "ideas/none/history", "network/reconciliation", "none"])
def test_what_is_not_there_is_a_problem(client: httpx.Client, path: str) -> None:
    answer = client.get(f"/api/v1/{path}")

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_an_answer_that_did_not_change_is_not_sent_again(client: httpx.Client) -> None:
    first = client.get("/api/v1/programmes/p1")

    again = client.get("/api/v1/programmes/p1", headers={"If-None-Match": first.headers["etag"]})
    other = client.get("/api/v1/programmes/p1", headers={"If-None-Match": '"other"'})

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert other.content == first.content


def test_documents_are_found_by_the_record_that_cites_them_as_it_was_known_then(log: Log) -> None:
    given = taken_over().registered({**PROOF, "document_id": "d2", "sha256": "2" * 64})
    poured(log, given.log)

    with reading(log) as client:
        registered = read(client, "documents/d1/history", after_position=log.head())["items"][0]["position"]
        found = {
            question: ids(client.get(f"/api/v1/documents?{question}").json())
            for question in ("programme=p1", "collectivity=c1", "programme=p2", "collectivity=c2")
        }
        before = ids(client.get(f"/api/v1/documents?programme=p1&as_of_position={registered}").json())
        every = ids(read(client, "documents"))

    assert every == ["d1", "d2"]
    assert found == {
        "programme=p1": ["d1"],
        "collectivity=c1": ["d1"],
        "programme=p2": [],
        "collectivity=c2": [],
    }
    assert before == []
