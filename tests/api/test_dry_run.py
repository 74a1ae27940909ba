"""Commands that are only tried: answered as recording would, with nothing recorded."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from service.store.log import Log
from tests.api.serving import HELD, STAFF, WORKSHOP, announce, held

DRY = {"Dry-Run": "true"}
TABLES = ("log.events", "log.event_tags", "log.command_records", "vault.texts", "vault.subjects")
IDEA = {
    "actor": {"role": "citizen"},
    "programme_id": "none",
    "channel": "online",
    "text": {"text": "حديقة", "language": "ar"},
    "author": {"kind": "anonymous"},
}


@contextmanager
def nothing_recorded(log: Log) -> Iterator[None]:
    """Nothing that a command writes is written meanwhile."""
    before = counted(log)
    yield
    assert counted(log) == before


def counted(log: Log) -> list[Any]:
    return [log.ask(f"SELECT count(*) FROM {table}", []) for table in TABLES]


@pytest.fixture(autouse=True)
def _known(client: httpx.Client) -> None:
    """Whoever asks has an account already: that is written when they first come."""
    assert held(client, "none", 1).status_code == 404


def tried(client: httpx.Client, path: str, body: Any, **headers: str) -> httpx.Response:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post(f"/api/v1/{path}", json=body, headers=DRY | given)


def test_what_would_be_recorded_is_told_and_nothing_is(client: httpx.Client, log: Log) -> None:
    with nothing_recorded(log):
        answer = tried(client, "workshops", WORKSHOP, Idempotency_Key="first")

    said = answer.json()
    assert answer.status_code == 200
    assert said["dry_run"] is True
    assert said["events"] == [{"type": "WorkshopAnnounced", "stream": said["stream"], "version": 1}]
    assert "location" not in answer.headers
    assert "position" not in said
    assert client.get(f"/api/v1/workshops/{said['id']}").status_code == 404


def test_a_trial_uses_up_no_key_and_foretells_the_record_that_the_key_leads_to(
    client: httpx.Client, log: Log
) -> None:
    foretold = tried(client, "workshops", WORKSHOP, Idempotency_Key="first").json()
    recorded = announce(client, "first")

    assert recorded.status_code == 201
    assert "idempotent-replayed" not in recorded.headers
    assert {name: recorded.json()[name] for name in ("stream", "id", "version")} == {
        name: foretold[name] for name in ("stream", "id", "version")
    }
    assert log.head() == 1


def test_a_trial_after_the_recording_answers_what_was_recorded(client: httpx.Client, log: Log) -> None:
    first = announce(client, "same")
    with nothing_recorded(log):
        again = tried(client, "workshops", WORKSHOP, Idempotency_Key="same")
        other = tried(client, "workshops", WORKSHOP | {"place": "دار الشباب"}, Idempotency_Key="same")

    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["idempotent-replayed"] == "true"
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")


@pytest.mark.parametrize(
    ("path", "body", "headers"),
    [
        ("workshops/w1/record-workshop-held", HELD, {"If_Match": '"7"'}),
        ("workshops/w1/record-workshop-held", HELD, {}),
        ("workshops/w1/record-workshop-held", HELD, {"Idempotency_Key": "new"}),
        ("workshops/w1/record-workshop-held", HELD | {"held_on": "2999-01-01"}, {"If_Match": '"1"'}),
        ("workshops/w1/record-workshop-held", {"actor": STAFF}, {"If_Match": '"1"'}),
        ("workshops/w1/cancel-workshop", {"actor": STAFF}, {"If_Match": '"1"'}),
        ("workshops/none/record-workshop-held", HELD, {"If_Match": '"1"'}),
        ("workshops", WORKSHOP | {"id": "w1"}, {"Idempotency_Key": "second"}),
        ("workshops", WORKSHOP, {}),
        ("workshops", WORKSHOP | {"place": ""}, {"Idempotency_Key": "third"}),
        ("workshops", WORKSHOP | {"reason": {"code": "other", "text": {"ar": "س" * 40_000}}}, {}),
        ("ideas", IDEA, {"Idempotency_Key": "idea"}),
        ("workshops/w1/correct-record", {"actor": STAFF, "target": "x"}, {"If_Match": '"1"'}),
        ("workshops/w1/no-such-command", {}, {}),
    ],
)
def test_a_trial_is_refused_as_recording_is(
    client: httpx.Client, log: Log, path: str, body: Any, headers: dict[str, str]
) -> None:
    announce(client, "first", id="w1")
    with nothing_recorded(log):
        on_trial = tried(client, path, body, **headers)
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        for_good = client.post(f"/api/v1/{path}", json=body, headers=given)

    assert for_good.status_code >= 400
    assert (on_trial.status_code, shape(on_trial)) == (for_good.status_code, shape(for_good))


def shape(answer: httpx.Response) -> Any:
    """A refusal without the moments in its sentences."""
    said = answer.json()
    return said["code"], [one["code"] for one in said.get("unmet", [])], said.get("errors")


def test_a_correction_is_tried_and_corrects_nothing(client: httpx.Client, log: Log) -> None:
    announced = announce(client, "first", id="w1").json()
    correction = {
        "actor": STAFF,
        "target": announced["events"][0]["event_id"],
        "field": "place",
        "old": WORKSHOP["place"],
        "new": "دار الشباب",
        "reason": {"code": "correction_clerical"},
    }
    with nothing_recorded(log):
        answer = tried(client, "workshops/w1/correct-record", correction, If_Match='"1"')

    assert answer.status_code == 200, answer.json()
    assert [one["type"] for one in answer.json()["events"]] == ["RecordCorrected"]
    assert answer.json()["version"] == 2
    assert held(client, "w1", 1).status_code == 200


@pytest.mark.parametrize("given", ["false", "1", "", "yes", "TRUE", "true, true", "١"])
def test_what_does_not_say_clearly_that_it_is_a_trial_is_refused_and_not_recorded(
    client: httpx.Client, log: Log, given: str
) -> None:
    headers = {b"Idempotency-Key": b"first", b"Dry-Run": given.encode()}
    with nothing_recorded(log):
        answer = client.post("/api/v1/workshops", json=WORKSHOP, headers=list(headers.items()))

    assert answer.status_code == 400
    assert [(one["field"], one["expected"]) for one in answer.json()["errors"]] == [("Dry-Run", "true")]
