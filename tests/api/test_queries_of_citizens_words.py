"""Citizens' words: shown once they may be, gone at once when they are erased, and never before."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from domain.idea.commands import FindIdeaAdmissible, FindIdeaInadmissible
from service.store.log import Log
from tests.api.reading import read, reading
from tests.domain.public_words import REPLY, collecting, submit_idea
from tests.domain.scenario import Scenario, by
from tests.projections.following import poured

WORDS = "كلمات مواطنة"
BECAUSE = {"code": "out_of_competence"}


def screened() -> Scenario:
    """Three ideas: one found admissible, one inadmissible, one waiting."""
    given = collecting()
    for identity in ("i1", "i2", "i3"):
        submit_idea(given, identity)
    given.when("idea:i1", FindIdeaAdmissible, actor=by("focal_point"))
    given.when("idea:i2", FindIdeaInadmissible, actor=by("focal_point"), reason=BECAUSE, response=REPLY)
    return given


def shown(client: httpx.Client, path: str, log: Log, **parameters: Any) -> Any:
    return read(client, path, after_position=log.head(), **parameters)


def test_only_an_admissible_idea_is_shown_and_those_that_wait_are_counted(log: Log) -> None:
    poured(log, screened().log, WORDS)

    with reading(log) as client:
        found = shown(client, "ideas", log)
        filtered = shown(client, "ideas", log, programme="p1", status="admissible", channel="online")

    assert [idea["id"] for idea in found["items"]] == ["i1"]
    assert found["items"][0]["words"] == WORDS
    assert found["waiting"] == filtered["waiting"] == 1
    assert [idea["id"] for idea in filtered["items"]] == ["i1"]


@pytest.mark.parametrize("identity", ["i2", "i3"])
def test_of_an_idea_that_is_not_public_nothing_is_told_but_where_it_stands(log: Log, identity: str) -> None:
    poured(log, screened().log, WORDS)

    with reading(log) as client:
        answer = client.get(f"/api/v1/ideas/{identity}", params={"after_position": log.head()})

    assert WORDS not in answer.text
    assert answer.json()["public"] is False
    assert answer.json()["version"] >= 1
    assert "author" not in answer.json()


@pytest.mark.parametrize("path", ["ideas/i4/history", "programmes/p1/history"])
def test_the_history_does_not_tell_who_gave_an_idea_that_still_waits(log: Log, path: str) -> None:
    given = screened()
    author = {"kind": "organisation", "ref": "organisation-9", "organisation": "جمعية أوزود"}
    submit_idea(given, "i4", "civil_society", author=author)
    poured(log, given.log, WORDS)

    with reading(log) as client:
        answer = client.get(f"/api/v1/{path}", params={"after_position": log.head(), "limit": 200})
    [item] = [item for item in answer.json()["items"] if item["event"]["stream"] == "idea:i4"]

    assert "جمعية أوزود" not in answer.text
    assert "organisation-9" not in answer.text
    assert item["withheld"] is True
    assert item["event"]["type"] == "IdeaSubmitted"
    assert item["event"].keys().isdisjoint({"actor", "data"})


@pytest.mark.parametrize(
    "asked",
    [{"role": "citizen"}, {"role": "focal_point"}, {"by": "effective", "from": "2020-01-01"}],
    ids=["by a role", "by another role", "by the day of effect"],
)
def test_an_event_that_is_withheld_is_not_found_by_what_is_not_told_of_it(
    log: Log, asked: dict[str, str]
) -> None:
    given = screened()
    submit_idea(given, "i4")
    poured(log, given.log, WORDS)

    with reading(log) as client:
        path = "/api/v1/programmes/p1/history"
        answer = client.get(path, params={"after_position": log.head(), "limit": 200, **asked})

    assert answer.json()["items"]
    assert "idea:i4" not in {item["event"]["stream"] for item in answer.json()["items"]}


def test_the_history_of_an_idea_tells_everything_once_it_is_found_admissible(log: Log) -> None:
    poured(log, screened().log, WORDS)

    with reading(log) as client:
        [submitted, admissible] = shown(client, "ideas/i1/history", log)["items"]

    assert submitted["event"]["data"]["author"]["kind"]
    assert "withheld" not in submitted
    assert admissible["event"]["type"] == "IdeaFoundAdmissible"


def test_words_are_gone_as_soon_as_they_are_erased(log: Log) -> None:
    poured(log, screened().log, WORDS)

    with reading(log) as client:
        text = shown(client, "ideas/i1", log)["text"]
        assert text["status"] == "available"
        log.erase_texts([ref_of(log, "idea:i1")])
        again = client.get("/api/v1/ideas", params={"limit": 7})

    assert WORDS not in again.text
    assert again.json()["items"][0]["words"] is None


def ref_of(log: Log, stream: str) -> str:
    import json

    [first, *_] = log.load([stream])[stream]
    ref: str = json.loads(first.body)["data"]["text"]["ref"]
    return ref


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_an_export_does_not_tell_who_gave_an_idea_that_still_waits(log: Log, form: str) -> None:
    given = screened()
    author = {"kind": "organisation", "ref": "organisation-9", "organisation": "جمعية أوزود"}
    submit_idea(given, "i4", "civil_society", author=author)
    poured(log, given.log, WORDS)

    with reading(log) as client:
        asked = {"after_position": log.head(), "format": form}
        answer = client.get("/api/v1/ideas/i4/history", params=asked)

    assert answer.status_code == 200
    assert "IdeaSubmitted" in answer.text
    assert "جمعية أوزود" not in answer.text
    assert "organisation-9" not in answer.text


def test_a_decision_on_an_idea_that_is_not_public_tells_its_reason_but_not_the_reply(log: Log) -> None:
    poured(log, screened().log, WORDS)

    with reading(log) as client:
        found = shown(client, "decisions", log, kind="admissibility")["items"]

    [public] = [one for one in found if one["stream"] == "idea:i1"]
    [hidden] = [one for one in found if one["stream"] == "idea:i2"]
    assert (hidden["withheld"], hidden["details"], hidden["reason"]) == (True, {}, BECAUSE)
    assert hidden["actor"]["role"] == "focal_point"
    assert "withheld" not in public
