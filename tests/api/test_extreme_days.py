"""The first and the last day that there are, wherever a query takes one: an answer or a refusal, no 500."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from service.store.log import Log
from tests.api.reading import reading
from tests.conftest import Cluster
from tests.domain import programme_journey as j
from tests.domain.programme_journey import at
from tests.projections.following import caught_up, poured, until
from tests.vault_keys import KEYS

FIRST, LAST = "0001-01-01", "9999-12-31"
INSTANTS = ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59.999999Z")
DAYS = {"from", "to", "on", "as_of", "due_before"}
"""Every parameter that takes a day or an instant."""
NEEDED = {"q": "مقررات"}


@pytest.fixture(scope="module")
def client(embedded: Cluster) -> Iterator[httpx.Client]:
    log = Log(embedded.conninfo(embedded.new_log(), "infitah_service"), KEYS)
    poured(log, at(j.executing).log)
    with reading(log) as client:
        until(lambda: caught_up(log))
        yield client
    log.close()


def taking_days(client: httpx.Client) -> list[tuple[str, str, list[str]]]:
    """Every route of a query that takes a day, with the parameter and what else must be given."""
    found = []
    for path, methods in client.get("/openapi.json").json()["paths"].items():
        parameters = methods.get("get", {}).get("parameters", [])
        required = [one["name"] for one in parameters if one.get("required") and one["in"] == "query"]
        found += [(path, one["name"], required) for one in parameters if one["name"] in DAYS]
    return found


def identity_for(path: str, client: httpx.Client) -> str:
    """Who is there, where there is anybody of the kind."""
    listed = client.get(path.partition("/{id}")[0]).json().get("items") or [{"id": "nobody"}]
    return str(listed[0]["id"])


def test_no_route_fails_at_the_first_or_the_last_day(client: httpx.Client) -> None:
    routes, failed, answered = taking_days(client), [], set()

    for template, name, required in routes:
        path = template.replace("{id}", identity_for(template, client)) if "{id}" in template else template
        of_diff = path.endswith("/diff")
        values = [f"day:{FIRST}", f"day:{LAST}"] if of_diff else [FIRST, LAST]
        for value in [*values, *(INSTANTS if name == "as_of" else ())]:
            others = {one: NEEDED.get(one, "version:1") for one in required}
            answer = client.get(path, params=others | {name: value})
            answered.add(answer.status_code)
            if answer.status_code not in (200, 404, 422):  # of a past before everything there is nothing
                failed.append((path, name, value, answer.status_code))

    assert failed == []
    assert {name for _, name, _ in routes} == DAYS
    assert len(routes) > 60
    assert 200 in answered


@pytest.mark.parametrize("by", ["recorded", "effective"])
@pytest.mark.parametrize("form", ["json", "jsonl", "csv"])
def test_a_history_up_to_the_last_day_is_the_whole_history(client: httpx.Client, by: str, form: str) -> None:
    path = "/api/v1/programmes/p1/history"
    whole = client.get(path, params={"limit": 200, "format": form})

    within = client.get(path, params={"limit": 200, "format": form, "by": by, "from": FIRST, "to": LAST})

    assert within.status_code == 200
    if form == "json":
        assert within.json()["items"] == whole.json()["items"] != []
    else:
        assert within.text == whole.text


def test_every_decision_and_every_entry_lies_between_the_first_and_the_last_day(client: httpx.Client) -> None:
    span = {"from": FIRST, "to": LAST, "limit": 200}

    decisions = client.get("/api/v1/decisions", params=span).json()["items"]
    entries = client.get("/api/v1/calendar", params=span).json()["items"]
    due = client.get("/api/v1/commitments", params={"due_before": LAST}).json()["items"]

    assert decisions == client.get("/api/v1/decisions", params={"limit": 200}).json()["items"] != []
    assert entries != []
    assert due != []
    assert client.get("/api/v1/commitments", params={"due_before": FIRST}).json()["items"] == []
