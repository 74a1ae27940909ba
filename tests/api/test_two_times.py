"""What was known, and what was true: asked of a service, with a late entry and a correction in its log."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from domain.kernel.corrections import CorrectRecord
from service.store.log import Log
from tests.api.reading import read, reading
from tests.conftest import Cluster
from tests.domain.commitments import STREAM, extend, report, started_commitment
from tests.domain.scenario import Scenario, by
from tests.kernel.test_two_times import announced
from tests.projections.following import caught_up, poured, until
from tests.vault_keys import KEYS

K1 = "commitments/k1"
WHY = {"code": "correction_clerical"}


def story() -> Scenario:
    """A commitment due on 31 December 2026, begun on 5 January (position 4). Its deadline is extended on
    10 November (5). On 1 February 2027 somebody enters that its first milestone was reached on 20 June (6),
    and on 1 April the extension is corrected: it was to 30 June 2027, not to 31 March (7).
    """
    given = started_commitment()
    extend(given.at("2026-11-10"), "2027-03-31")
    extension = given.log[-1]
    given.at("2027-02-01")
    report(given, "m1", "2026-06-20", effective_at="2026-06-20")
    given.at("2027-04-01")
    change = {"target": extension.event_id, "field": "due_on", "old": "2027-03-31", "new": "2027-06-30"}
    given.when(STREAM, CorrectRecord, actor=by("council_president"), reason=WHY, **change)
    announcement = announced("2027-04-01T10:00:00Z", held_on="2027-04-10", effective_at="2027-03")
    given.log += announcement.log
    return given


@pytest.fixture(scope="module")
def filled(embedded: Cluster) -> Iterator[Log]:
    log = Log(embedded.conninfo(embedded.new_log(), "infitah_service"), KEYS)
    poured(log, story().log)
    yield log
    log.close()


@pytest.fixture(scope="module")
def client(filled: Log) -> Iterator[httpx.Client]:
    with reading(filled, illustrative=True) as client:
        until(lambda: caught_up(filled))
        client.get(f"/api/v1/{K1}", params={"after_position": filled.head()})
        yield client


def told(found: Any) -> tuple[str, str | None]:
    """The deadline, and when the first milestone was reached."""
    reported = next((one["reported_on"] for one in found["milestones"] if one["key"] == "m1"), None)
    return found["current_deadline"], reported


@pytest.mark.parametrize(
    ("times", "deadline", "reported"),
    [
        pytest.param({}, "2027-06-30", "2026-06-20", id="the present knows both"),
        pytest.param({"as_of_position": 5}, "2026-12-31", None, id="at the start"),
        pytest.param({"as_of_position": 6}, "2027-03-31", None, id="before the late entry"),
        pytest.param({"as_of_position": 7}, "2027-03-31", "2026-06-20", id="before the correction"),
        pytest.param({"as_of_position": 8}, "2027-06-30", "2026-06-20", id="once it was recorded"),
        pytest.param({"as_of": "2027-01-31T23:59:59Z"}, "2027-03-31", None, id="the instant before it"),
        pytest.param(
            {"as_of": "2027-02-01T12:00:00+01:00"}, "2027-03-31", "2026-06-20", id="at that instant"
        ),
        pytest.param(
            {"as_of": "2027-03-31T00:00:00Z"}, "2027-03-31", "2026-06-20", id="before the correction"
        ),
        pytest.param({"on": "2026-06-19"}, "2026-12-31", None, id="on the day before it was reached"),
        pytest.param({"on": "2026-06-20"}, "2026-12-31", "2026-06-20", id="on that day"),
        pytest.param({"on": "2026-11-10"}, "2027-06-30", "2026-06-20", id="corrected as well"),
        pytest.param(
            {"on": "2026-11-10", "as_of_position": 7},
            *("2027-03-31", "2026-06-20"),
            id="both: as somebody knew it before the correction",
        ),
        pytest.param(
            {"on": "2026-11-10", "as_of": "2027-01-01T00:00:00Z"},
            *("2027-03-31", None),
            id="both: as somebody knew it before the late entry",
        ),
    ],
)
def test_a_late_entry_and_a_correction_show_the_two_times(
    client: httpx.Client, times: dict[str, Any], deadline: str, reported: str | None
) -> None:
    assert told(read(client, K1, **times)) == (deadline, reported)


def test_an_answer_about_the_past_says_what_it_is_of(client: httpx.Client, filled: Log) -> None:
    found = read(client, K1, as_of="2027-01-31T23:59:59Z", on="2026-12-01")

    assert (found["position"], found["as_of_position"], found["on"]) == (filled.head(), 6, "2026-12-01")
    assert (found["illustrative"], found["uncertain"], found["version"]) == (True, [], 3)
    assert "next_steps" not in found
    assert "as_of_position" not in read(client, K1)


@pytest.mark.parametrize(
    ("times", "overdue"),
    [
        ({"as_of": "2027-01-15T12:00:00Z"}, False),
        ({"as_of": "2027-01-15T12:00:00Z", "on": "2026-12-31"}, False),
        ({"on": "2027-01-15", "as_of_position": 5}, True),
        ({"on": "2027-01-15"}, False),
        ({"as_of_position": 6}, False),
        ({"as_of_position": 8}, False),
        ({"as_of_position": 7, "on": "2027-04-01"}, True),
    ],
)
def test_whether_it_was_overdue_is_asked_of_that_day_and_of_what_was_known(
    client: httpx.Client, times: dict[str, Any], overdue: bool
) -> None:
    assert read(client, K1, **times)["overdue"] is overdue
    for wanted, shown in (("true", ["k1"] if overdue else []), ("false", [] if overdue else ["k1"])):
        found = read(client, "commitments", **times, overdue=wanted)
        assert [item["id"] for item in found["items"]] == shown


def test_a_fact_whose_date_is_a_month_is_uncertain_within_it(client: httpx.Client) -> None:
    within = read(client, "workshops/w1", on="2027-03-15")
    after = read(client, "workshops/w1", on="2027-03-31")

    [uncertain] = within["uncertain"]
    assert (uncertain["position"], uncertain["type"]) == (9, "WorkshopAnnounced")
    assert uncertain["effective_at"] == "2027-03"
    assert set(uncertain["sentence"]) == {"ar", "fr", "en"}
    assert (within["stage"], within["version"]) == ("", 0)
    assert (after["stage"], after["uncertain"]) == ("announced", [])
    assert client.get("/api/v1/workshops/w1", params={"on": "2027-02-28"}).status_code == 404


def test_lists_show_what_was_known_and_what_was_true(client: httpx.Client) -> None:
    def listed(plural: str, **times: Any) -> list[str]:
        return [item["id"] for item in read(client, plural, **times)["items"]]

    assert listed("commitments", as_of_position=3) == []
    assert listed("commitments", as_of_position=4) == ["k1"]
    assert listed("commitments", as_of_position=0) == []
    assert listed("commitments", on="2026-01-04") == []
    assert listed("commitments", due_before="2027-04-01", as_of_position=7) == ["k1"]
    assert listed("commitments", due_before="2027-04-01", as_of_position=8) == []
    assert listed("commitments", due_before="2027-04-01", on="2026-11-09") == ["k1"]
    assert listed("commitments", due_before="2027-04-01", on="2026-11-10") == []
    assert listed("commitments", status="planned", as_of_position=4) == ["k1"]
    assert listed("commitments", status="planned", as_of_position=5) == []
    assert listed("workshops", on="2027-03-15") == []
    assert listed("workshops", on="2027-03-31") == ["w1"]


def test_an_item_of_a_list_of_what_was_true_says_what_is_uncertain(client: httpx.Client) -> None:
    [item] = read(client, "commitments", on="2026-11-10")["items"]

    assert (item["uncertain"], item["current_deadline"]) == ([], "2027-06-30")


@pytest.mark.parametrize(
    "instant",
    [
        "2027-01-31t23:59:59z",
        "2027-01-31T23:59:59.0000009Z",
        "2027-02-01T00:59:59%2B01:00",
        "2027-02-01T00:59:59+01:00",
    ],
)
def test_an_instant_is_taken_in_every_form_of_rfc_3339(client: httpx.Client, instant: str) -> None:
    found = client.get(f"/api/v1/{K1}?as_of={instant}").json()

    assert found["as_of_position"] == 6


@pytest.mark.parametrize(
    ("query", "field", "code"),
    [
        ("as_of_position=999999", "as_of_position", "time_to_come"),
        ("as_of_position=-1", "as_of_position", "int_type"),
        ("as_of_position=x", "as_of_position", "int_type"),
        ("as_of_position=", "as_of_position", "int_type"),
        ("as_of_position=%D9%A3", "as_of_position", "int_type"),
        ("as_of=2027-01-01", "as_of", "date_invalid"),
        ("as_of=2027-02-30T00:00:00Z", "as_of", "date_invalid"),
        ("as_of=2027-01-01T00:00:00", "as_of", "date_invalid"),
        ("as_of=0001-01-01T00:00:00%2B14:00", "as_of", "date_invalid"),
        ("as_of=yesterday", "as_of", "date_invalid"),
        ("as_of=2999-01-01T00:00:00Z", "as_of", "time_to_come"),
        ("on=2027-02-30", "on", "date_invalid"),
        ("on=2027-02", "on", "date_invalid"),
        ("on=9999-12-31", "on", "time_to_come"),
        ("on=2999-01-01", "on", "time_to_come"),
        ("as_of=2027-01-01T00:00:00Z&as_of_position=3", "as_of", "one_of_two"),
        ("on=2027-01-01&on=2027-01-02", "on", "duplicate_key"),
    ],
)
@pytest.mark.parametrize("path", [K1, "commitments"])
def test_a_time_that_is_not_right_is_named(
    client: httpx.Client, path: str, query: str, field: str, code: str
) -> None:
    answer = client.get(f"/api/v1/{path}?{query}")

    assert answer.status_code == 422, answer.text
    [error] = answer.json()["errors"]
    assert (error["field"], error["code"]) == (field, code)
    assert set(error["sentence"]) == {"ar", "fr", "en"}
    assert code == "duplicate_key" or error["expected"] is not None or error["found"] is not None


@pytest.mark.parametrize("query", ["on=0001-01-01", "as_of=0001-01-01T00:00:00Z", "as_of_position=2"])
def test_before_anything_was_known_or_true_there_is_nothing(client: httpx.Client, query: str) -> None:
    assert client.get(f"/api/v1/{K1}?{query}").status_code == 404
    assert client.get(f"/api/v1/commitments?{query}").json()["items"] == []


def test_a_plus_sign_that_was_not_escaped_is_understood(client: httpx.Client) -> None:
    answer = client.get(f"/api/v1/{K1}?as_of=2027-02-01T12:00:00+01:00")

    assert answer.json()["as_of_position"] == 7


def test_what_has_just_been_recorded_is_known_at_its_position(log: Log) -> None:
    poured(log, announced("2025-03-01").log)
    with reading(log) as client:
        body = {"actor": {"role": "focal_point", "body": "b"}, "held_on": "2025-03-18"}
        answer = client.post(
            "/api/v1/workshops/w1/record-workshop-held",
            json=body | {"attendance": {"present": 4}},
            headers={"If-Match": '"1"'},
        )
        position = answer.json()["position"]

        found = read(client, "workshops/w1", as_of_position=position)
        instant = read(client, "workshops/w1", as_of="2025-03-01T23:59:59Z")

    assert (found["stage"], found["as_of_position"]) == ("held", position)
    assert (instant["stage"], instant["as_of_position"]) == ("announced", 1)


def test_an_order_is_not_promised_for_the_past(log: Log) -> None:
    with reading(log) as client:
        answer = client.get("/api/v1/commitments", params={"order": "due", "as_of_position": "0"})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "order"
