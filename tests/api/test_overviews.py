"""Decisions, the calendar, and lists by due date, over a log in which one programme ran its course."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from domain.council_session.decision_commands import OrderRevote
from domain.kernel.corrections import AnnulEvents
from domain.workshop.commands import AnnounceWorkshop
from service.api.overview_filters import BOARD_FILTERS, CALENDAR_FILTERS, DECISION_FILTERS, SEARCH_FILTERS
from service.store.log import Log
from tests.api.reading import read, reading
from tests.conftest import Cluster
from tests.domain import programme_journey as j
from tests.domain.council import PRESIDENT, SECRETARY, SESSION, in_session, voted
from tests.domain.programme_journey import at
from tests.domain.scenario import Scenario, by
from tests.projections.following import caught_up, poured, until
from tests.vault_keys import KEYS

TODAY = datetime(2025, 10, 1, 12, tzinfo=UTC)
WHY = {"code": "correction_clerical"}


def one_course() -> Scenario:
    given = at(j.executing)
    j.joined(given, "c2", member=False)
    notice = {"collectivity_id": "c2", "place": "مقر الجماعة", "agenda": j.SLOTS}
    for identity, held_on in (("w8", "2026-05"), ("w9", "unknown")):
        fields = notice | {"held_on": held_on}
        given.when(f"workshop:{identity}", AnnounceWorkshop, actor=by("focal_point"), **fields)
    return given


@pytest.fixture(scope="module")
def client(embedded: Cluster) -> Iterator[httpx.Client]:
    log = Log(embedded.conninfo(embedded.new_log(), "infitah_service"), KEYS)
    poured(log, one_course().log)
    with reading(log, now=lambda: TODAY) as client:
        until(lambda: caught_up(log))
        read(client, "decisions", after_position=log.head())
        yield client
    log.close()


def kinds(found: Any) -> list[str]:
    return [item["kind"] for item in found["items"]]


def whole(client: httpx.Client, path: str, **parameters: Any) -> list[Any]:
    """Every item of a list, two at a time."""
    items: list[Any] = []
    cursor: dict[str, str] = {}
    while True:
        page = read(client, path, limit=2, **parameters, **cursor)
        items += page["items"]
        if page["next"] is None:
            return items
        assert len(page["items"]) == 2
        cursor = {"cursor": page["next"]}


def test_decisions_are_filtered_by_whose_what_where_and_when(client: httpx.Client) -> None:
    assert kinds(read(client, "decisions", role="council")) == ["vote"]
    assert kinds(read(client, "decisions", session="s1")) == ["vote"]
    assert kinds(read(client, "decisions", kind="idea_disposition", collectivity="c1")) == [
        "idea_disposition"
    ]
    assert kinds(read(client, "decisions", kind="idea_disposition", collectivity="c2")) == []
    assert kinds(read(client, "decisions", region="r5", outcome="adopted")) == ["vote"]
    assert kinds(read(client, "decisions", region="souss-massa")) == []
    span = {"from": "2025-09-01", "to": "2025-10-07"}
    assert kinds(read(client, "decisions", **span, programme="p1")) == ["validation", "vote"]
    assert kinds(read(client, "decisions", standing="false")) == []


def test_decisions_are_filtered_by_words_and_by_the_type_of_collectivity(client: httpx.Client) -> None:
    everything = read(client, "decisions", limit=200)["items"]
    [vote] = read(client, "decisions", kind="vote")["items"]

    of_communes = read(client, "decisions", type="commune", limit=200)["items"]
    assert of_communes == [one for one in everything if one["collectivity_ids"]]
    assert read(client, "decisions", type="region")["items"] == []

    by_its_kind = read(client, "decisions", q=f'"{vote["kind_name"]["fr"]}"')["items"]
    assert vote in by_its_kind
    title = read(client, f"programmes/{vote['programme_id']}")["title"]
    by_its_programme = read(client, "decisions", q=title["ar"], limit=200)["items"]
    assert vote in by_its_programme
    of_it = [one for one in everything if one["programme_id"] == vote["programme_id"]]
    assert [one for one in by_its_programme if one["programme_id"]] == of_it
    assert read(client, "decisions", q="قنطرة")["items"] == []
    assert read(client, "decisions", q=title["ar"], role="council")["items"] == [vote]


def test_decisions_are_read_page_by_page_and_one_by_one(client: httpx.Client) -> None:
    items = whole(client, "decisions")

    assert items == read(client, "decisions", limit=200)["items"]
    for item in items:
        one = read(client, f"decisions/{item['id']}")
        assert {name: one[name] for name in item} == item | {"position": one["position"]}
    assert client.get("/api/v1/decisions/none").status_code == 404


def test_decisions_are_read_from_the_newest_page_by_page(client: httpx.Client) -> None:
    newest = whole(client, "decisions", order="newest")

    assert newest == read(client, "decisions", limit=200)["items"][::-1]
    cursor = read(client, "decisions", limit=1)["next"]
    mixed = client.get("/api/v1/decisions", params={"cursor": cursor, "order": "newest"})
    assert (mixed.status_code, mixed.json()["code"]) == (400, "bad_cursor")


def test_a_decision_is_told_by_the_sentence_of_its_event(client: httpx.Client) -> None:
    decision = read(client, "decisions", kind="vote")["items"][0]
    told = read(client, f"council-sessions/{decision['session_id']}/history", limit=200)["items"]

    assert [decision["sentence"]] == [
        one["sentence"] for one in told if one["event"]["event_id"] == decision["id"]
    ]


def test_a_decision_on_an_idea_names_the_collectivities_of_its_programme(client: httpx.Client) -> None:
    [decision] = read(client, "decisions", kind="idea_disposition")["items"]

    assert decision["collectivity_ids"] == ["c1"]
    assert decision["idea_id"] == "i1"
    assert decision["details"]["commitment_key"] == "publish"


def test_the_calendar_runs_from_today_where_no_day_is_given(client: httpx.Client) -> None:
    found = read(client, "calendar")

    assert (found["from"], found["to"]) == ("2025-10-01", "2025-12-30")
    assert [(item["kind"], item["when"]) for item in found["items"]] == [
        ("session", "2025-10-07"),
        ("sitting", "2025-10-07"),
        ("legal_deadline", "2025-10-17"),
        ("legal_deadline", "2025-10-28"),
    ]
    assert "90" in found["conventions"]["span"]["ar"]


def test_the_calendar_is_filtered_and_read_page_by_page(client: httpx.Client) -> None:
    span = {"from": "2025-01-01", "to": "2027-12-31"}
    items = whole(client, "calendar", **span)

    assert items == read(client, "calendar", limit=200, **span)["items"]
    assert [item["begins"] for item in items] == sorted(item["begins"] for item in items)
    of_c1 = read(client, "calendar", collectivity="c1", limit=200, **span)["items"]
    assert "consultation_opens" in {item["kind"] for item in of_c1}
    consultation = next(item for item in of_c1 if item["kind"] == "consultation_opens")
    assert consultation["collectivity_ids"] == ["c1"]
    assert kinds(read(client, "calendar", collectivity="c2", **span)) == ["workshop"]
    assert read(client, "calendar", region="souss-massa", **span)["items"] == []
    assert kinds(read(client, "calendar", programme="p1", kind="commitment_deadline", **span)) == [
        "commitment_deadline"
    ]


def test_what_is_known_in_part_is_found_on_every_day_that_it_may_be(client: httpx.Client) -> None:
    for day in ("2026-05-01", "2026-05-31"):
        [item] = read(client, "calendar", **{"from": day, "to": day})["items"]
        assert (item["when"], item["begins"], item["ends"]) == ("2026-05", "2026-05-01", "2026-05-31")


def test_what_has_no_day_is_counted_and_listed_apart(client: httpx.Client) -> None:
    found = read(client, "calendar", undated="true")

    assert [(item["id"], item["when"], item["begins"]) for item in found["items"]] == [
        ("workshop:w9#workshop", "unknown", None)
    ]
    assert read(client, "calendar")["undated"] == 1
    assert read(client, "calendar", collectivity="c1")["undated"] == 0


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("calendar?from=tomorrow", "from"),
        ("calendar?from=2026-01-02&to=2026-01-01", "to"),
        ("calendar?to=2025-09-30", "to"),
        ("calendar?kind=birthday", "kind"),
        ("calendar?undated=maybe", "undated"),
        ("decisions?kind=opinion", "kind"),
        ("decisions?role=queen", "role"),
        ("decisions?from=2025", "from"),
        ("decisions?order=oldest", "order"),
        ("redactions?order=newest", "order"),
        ("decisions?outcome=A%27", "outcome"),
        ("decisions?type=village", "type"),
        ("decisions?q=%21", "q"),
        ("commitments?order=alphabet", "order"),
        ("programmes?order=due", "order"),
    ],
)
def test_a_parameter_that_is_not_right_is_named(client: httpx.Client, path: str, field: str) -> None:
    answer = client.get(f"/api/v1/{path}")

    assert answer.status_code == 422, answer.text
    assert [error["field"] for error in answer.json()["errors"]] == [field]


PAGED = ["calendar", "decisions", "search?q=x1", "network/board", "commitments?order=due"]


@pytest.mark.parametrize("path", PAGED)
@pytest.mark.parametrize("cursor", ["", "x", "é", "AAAAAAAAAAAAAAAAAAAA", "=" * 20, "0" * 900])
def test_a_cursor_that_was_never_given_is_refused(client: httpx.Client, path: str, cursor: str) -> None:
    answer = client.get(httpx.URL(f"/api/v1/{path}").copy_add_param("cursor", cursor))

    assert (answer.status_code, answer.json()["code"]) == (400, "bad_cursor")


def test_a_day_at_the_end_of_all_days_is_a_day(client: httpx.Client) -> None:
    assert read(client, "calendar", **{"from": "9999-12-31"})["items"] == []
    assert read(client, "calendar", **{"from": "0001-01-01", "to": "0001-01-01"})["items"] == []


def with_three_commitments() -> Scenario:
    """Due in another order than they were recorded in, two on one day."""
    given = j.drafting(j.initiated())
    text = [
        j.commitment("publish", "2027-03-31", idea_ids=["i1"]),
        j.commitment("b", "2026-06-30"),
        j.commitment("c", "2027-03-31"),
    ]
    given.at("2025-06-20").when(j.P, j.c.PublishDraft, actor=j.COMMITTEE, commitments=text)
    j.consult(given, "q1", 1, "2025-07-01", "2025-07-31")
    given.at("2025-09-01").when(j.P, j.c.ValidateDraft, actor=j.COMMITTEE, version=1)
    place = j.inscribed(given.at("2025-09-20"), "s1", "2025-10-07")
    frozen = {"version": 1, "sha256": given.state(j.P).draft(1).sha256}
    given.when(j.P, j.c.SubmitToCouncil, actor=j.PRESIDENT, **place, **frozen)
    j.opened(given, "s1", "2025-10-07")
    j.vote(given, "s1")
    return given


def test_commitments_are_listed_by_due_date_page_by_page(log: Log) -> None:
    poured(log, with_three_commitments().log)

    with reading(log) as client:
        read(client, "commitments", after_position=log.head())
        listed = [item["key"] for item in whole(client, "commitments")]
        due = [item["key"] for item in whole(client, "commitments", order="due")]
        late = [item["key"] for item in whole(client, "commitments", order="due", due_before="2027-01-01")]
        cursor = read(client, "commitments", order="due", limit=1)["next"]
        mixed = client.get("/api/v1/commitments", params={"cursor": cursor})

    assert (listed, due, late) == (["publish", "b", "c"], ["b", "publish", "c"], ["b"])
    assert mixed.status_code == 400


def test_an_annulled_decision_says_so_and_a_replaced_vote_by_which(log: Log) -> None:
    given = in_session(15, 11, "a", "b")
    (wrong,) = voted(given, "b", 6, 4)
    named = [{"stream": SESSION, "event_id": wrong.event_id}]
    given.when(SESSION, AnnulEvents, actor=SECRETARY, reason=WHY, events=named)
    (first,) = voted(given, "a", 5, 6)
    ordered = {"item_id": "a", "reason": WHY}
    given.when(SESSION, OrderRevote, actor=PRESIDENT, **ordered)
    (second,) = voted(given, "a", 7, 4, supersedes=first.event_id)
    poured(log, given.log)

    with reading(log) as client:
        annulled = read(client, "decisions", standing="false", after_position=log.head())["items"]
        replaced = read(client, f"decisions/{first.event_id}")

    assert [(one["id"], one["standing"]) for one in annulled] == [(wrong.event_id, False)]
    assert annulled[0]["annulled_by"]["reason"]["code"] == "correction_clerical"
    assert (replaced["standing"], replaced["superseded_by"]) == (True, second.event_id)


def test_every_overview_is_documented_with_its_parameters(client: httpx.Client) -> None:
    document = client.get("/openapi.json").json()

    for path, filters, more in (
        ("network/board", BOARD_FILTERS, {"silent_after_months", "silent"}),
        ("decisions", DECISION_FILTERS, {"order"}),
        ("calendar", CALENDAR_FILTERS, {"from", "to", "undated"}),
        ("search", SEARCH_FILTERS, {"q", "lang"}),
    ):
        operation = document["paths"][f"/api/v1/{path}"]["get"]
        named = {parameter["name"] for parameter in operation["parameters"]}
        assert {one.name for one in filters} | more | {"limit", "cursor", "after_position"} <= named
        shape = operation["responses"]["200"]["content"]["application/json"]["schema"]
        assert "items" in shape["properties"]
    assert "404" in document["paths"]["/api/v1/decisions/{id}"]["get"]["responses"]


def test_a_date_says_of_which_event_it_is_so_that_one_that_moved_is_told_from_the_one_before(
    client: httpx.Client,
) -> None:
    items = read(client, "calendar", limit=200, **{"from": "2025-01-01", "to": "2029-12-31"})["items"]

    for item in items:
        kind, _, identity = item["stream"].partition(":")
        path = f"{kind.replace('_', '-')}s/{identity}/history"
        event = read(client, path, position=item["as_of"]["position"])["items"][0]
        assert event["event"]["stream"] == item["stream"]
        assert event["recorded_at"] == item["as_of"]["recorded_at"]
