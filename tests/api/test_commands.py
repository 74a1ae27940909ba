"""Commands over HTTP: created, changed, repeated, refused."""

from concurrent.futures import ThreadPoolExecutor

import httpx

from service.store.log import Log
from tests.api.serving import HELD, STAFF, WORKSHOP, announce, held, served


def test_a_creating_command_answers_where_its_record_is_and_at_which_version(client: httpx.Client) -> None:
    answer = announce(client, "first")

    said = answer.json()
    assert answer.status_code == 201
    assert answer.headers["location"] == f"/api/v1/workshops/{said['id']}"
    assert answer.headers["etag"] == '"1"'
    assert said["stream"] == f"workshop:{said['id']}"
    assert [event["type"] for event in said["events"]] == ["WorkshopAnnounced"]
    assert said["position"] == said["events"][0]["position"] == 1


def test_an_identity_may_be_given_for_what_staff_creates(client: httpx.Client) -> None:
    assert announce(client, "first", id="w1").headers["location"] == "/api/v1/workshops/w1"

    again = announce(client, "second", id="w1")

    assert again.status_code == 409
    assert [guard["code"] for guard in again.json()["unmet"]] == ["record.is_new"]


def test_the_one_network_is_founded_without_naming_its_identity(client: httpx.Client) -> None:
    name = {"ar": "الشبكة المغربية للجماعات الترابية المنفتحة"}
    fields = {"name": name, "supervised_by": name, "partners": [name], "purpose": name, "source": "charter"}
    fields |= {"actor": {"role": "network_coordinator", "body": "coordination"}, "founded_on": "2022-10-21"}
    founding = fields | {"principles": ["transparency"]}

    first, again, anew = (
        client.post("/api/v1/networks", json=founding, headers={"Idempotency-Key": key})
        for key in ("first", "first", "second")
    )

    assert (first.status_code, first.headers["location"]) == (201, "/api/v1/networks/remacto")
    assert again.json() == first.json()
    assert [guard["code"] for guard in anew.json()["unmet"]] == ["record.is_new"]


def test_a_command_to_an_existing_record_needs_the_version_that_was_read(client: httpx.Client) -> None:
    announce(client, "first", id="w1")

    without = client.post("/api/v1/workshops/w1/record-workshop-held", json=HELD)
    stale = held(client, "w1", 7)
    right = held(client, "w1", 1)

    assert (without.status_code, without.json()["code"]) == (428, "version_required")
    assert (stale.status_code, stale.json()["expected"], stale.json()["found"]) == (412, 7, 1)
    assert (right.status_code, right.headers["etag"]) == (200, '"2"')


def test_the_same_key_and_body_answer_the_first_result_again(client: httpx.Client, log: Log) -> None:
    first = announce(client, "same")

    again = announce(client, "same")

    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["idempotent-replayed"] == "true"
    assert log.head() == 1


def test_a_repeated_key_is_looked_up_before_the_version(client: httpx.Client, log: Log) -> None:
    announce(client, "first", id="w1")
    once = held(client, "w1", 1, **{"Idempotency-Key": "held"})

    again = held(client, "w1", 1, **{"Idempotency-Key": "held"})
    headers = {"Idempotency-Key": "held"}
    unversioned = client.post("/api/v1/workshops/w1/record-workshop-held", json=HELD, headers=headers)

    assert once.status_code == again.status_code == unversioned.status_code == 200
    assert once.json() == again.json() == unversioned.json()
    assert log.head() == 2


def test_the_same_key_with_another_body_is_an_error(client: httpx.Client, log: Log) -> None:
    announce(client, "same")

    other_field = announce(client, "same", place="مكان آخر")
    other_identity = announce(client, "same", id="w9")

    assert [answer.status_code for answer in (other_field, other_identity)] == [422, 422]
    assert {answer.json()["code"] for answer in (other_field, other_identity)} == {"key_reused"}
    assert log.head() == 1


def test_a_key_belongs_to_its_actor(client: httpx.Client, log: Log) -> None:
    announce(client, "same")

    other = announce(client, "same", actor={"role": "focal_point", "body": "deputy"})

    assert other.status_code == 201
    assert log.head() == 2


def test_a_repeated_key_is_known_after_a_restart(client: httpx.Client, log: Log) -> None:
    first = announce(client, "same")

    with served(log) as restarted, httpx.Client(base_url=restarted) as later:
        again = announce(later, "same")

    assert again.json() == first.json()
    assert log.head() == 1


def test_the_same_key_from_twenty_threads_has_one_effect(client: httpx.Client, log: Log) -> None:
    with ThreadPoolExecutor(20) as threads:
        answers = list(threads.map(lambda _: announce(client, "same"), range(20)))

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    assert log.head() == 1


def test_of_two_writers_with_the_same_version_exactly_one_wins(client: httpx.Client, log: Log) -> None:
    for attempt in range(10):
        announce(client, f"w{attempt}", id=f"w{attempt}")
        with ThreadPoolExecutor(2) as threads:
            answers = list(threads.map(lambda _, w=f"w{attempt}": held(client, w, 1), range(2)))

        assert sorted(answer.status_code for answer in answers) == [200, 412]
    assert log.head() == 20


def test_a_creating_command_without_a_key_is_refused(client: httpx.Client, log: Log) -> None:
    answer = client.post("/api/v1/workshops", json=WORKSHOP)

    assert (answer.status_code, answer.json()["code"]) == (400, "key_required")
    assert log.head() == 0


def test_a_command_to_what_does_not_exist_is_not_found(client: httpx.Client) -> None:
    answer = held(client, "w404", 1)

    assert answer.status_code == 404
    assert "record.exists" in [guard["code"] for guard in answer.json()["unmet"]]


def test_a_correction_is_a_command_on_every_kind_of_record(client: httpx.Client, log: Log) -> None:
    [event] = announce(client, "first", id="w1").json()["events"]
    change = {"target": event["event_id"], "field": "place", "old": WORKSHOP["place"], "new": "الخزانة"}
    body = {"actor": STAFF, "reason": {"code": "correction_clerical"}, **change}

    answer = client.post("/api/v1/workshops/w1/correct-record", json=body, headers={"If-Match": '"1"'})

    assert (answer.status_code, answer.json()["version"]) == (200, 2)
    assert [row.type for row in log.load(["workshop:w1"])["workshop:w1"]] == [
        "WorkshopAnnounced",
        "RecordCorrected",
    ]


def test_nobody_can_act_as_the_clock(client: httpx.Client, log: Log) -> None:
    answer = announce(client, "first", actor={"role": "system:clock", "body": "system:clock"})

    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["actor"]
    assert log.head() == 0
