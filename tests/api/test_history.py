"""The accountability history: who decided what, when, on what basis, what it changed and what corrects it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from domain.kernel.corrections import CorrectRecord
from domain.kernel.stored import decode
from projections.sentences import sentences
from service.store.log import Log
from tests.api.reading import read, reading
from tests.conftest import Cluster
from tests.domain.commitments import DONE, STREAM, extend, report, started_commitment
from tests.domain.programme_journey import at, evaluating
from tests.domain.scenario import Scenario, by
from tests.projections.following import caught_up, poured, until
from tests.vault_keys import KEYS

K1 = "commitments/k1/history"
LAW = {"law": "113-14", "article": "44", "confirmed": False}
FORMULA = "=HYPERLINK(A1)"


def story() -> Scenario:
    """A deadline extended by the president for want of money, with its legal basis; a milestone entered late
    with evidence; the extension corrected; a formula in a place where people write.
    """
    given = started_commitment()
    extend(given.at("2026-11-10"), "2027-03-31", authority=[LAW])
    extension = given.log[-1]
    report(given.at("2027-02-01"), "m1", "2026-06-20", effective_at="2026-06", evidence=[DONE])
    change = {"target": extension.event_id, "field": "due_on", "old": "2027-03-31", "new": "2027-06-30"}
    why = {"code": "other", "text": {"ar": FORMULA}}
    given.at("2027-04-01").when(STREAM, CorrectRecord, actor=by("council_president"), reason=why, **change)
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


def positions(found: Any) -> list[int]:
    return [item["position"] for item in found["items"]]


def test_each_event_is_told_with_who_when_why_and_what_it_changed(client: httpx.Client, filled: Log) -> None:
    items = {item["position"]: item for item in read(client, K1)["items"]}
    stored = {row.position: row for row in filled.since(0, 100)}

    assert list(items) == [4, 5, 6, 7, 8]
    extension = items[6]
    assert extension["event"] == json.loads(stored[6].body)
    earlier = [decode(stored[position].body) for position in (4, 5)]
    assert extension["sentence"] == sentences(decode(stored[6].body), earlier)
    assert (extension["who"]["role"], extension["who"]["body"]) == ("council_president", "council-president")
    assert set(extension["who"]["role_name"]) >= {"ar", "fr", "en"}
    assert extension["authority"] == [LAW]
    assert extension["reason"]["code"] == "no_budget"
    assert extension["receipt"] == "/api/v1/events/6/receipt"
    late = items[7]
    assert (late["effective_at"], late["recorded_at"][:10]) == ("2026-06", "2027-02-01")
    assert [one["document_id"] for one in late["evidence"]] == [DONE["document_id"]]
    assert late["rule_set"] is None


def test_a_change_is_told_field_by_field_with_its_name(client: httpx.Client) -> None:
    items = {item["position"]: item for item in read(client, K1)["items"]}

    changes = {change["field"]: change for change in items[6]["changes"]}
    assert (changes["current_deadline"]["before"], changes["current_deadline"]["after"]) == (
        "2026-12-31",
        "2027-03-31",
    )
    assert (changes["times_moved"]["before"], changes["times_moved"]["after"]) == (0, 1)
    reported = {change["field"]: change for change in items[7]["changes"]}["milestones.0.reported_on"]
    assert (reported["before"], reported["after"]) == (None, "2026-06-20")
    titles = {change["field"]: change for change in items[4]["changes"]}
    assert titles["title"]["name"]["fr"] == "titre"
    assert "version" not in changes


def test_a_correction_and_what_it_corrects_name_each_other_and_tell_what_is_read_differently(
    client: httpx.Client,
) -> None:
    items = {item["position"]: item for item in read(client, K1)["items"]}

    assert items[8]["corrects"] == {
        "position": 6,
        "event_id": items[6]["event"]["event_id"],
        "type": "CommitmentDeadlineExtended",
        "field": "due_on",
        "name": {"ar": "الأجل", "fr": "échéance", "en": "deadline"},
        "before": "2027-03-31",
        "after": "2027-06-30",
    }
    assert items[6]["corrected_by"] == [{"position": 8, "type": "RecordCorrected"}]
    changes = {change["field"]: (change["before"], change["after"]) for change in items[8]["changes"]}
    assert changes["current_deadline"] == ("2027-03-31", "2027-06-30")
    assert items[7]["corrected_by"] == [] and items[7]["corrects"] is None  # noqa: PT018


def test_a_correction_that_later_events_have_overtaken_tells_what_it_corrects_all_the_same(log: Log) -> None:
    given = started_commitment()
    extend(given.at("2026-11-10"), "2027-03-31", authority=[LAW])
    first = given.log[-1]
    extend(given.at("2027-02-10"), "2027-12-31", authority=[LAW])
    change = {"target": first.event_id, "field": "due_on", "old": "2027-03-31", "new": "2027-04-30"}
    why = {"code": "other", "text": {"ar": "خطأ في الكتابة"}}
    given.at("2027-04-01").when(STREAM, CorrectRecord, actor=by("council_president"), reason=why, **change)
    poured(log, given.log)

    with reading(log) as client:
        until(lambda: caught_up(log))
        last = read(client, K1, after_position=log.head())["items"][-1]

    assert "current_deadline" not in {one["field"] for one in last["changes"]}
    assert {name: last["corrects"][name] for name in ("type", "field", "before", "after")} == {
        "type": "CommitmentDeadlineExtended",
        "field": "due_on",
        "before": "2027-03-31",
        "after": "2027-04-30",
    }


def test_before_a_correction_was_recorded_nothing_tells_of_it(client: httpx.Client) -> None:
    for known in ({"as_of_position": 7}, {"as_of": "2027-03-01T00:00:00Z"}):
        found = read(client, K1, **known)

        assert positions(found) == [4, 5, 6, 7]
        assert found["items"][2]["corrected_by"] == []
        assert found["as_of_position"] == 7


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({"type": "CommitmentDeadlineExtended"}, [6]),
        ({"type": "ProgrammeClosed"}, []),
        ({"role": "lead_unit"}, [5, 7]),
        ({"role": "council_president", "type": "RecordCorrected"}, [8]),
        ({"from": "2026-11-10"}, [6, 7, 8]),
        ({"to": "2026-11-10"}, [4, 5, 6]),
        ({"from": "2026-11-11", "to": "2027-03-31"}, [7]),
        ({"from": "2026-06-15", "to": "2026-06-15", "by": "effective"}, [7]),
        ({"from": "2026-07-01", "to": "2026-12-31", "by": "effective"}, [6]),
        ({"from": "2026-05-31", "to": "2026-05-31", "by": "effective"}, []),
    ],
)
@pytest.mark.parametrize("form", ["json", "jsonl", "csv"])
def test_a_history_is_filtered_by_day_type_and_role_in_every_format(
    client: httpx.Client, asked: dict[str, str], shown: list[int], form: str
) -> None:
    assert told_positions(client.get(f"/api/v1/{K1}", params=asked | {"format": form}), form) == shown


def told_positions(answer: httpx.Response, form: str) -> list[int]:
    assert answer.status_code == 200, answer.text
    if form == "json":
        return positions(answer.json())
    if form == "jsonl":
        return [json.loads(line)["position"] for line in answer.text.splitlines()]
    return [int(row["position"]) for row in rows(answer)]


def rows(answer: httpx.Response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))


def test_json_lines_are_the_items_of_the_history(client: httpx.Client) -> None:
    answer = client.get(f"/api/v1/{K1}", headers={"Accept": "application/jsonl"})

    assert answer.headers["content-type"] == "application/jsonl"
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert all(line.pop("illustrative") is True for line in lines)
    assert lines == read(client, K1)["items"]


def test_a_csv_can_be_opened_by_a_spreadsheet_that_will_not_take_any_of_it_for_a_formula(
    client: httpx.Client,
) -> None:
    answer = client.get(f"/api/v1/{K1}", headers={"Accept": "text/html;q=0.2, text/csv;q=0.9, */*;q=0.1"})

    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="commitment-k1-8.csv"'
    assert answer.content.startswith(b"\xef\xbb\xbf")
    table = rows(answer)
    items = read(client, K1)["items"]
    assert [row["sentence_ar"] for row in table] == [item["sentence"]["ar"] for item in items]
    assert json.loads(table[2]["changes"]) == items[2]["changes"]
    assert {row["illustrative"] for row in table} == {"true"}
    cells = [cell for row in csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_what_a_spreadsheet_would_compute_is_written_as_text(start: str) -> None:
    from service.reading.exports import cell

    assert cell(start) == f"'{start}"
    assert cell("نشر") == "نشر"
    assert cell(7) == "7"
    assert cell(None) == ""


def test_pages_go_on_where_the_last_one_ended_with_its_filters(client: httpx.Client) -> None:
    first = read(client, K1, limit=2, **{"from": "2026-01-01"})
    second = read(client, K1, limit=2, cursor=first["next"], **{"from": "2026-01-01"})
    third = read(client, K1, limit=2, cursor=second["next"], **{"from": "2026-01-01"})

    assert [positions(page) for page in (first, second, third)] == [[4, 5], [6, 7], [8]]
    assert third["next"] is None
    assert client.get(f"/api/v1/{K1}", params={"cursor": first["next"]}).status_code == 400


@pytest.mark.parametrize("form", ["json", "jsonl", "csv"])
def test_the_head_of_a_history_is_answered_without_reading_it_all(client: httpx.Client, form: str) -> None:
    path = f"/api/v1/programmes/p1/history?format={form}"
    whole, head = client.get(path), client.head(path)

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == whole.headers["content-type"]
    assert head.headers.get("content-disposition") == whole.headers.get("content-disposition")
    assert client.get(path).content == whole.content, "the connection is as good as before"


def test_an_export_may_be_cut_as_pages_are(client: httpx.Client) -> None:
    answer = client.get(f"/api/v1/{K1}", params={"format": "jsonl", "limit": 2})

    assert told_positions(answer, "jsonl") == [4, 5]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("type=Nothing", "type"),
        ("role=king", "role"),
        ("from=2026", "from"),
        ("to=2026-02-30", "to"),
        ("by=rumour", "by"),
        ("format=xml", "format"),
        ("on=2026-01-01", "on"),
        ("as_of_position=99", "as_of_position"),
        ("limit=0", "limit"),
    ],
)
def test_a_filter_that_is_not_right_is_named(client: httpx.Client, query: str, field: str) -> None:
    for form in ("", "&format=jsonl"):
        if form and query.startswith("format"):
            continue
        answer = client.get(f"/api/v1/{K1}?{query}{form}")

        assert answer.status_code == 422
        assert [error["field"] for error in answer.json()["errors"]] == [field]


@pytest.mark.parametrize("by", ["recorded", "effective"])
def test_days_between_which_there_is_none_are_both_named(client: httpx.Client, by: str) -> None:
    answer = client.get(f"/api/v1/{K1}", params={"from": "2026-03-02", "to": "2026-03-01", "by": by})

    assert answer.status_code == 422
    assert [(one["field"], one["expected"], one["found"]) for one in answer.json()["errors"]] == [
        ("from", "<= 2026-03-01", "2026-03-02"),
        ("to", ">= 2026-03-02", "2026-03-01"),
    ]
    same_day = client.get(f"/api/v1/{K1}", params={"from": "2026-03-02", "to": "2026-03-02", "by": by})
    assert same_day.status_code == 200


@pytest.mark.parametrize("form", ["json", "jsonl", "csv"])
def test_what_is_not_there_has_no_history(client: httpx.Client, form: str) -> None:
    answer = client.get("/api/v1/commitments/none/history", params={"format": form})

    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


def test_every_kind_of_record_and_the_network_have_a_history_in_every_format(log: Log) -> None:
    given = at(evaluating)
    poured(log, given.log)
    plurals = {"collectivity": "collectivities", "council_session": "council-sessions"}
    with reading(log) as client:
        for stream in dict.fromkeys(event.stream for event in given.log):
            kind, _, identity = stream.partition(":")
            about = [place for place, event in enumerate(given.log, 1) if stream in event.concerns]
            path = f"/api/v1/{plurals.get(kind, kind + 's')}/{identity}/history"
            for form in ("json", "jsonl", "csv"):
                asked = {"format": form, "limit": "200", "after_position": str(log.head())}
                answer = client.get(path, params=asked)
                assert told_positions(answer, form) == about
        network = client.get("/api/v1/network/history", params={"format": "jsonl"})
        whole = client.get("/api/v1/programmes/p1/history", params={"format": "csv"})
    streams = {json.loads(line)["event"]["stream"] for line in network.text.splitlines()}
    assert streams and all(stream.startswith("network:") for stream in streams)  # noqa: PT018
    assert len(rows(whole)) == sum("programme:p1" in event.concerns for event in given.log)


def test_a_history_is_read_from_its_newest_event_page_by_page(client: httpx.Client) -> None:
    first = read(client, K1, order="newest", limit=2)
    second = read(client, K1, order="newest", limit=2, cursor=first["next"])
    third = read(client, K1, order="newest", limit=2, cursor=second["next"])

    assert [positions(found) for found in (first, second, third)] == [[8, 7], [6, 5], [4]]
    assert third["next"] is None


def test_one_event_is_found_by_its_position_and_what_was_decided_on_its_ground_by_its_identity(
    client: httpx.Client,
) -> None:
    [extension] = read(client, K1, position=6)["items"]

    found = read(client, K1, relies_on=extension["event"]["event_id"])

    assert extension["position"] == 6
    assert positions(found) == [8]
    assert positions(read(client, K1, position=1)) == []
