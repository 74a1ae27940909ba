"""What every answer and every log line says, and what none may say."""

import json
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

import httpx
import pytest

from domain.kernel.guards import ALL_GUARDS
from service.api.logging import without_message
from service.store.log import Log
from tests.api.service_process import Running, log_lines, started
from tests.api.serving import STAFF, WORKSHOP, announce, held, served


@pytest.fixture(scope="module")
def service(temporary: Path) -> Iterator[tuple[Running, Path]]:
    """A service of its own, and the file of its log lines."""
    data_dir = temporary / "lines"
    with started(data_dir) as running:
        yield running, log_lines(data_dir)


def until_said(lines: Path, request: str) -> str:
    """The whole lines written by the time that of the request is: its answer is out before it."""
    deadline = monotonic() + 10
    while request not in (said := lines.read_text().rpartition("\n")[0]):
        assert monotonic() < deadline, said
        sleep(0.02)
    return said


def test_a_log_line_says_who_did_what_to_which_record(service: tuple[Running, Path]) -> None:
    running, lines = service
    with running.client() as client:
        answer = announce(client, "first", id="w1")

    said = until_said(lines, request := answer.headers["x-request-id"])
    [line] = [told for told in map(json.loads, said.splitlines()) if told["request_id"] == request]
    assert (line["method"], line["route"], line["status"]) == ("POST", "/api/v1/workshops", 201)
    assert (line["command"], line["role"]) == ("announce-workshop", "focal_point")
    assert (line["stream"], line["position"]) == ("workshop:w1", answer.json()["position"])
    assert line["duration_ms"] >= 0


def test_no_log_line_repeats_what_somebody_wrote(service: tuple[Running, Path]) -> None:
    running, lines = service
    secret, coded = "فاطمة 0612345678", "0612345678"
    with running.client() as client:
        announce(client, f"key-{coded}", place=secret)
        announce(client, "k2", nonsense=secret)
        announce(client, "k3", actor=STAFF | {"person_ref": f"person-{coded}"})
        client.get(f"/api/v1/{secret}", params={"name": secret}, headers={"User-Agent": coded})
        client.post("/api/v1/workshops", content=secret.encode(), headers={"Idempotency-Key": "k4"})
        last = client.get("/healthz").headers["x-request-id"]

    said = until_said(lines, last)
    assert coded not in said
    assert "فاطمة" not in said


def test_an_error_of_ours_is_a_problem_too_and_its_message_stays_inside(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("what somebody wrote")

    monkeypatch.setattr("service.handling.handler.CommandHandler.begin", fail)
    with served(log) as address, httpx.Client(base_url=address) as client:
        answer = announce(client, "first")

    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert answer.json()["request_id"] == answer.headers["x-request-id"]
    assert "what somebody wrote" not in answer.text
    assert log.head() == 0


def test_a_logged_error_says_what_failed_and_where_but_not_its_message() -> None:
    try:
        raise RuntimeError("what somebody wrote")
    except RuntimeError:
        line = without_message(None, "error", {"event": "failed", "exc_info": True})

    assert line["error"] == "RuntimeError"
    assert "test_answers.py" in line["at"][0]
    assert "what somebody wrote" not in str(line)


def test_every_answer_of_an_illustrative_log_says_so(log: Log) -> None:
    with served(log, illustrative=True) as address, httpx.Client(base_url=address) as client:
        answers = [
            announce(client, "first"),
            announce(client, "second", place=""),
            client.get("/nowhere"),
            client.get("/nowhere", headers={"Host": "elsewhere.example"}),
            client.delete("/api/v1/workshops"),
            client.post("/api/v1/workshops", content=b"{", headers={"Content-Type": "application/json"}),
            client.get("/healthz"),
        ]

    assert [answer.status_code for answer in answers] == [201, 422, 404, 421, 405, 400, 200]
    assert all(answer.json()["illustrative"] is True for answer in answers)
    assert all(answer.headers["x-log-illustrative"] == "true" for answer in answers)


def test_a_problem_of_a_real_log_does_not_say_that_it_is_illustrative(client: httpx.Client) -> None:
    answer = client.get("/nowhere")

    assert "illustrative" not in answer.json()
    assert "x-log-illustrative" not in answer.headers


def test_a_refusal_gives_each_unmet_guard_in_three_languages(client: httpx.Client) -> None:
    announce(client, "first", id="w1")

    body = {"actor": {"role": "focal_point"}}
    answer = client.post("/api/v1/workshops/w1/cancel-workshop", json=body, headers={"If-Match": '"1"'})

    unmet = answer.json()["unmet"]
    assert answer.status_code == 409
    assert {guard["code"] for guard in unmet} == {"record.reason_given"}
    for guard in unmet:
        assert guard["code"] in ALL_GUARDS
        assert len({guard["sentence"][language] for language in ("ar", "fr", "en")}) == 3


def test_an_event_that_would_be_too_large_names_the_field_and_is_not_recorded(
    client: httpx.Client, log: Log
) -> None:
    slot = {"title": {"ar": "أ" * 1500}}

    answer = announce(client, "first", agenda=[slot] * 60)

    [error] = answer.json()["errors"]
    assert (answer.status_code, answer.json()["code"]) == (422, "event_too_large")
    assert (error["field"], error["expected"]) == ("agenda", 60_000)
    assert log.head() == 0


def test_a_version_is_read_from_the_answer_and_given_back(client: httpx.Client) -> None:
    etag = announce(client, "first", id="w1").headers["etag"]

    answer = held(client, "w1", int(etag.strip('"')))

    assert answer.headers["etag"] == '"2"'
    assert answer.headers["x-log-position"] == str(answer.json()["position"])


def test_a_request_without_a_body_of_json_says_what_it_takes(client: httpx.Client) -> None:
    answer = client.post(
        "/api/v1/workshops", data={"place": WORKSHOP["place"]}, headers={"Idempotency-Key": "k"}
    )

    assert (answer.status_code, answer.headers["accept"]) == (415, "application/json")
