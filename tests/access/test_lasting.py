"""Until when a grant holds, and what whoever has it is told of one that gives nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import pytest

from domain.kernel.dates import start_of_day
from domain.kernel.values import Role
from service.access.access import Access
from service.access.lasting import Lapse
from service.access.passwords import hashed
from service.access.permissions import days_past_foreseen_end
from service.messages import LANGUAGES
from service.store.log import Log
from tests.access.conftest import PASSWORD, bearer, token
from tests.access.test_standing import SEAT, TODAY, post, record, register
from tests.api.serving import served

EMAIL = "a@commune.example"
BEYOND = timedelta(days=days_past_foreseen_end())
DAY = timedelta(days=1)
__all__ = ["record"]


@pytest.fixture
def client(log: Log) -> Iterator[httpx.Client]:
    with served(log) as address, httpx.Client(base_url=address, timeout=20) as client:
        yield client


def told(client: httpx.Client) -> list[dict[str, Any]]:
    """The grants that whoever signs in is told of."""
    signed_in = client.post("/api/v1/session", json={"email": EMAIL, "password": PASSWORD})
    assert signed_in.status_code == 200, signed_in.text
    assert client.get("/api/v1/session").json()["grants"] == signed_in.json()["grants"]
    found: list[dict[str, Any]] = signed_in.json()["grants"]
    return found


def account(access: Access) -> str:
    return access.accounts.make(EMAIL, by="test", password=hashed(PASSWORD))


def foreseen(record: Any, day: date) -> None:
    """A commune whose council was to end its mandate on a day, which nobody recorded."""
    register(record, "c1", ends_on=str(day))


def test_who_signs_in_is_told_of_each_grant_whether_it_holds_and_why_not(
    client: httpx.Client, access: Access
) -> None:
    made, held = account(access), {"by": "test", "collectivity": "c1"}
    now = access.grants.make(made, Role.FOCAL_POINT, **held, until_at=start_of_day(TODAY + 9 * DAY))
    later = access.grants.make(made, Role.LEAD_UNIT, **held, from_at=start_of_day(TODAY + 2 * DAY))
    past = {"from_at": start_of_day(TODAY - 9 * DAY), "until_at": start_of_day(TODAY)}
    over = access.grants.make(made, Role.ADVISORY_BODY, **held, **past)
    taken = access.grants.make(made, Role.CONTROL_AUTHORITY, **held)
    access.grants.end(str(taken), by="test")

    grants = told(client)

    assert grants[0]["id"] == now, "those that hold come first"
    assert {one["id"]: (one["holds"], one["state"]) for one in grants} == {
        now: (True, "holds"),
        later: (False, Lapse.NOT_BEGUN),
        over: (False, Lapse.PERIOD_OVER),
        taken: (False, Lapse.TAKEN_AWAY),
    }
    assert all(set(one["state_name"]) == set(LANGUAGES) for one in grants)
    assert [bool(one["commands"]) for one in grants] == [True, False, False, False]
    first = grants[0]
    assert datetime.fromisoformat(first["from"]) <= datetime.now(UTC)
    assert datetime.fromisoformat(first["until"]) == start_of_day(TODAY + 9 * DAY)


def test_who_held_an_office_is_told_that_its_mandate_has_ended(
    client: httpx.Client, access: Access, record: Any
) -> None:
    register(record, "c1")
    access.grants.make(account(access), Role.COUNCIL_SECRETARY, by="test", collectivity="c1", mandate="m1")
    [before] = told(client)
    record("collectivity:c1", "end-council-mandate", ended_on=str(TODAY), reason={"code": "election"})

    [after] = told(client)

    assert (before["holds"], after["holds"], after["state"]) == (True, False, Lapse.MANDATE_ENDED)
    assert after["commands"] == []


@pytest.mark.parametrize("mandate", ["m1", None], ids=["bound to it", "from before it was known"])
@pytest.mark.parametrize(
    ("since", "state", "answered"),
    [
        (-DAY, "holds", 200),
        (0 * DAY, "past_foreseen_end", 200),
        (BEYOND - DAY, "past_foreseen_end", 200),
        (BEYOND, Lapse.MANDATE_OUTLIVED, 403),
    ],
    ids=["the day before its end", "the day of its end", "the last day", "one day too many"],
)
def test_an_office_goes_on_past_the_end_foreseen_for_its_mandate_but_not_for_ever(
    client: httpx.Client,
    access: Access,
    record: Any,
    since: timedelta,
    state: str,
    answered: int,
    mandate: str | None,
) -> None:
    foreseen(record, TODAY - since)
    access.grants.make(account(access), Role.COUNCIL_SECRETARY, by="test", collectivity="c1", mandate=mandate)
    secretary = token(access, Role.COUNCIL_SECRETARY, "c1", mandate=mandate)

    [grant] = told(client)
    answer = post(client, secretary, "collectivities/c1/record-member-seat-vacated", 2, **SEAT)

    assert (grant["state"], grant["holds"]) == (state, answered == 200)
    assert (str(TODAY - since) in grant["state_name"]["ar"]) == (state != "holds")
    assert answer.status_code == answered, answer.text
    if answered == 403:
        assert answer.json()["code"] == Lapse.MANDATE_OUTLIVED


def test_who_is_not_of_the_council_records_the_next_one_when_the_offices_of_the_last_give_nothing(
    client: httpx.Client, access: Access, record: Any
) -> None:
    foreseen(record, TODAY - BEYOND)
    president = token(access, Role.COUNCIL_PRESIDENT, "c1", mandate="m1")
    focal_point = token(access, Role.FOCAL_POINT, "c1", mandate="m1")
    ended = {"ended_on": str(TODAY - DAY), "reason": {"code": "election"}}
    path = "collectivities/c1/end-council-mandate"

    refused = post(client, president, path, 2, **ended)
    done = post(client, focal_point, path, 2, **ended)
    council = {"mandate_id": "m2", "starts_on": str(TODAY), "seats": 21}
    installed = post(client, focal_point, "collectivities/c1/install-council", 3, **council)

    assert (refused.status_code, refused.json()["code"]) == (403, Lapse.MANDATE_OUTLIVED)
    assert (done.status_code, installed.status_code) == (200, 200), done.text


def test_a_program_is_told_of_no_grant_but_those_that_its_token_is_for(
    client: httpx.Client, access: Access
) -> None:
    made = account(access)
    mine = str(access.grants.make(made, Role.FOCAL_POINT, by="test", collectivity="c1"))
    other = str(access.grants.make(made, Role.FOCAL_POINT, by="test", collectivity="c2"))
    access.grants.end(other, by="test")
    wanted = access.tokens.make(made, by="test", ends_at=datetime.now(UTC) + DAY, grants=[mine])
    assert wanted is not None

    answer = client.get("/api/v1/session", headers=bearer(wanted.secret)).json()

    assert [one["id"] for one in answer["grants"]] == [mine]
    assert "csrf_token" not in answer
