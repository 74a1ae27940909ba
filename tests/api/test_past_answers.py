"""What is answered of a position now is what was answered there then; but what is erased stays erased."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from domain.idea.commands import EraseIdeaPersonalData, FindIdeaAdmissible
from domain.kernel.amend import fold
from domain.registry import DECIDERS
from projections.digests import state_digest
from projections.registry import READ_MODELS
from service.store.log import Log
from tests.api.reading import read, reading
from tests.conftest import Cluster, opened_log
from tests.domain.public_words import KNOWN, collecting, submit_idea
from tests.domain.scenario import Scenario, by
from tests.projections.following import caught_up, poured, until
from tests.property.streams import illustrative

LINKS = ("fate", "ideas", "commitment_count", "idea_count", "ideas_waiting", "contributions_waiting")
"""What is told from other records is told of the present alone."""
ABOUT_NOW = ("position", "next_steps", "overdue", "as_of_position", "on", "uncertain", *LINKS)
WORDS = "كلمات مواطنة"


@pytest.fixture(scope="module")
def filled(embedded: Cluster) -> Iterator[Log]:
    with opened_log(embedded, illustrative=True) as log:
        poured(log, illustrative())
        yield log


@pytest.fixture(scope="module")
def client(filled: Log) -> Iterator[httpx.Client]:
    with reading(filled) as client:
        until(lambda: caught_up(filled))
        read(client, "programmes", after_position=filled.head())
        yield client


def told(found: Any) -> Any:
    return {name: value for name, value in found.items() if name not in ABOUT_NOW}


def everything(client: httpx.Client, streams: list[str], **times: Any) -> dict[str, Any]:
    """Every list and every document, without what is of the moment of the question."""
    found: dict[str, Any] = {}
    for model in READ_MODELS.values():
        page = read(client, model.decider.plural, limit=200, **times)
        page["items"] = [told(item) for item in page["items"]]
        found[model.decider.plural] = told(page)
    for stream in streams:
        kind, _, identity = stream.partition(":")
        path = f"{DECIDERS[kind].plural}/{identity}"
        found[path] = told(read(client, path, **times))
    return found


@pytest.mark.parametrize("tenth", [2, 5, 8, 10])
def test_what_was_known_at_a_position_is_what_was_answered_there_then(
    embedded: Cluster, client: httpx.Client, tenth: int
) -> None:
    events = illustrative()[: len(illustrative()) * tenth // 10]
    streams = list(dict.fromkeys(event.stream for event in events))
    with opened_log(embedded, illustrative=True) as shorter:
        poured(shorter, events)
        with reading(shorter) as then:
            until(lambda: caught_up(shorter))
            read(then, "programmes", after_position=len(events))
            expected = everything(then, streams)

    assert everything(client, streams, as_of_position=len(events)) == expected


@pytest.mark.parametrize("asked", [{"region": "beni-mellal-khenifra"}, {"region": "souss-massa"}])
@pytest.mark.parametrize("plural", ["programmes", "commitments", "council-sessions", "workshops"])
def test_lists_of_the_past_are_filtered_as_those_of_the_present(
    client: httpx.Client, filled: Log, plural: str, asked: dict[str, Any]
) -> None:
    present = [item["id"] for item in read(client, plural, limit=200, **asked)["items"]]
    past = read(client, plural, limit=200, as_of_position=filled.head(), **asked)
    first = read(client, plural, limit=1, as_of_position=filled.head(), **asked)

    assert [item["id"] for item in past["items"]] == present
    assert (asked["region"] == "souss-massa") is (present == [])
    if len(present) > 1:
        more = {"cursor": first["next"], "as_of_position": filled.head()}
        assert [item["id"] for item in read(client, plural, limit=1, **asked, **more)["items"]] == present[
            1:2
        ]


def test_on_the_last_day_what_is_true_is_what_is_known(client: httpx.Client) -> None:
    events = illustrative()
    day = max(event.recorded_at for event in events).date().isoformat()
    for stream in dict.fromkeys(event.stream for event in events):
        kind, _, identity = stream.partition(":")
        path = f"{DECIDERS[kind].plural}/{identity}"

        found = read(client, path, on=day)

        late = [event for event in events if event.stream == stream and event.effective_at.value == "unknown"]
        if not late:
            assert found["stage"] == read(client, path)["stage"]


def test_a_digest_is_that_of_the_fold_of_the_events_at_every_position(client: httpx.Client) -> None:
    events = illustrative()
    for stream in dict.fromkeys(event.stream for event in events):
        kind, _, identity = stream.partition(":")
        places = [place for place, event in enumerate(events, 1) if event.stream == stream]
        for count, place in list(enumerate(places, 1))[:: max(1, len(places) // 3)]:
            path = f"{DECIDERS[kind].plural}/{identity}/digest"
            found = read(client, path, as_of_position=place)

            known = [events[place - 1] for place in places[:count]]
            assert found["state_digest"] == state_digest(fold(DECIDERS[kind], known))
            assert (found["version"], found["as_of_position"]) == (count, place)
    latest = read(client, f"programmes/{programme()}/digest")
    assert latest["as_of_position"] == len(events)


def programme() -> str:
    stream = next(event.stream for event in illustrative() if event.stream.startswith("programme:"))
    return stream.partition(":")[2]


def test_before_the_first_event_there_is_no_digest(client: httpx.Client) -> None:
    path = f"/api/v1/programmes/{programme()}/digest"

    assert client.get(path, params={"as_of_position": 1}).status_code == 404
    assert client.get("/api/v1/programmes/none/digest").status_code == 404
    assert client.get("/api/v1/network/digest").json()["version"] == 1


def test_a_difference_takes_versions_positions_and_days(client: httpx.Client) -> None:
    events, path = illustrative(), f"programmes/{programme()}"
    places = [place for place, event in enumerate(events, 1) if event.stream == f"programme:{programme()}"]
    day = events[places[4] - 1].effective_at.day

    by_version = read(client, f"{path}/diff", **{"from": "version:2", "to": "version:5"})
    by_position = read(
        client, f"{path}/diff", **{"from": f"position:{places[2] - 1}", "to": f"position:{places[4]}"}
    )
    from_nothing = read(client, f"{path}/diff", **{"from": "version:0", "to": "version:1"})
    to_now = read(client, f"{path}/diff", **{"from": "version:1"})

    assert by_version["changes"] == by_position["changes"] != []
    assert (by_version["from"]["version"], by_version["to"]["version"]) == (2, 5)
    assert {change["field"] for change in from_nothing["changes"]} >= {"title", "stage"}
    assert all(change["before"] is None for change in from_nothing["changes"])
    assert to_now["to"]["version"] == len(places)
    assert read(client, f"{path}/diff", **{"from": "version:3", "to": "version:3"})["changes"] == []
    by_day = read(client, f"{path}/diff", **{"from": f"day:{day}"})
    assert (by_day["from"]["on"], by_day["from"]["uncertain"]) == (str(day), [])
    back = read(client, f"{path}/diff", **{"from": "version:5", "to": "version:2"})["changes"]
    assert sorted((one["field"], str(one["after"])) for one in back) == sorted(
        (one["field"], str(one["before"])) for one in by_version["changes"]
    )


@pytest.mark.parametrize(
    ("asked", "field", "code"),
    [
        ({}, "from", "missing"),
        ({"from": "3"}, "from", "point_invalid"),
        ({"from": "version:x"}, "from", "point_invalid"),
        ({"from": "day:2025-13-01"}, "from", "point_invalid"),
        ({"from": "version:1", "to": ""}, "to", "point_invalid"),
        ({"from": "version:999"}, "from", "version_beyond"),
        ({"from": "version:1", "to": "position:999999"}, "to", "time_to_come"),
        ({"from": "version:1", "to": "day:2999-01-01"}, "to", "time_to_come"),
        ({"from": "version:1", "until": "version:2"}, "until", "unknown_parameter"),
    ],
)
def test_a_point_that_is_not_right_is_named(
    client: httpx.Client, asked: dict[str, str], field: str, code: str
) -> None:
    answer = client.get(f"/api/v1/programmes/{programme()}/diff", params=asked)

    assert answer.status_code == 422, answer.text
    [error] = answer.json()["errors"]
    assert (error["field"], error["code"]) == (field, code)
    if field in asked and code != "unknown_parameter":
        given = asked[field]
        assert error["expected"]
        assert str(error["found"]) in (given, given.partition(":")[2])
        assert all(str(error["found"]) in sentence for sentence in error["sentence"].values())
    assert client.get("/api/v1/programmes/none/diff", params={"from": "version:0"}).status_code == 404


def given_and_erased() -> Scenario:
    """An idea of a known author, found admissible, and then erased with its author."""
    given = collecting()
    submit_idea(given, author=KNOWN)
    given.when("idea:i1", FindIdeaAdmissible, actor=by("focal_point"))
    request = {"reason": {"code": "other", "text": {"ar": "طلب"}}, "legal_basis": "law 09-08"}
    given.later(days=3).when("idea:i1", EraseIdeaPersonalData, actor=by("operator"), **request)
    return given


def test_the_past_shows_citizens_words_only_while_they_are_there(log: Log) -> None:
    given = given_and_erased()
    before = len(given.log) - 1
    poured(log, given.log[:before], WORDS)
    day = given.log[before - 1].recorded_at.date().isoformat()
    questions = [
        ("ideas/i1", {"as_of_position": before}),
        ("ideas/i1", {"on": day}),
        ("ideas", {"as_of_position": before}),
        ("ideas", {"on": day}),
        ("ideas/i1/diff", {"from": "version:0", "to": f"position:{before}"}),
    ]
    with reading(log) as client:
        read(client, "ideas/i1", after_position=before)
        shown = [str(read(client, path, **asked)) for path, asked in questions]
        assert all(WORDS in one for one in shown[:4])
        assert all("person-7" in one for one in shown)

        [erasure] = given.log[before:]
        poured(log, [erasure], WORDS)
        ref = given.log[before - 2].data.model_dump()["text"]["ref"]
        log.erase_texts([ref])
        read(client, "ideas/i1", after_position=log.head())
        gone = [read(client, path, **asked) for path, asked in questions]

    for one in gone:
        assert WORDS not in str(one)
        assert "person-7" not in str(one)
    assert gone[0]["words"] is None
    assert (gone[0]["text"]["status"], gone[0]["stage"]) == ("erased", "admissible")
    assert gone[2]["items"][0]["text"]["status"] == "erased"
    removed = gone[0]["text"]["removed"]
    assert removed == {
        "on": erasure.effective_at.value,
        "basis": erasure.data.model_dump()["legal_basis"],
        "event_id": erasure.event_id,
    }
