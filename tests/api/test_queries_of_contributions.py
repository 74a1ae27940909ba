"""Contributions in answers: shown once they were found admissible or answered, and before that told of
nowhere, but that they wait.
"""

from __future__ import annotations

from typing import Any

import pytest

from domain.consultation.commands import AnswerContributionGroup
from domain.contribution import commands as c
from service.store.log import Log
from tests.api.reading import read, reading
from tests.domain.public_words import KNOWN, REPLY, contribute, drafted, open_consultation
from tests.domain.scenario import Scenario, by
from tests.projections.following import poured

WORDS = "كلمات مواطنة عن الساحة"
ORGANISATION = "جمعية أوزود"
AUTHOR = {"kind": "organisation", "ref": "organisation-9", "organisation": ORGANISATION}
WHY = "تذكر شخصا بعينه"
BECAUSE = {"code": "out_of_competence", "text": {"ar": WHY}}
HIDDEN_REPLY = {"ar": "لا يتعلق بالموضوع المطروح"}
SECRET = (WORDS, ORGANISATION, "organisation-9", WHY, HIDDEN_REPLY["ar"])
PLACE = "contributions/{id}"
EVERYWHERE = (
    "contributions",
    "contributions/{id}",
    "contributions/{id}/history",
    "contributions/{id}/history?format=csv",
    "contributions/{id}/history?format=jsonl",
    "contributions/{id}/diff?from=version:1",
    "contributions/{id}/diff?from=day:2025-08-01",
    "contributions/{id}?on=2025-08-03",
    "contributions?on=2025-08-03",
    "consultations/q1",
    "consultations/q1/history",
    "consultations/q1/history?format=csv",
    "programmes/p1",
    "programmes/p1/history",
    "programmes/p1/history?format=jsonl",
    "decisions",
    "search?q=الساحة",
    "search?q=أوزود",
    "search?q=المطروح",
    "search?q=بعينه",
    "redactions",
    "calendar?from=2025-07-01&to=2025-12-31",
)


def screened() -> Scenario:
    """One contribution each that is: found admissible, answered, answered in a group, found inadmissible,
    waiting, taken back after it was public, late and waiting.
    """
    given = drafted()
    open_consultation(given)
    given.at("2025-07-20")
    for identity in ("admissible", "answered", "grouped", "inadmissible", "waiting"):
        if identity in ("inadmissible", "waiting"):
            contribute(given, identity, "civil_society", author=AUTHOR)
        else:
            contribute(given, identity, author=KNOWN)
    contribute(given, "withdrawn", "civil_society", author=AUTHOR)
    committee = by("follow_up_committee")
    for identity in ("admissible", "withdrawn"):
        given.when(f"contribution:{identity}", c.FindContributionAdmissible, actor=committee)
    given.when("contribution:withdrawn", c.WithdrawContribution, actor=by("focal_point"))
    refusal = {"actor": by("focal_point"), "reason": BECAUSE, "response": HIDDEN_REPLY}
    given.when("contribution:inadmissible", c.FindContributionInadmissible, **refusal)
    given.when("contribution:answered", c.AnswerContribution, actor=committee, response=REPLY)
    group = {"group_id": "g1", "topic": {"ar": "النشر"}, "response": REPLY, "contribution_ids": ["grouped"]}
    given.when("consultation:q1", AnswerContributionGroup, actor=committee, **group)
    contribute(given.at("2025-08-02"), "late", "civil_society", author=AUTHOR)
    return given


def test_what_was_found_admissible_or_answered_is_shown_and_what_waits_is_counted(log: Log) -> None:
    poured(log, screened().log, WORDS)

    with reading(log) as client:
        found = read(client, "contributions", after_position=log.head(), consultation="q1")
        answered = read(client, "contributions", status="answered", counted="true")
        late = read(client, "contributions", counted="false")
        consultation = read(client, "consultations/q1")

    assert [one["id"] for one in found["items"]] == ["admissible", "answered", "grouped"]
    assert {one["words"] for one in found["items"]} == {WORDS}
    assert found["waiting"] == 2
    assert consultation["contributions_waiting"]["number"] == 2
    assert [one["id"] for one in answered["items"]] == ["answered", "grouped"]
    assert late["items"] == []


@pytest.mark.parametrize("identity", ["inadmissible", "waiting", "withdrawn", "late"])
def test_of_one_that_is_not_public_no_answer_tells_its_words_author_or_reply(log: Log, identity: str) -> None:
    stream = f"contribution:{identity}"
    told = [event for event in screened().log if not event.stream.startswith("contribution:")]
    poured(log, told + [event for event in screened().log if event.stream == stream], WORDS)
    positions = [row.position for row in log.load([stream])[stream]]
    then = [f"{path}?as_of_position={at}" for at in positions for path in ("contributions", PLACE)]

    with reading(log) as client:
        read(client, "contributions", after_position=log.head())
        for path in (*EVERYWHERE, *then):
            answer = client.get(f"/api/v1/{path.format(id=identity)}")
            assert answer.status_code == 200, f"{path}: {answer.text}"
            assert not [one for one in SECRET if one in answer.text], path


def test_of_one_that_is_not_public_it_is_told_that_it_is_there_and_where_it_stands(log: Log) -> None:
    poured(log, screened().log, WORDS)

    with reading(log) as client:
        found = read(client, "contributions/waiting", after_position=log.head())
        [event] = read(client, "contributions/waiting/history")["items"]

    told = {name: found[name] for name in ("public", "stage", "programme_id", "consultation_id")}
    assert told == {"public": False, "stage": "received", "programme_id": "p1", "consultation_id": "q1"}
    assert found["words"] is None
    assert event["withheld"] is True
    assert event["event"].keys().isdisjoint({"actor", "data"})


@pytest.mark.parametrize("asked", [{"role": "citizen"}, {"by": "effective", "from": "2020-01-01"}])
def test_its_events_are_not_found_by_what_is_not_told_of_them(log: Log, asked: dict[str, str]) -> None:
    poured(log, screened().log, WORDS)

    with reading(log) as client:
        found = read(client, "consultations/q1/history", after_position=log.head(), limit=200, **asked)

    streams = {item["event"]["stream"] for item in found["items"]}
    assert "contribution:admissible" in streams
    hidden = {f"contribution:{one}" for one in ("inadmissible", "waiting", "withdrawn", "late")}
    assert not hidden & streams


def test_the_history_tells_everything_once_it_is_public(log: Log) -> None:
    poured(log, screened().log, WORDS)

    with reading(log) as client:
        [received, answered] = read(client, "contributions/answered/history", after_position=log.head())[
            "items"
        ]

    assert received["event"]["data"]["author"]["kind"] == "pseudonymous"
    assert answered["event"]["data"]["response"] == REPLY
    assert "withheld" not in received


def test_a_finding_is_a_decision_of_which_the_reply_is_told_only_where_it_is_public(log: Log) -> None:
    poured(log, screened().log, WORDS)

    with reading(log) as client:
        found = read(client, "decisions", after_position=log.head(), kind="admissibility")["items"]

    by_id: dict[str, Any] = {one["contribution_id"]: one for one in found}
    assert by_id.keys() == {"admissible", "inadmissible", "withdrawn"}
    assert (by_id["admissible"]["outcome"], "withheld" in by_id["admissible"]) == ("admissible", False)
    hidden = by_id["inadmissible"]
    assert (hidden["outcome"], hidden["withheld"], hidden["details"]) == ("inadmissible", True, {})
    assert hidden["reason"] == {"code": "out_of_competence"}
    assert hidden["actor"]["role"] == "focal_point"
    assert by_id["withdrawn"]["withheld"] is True
