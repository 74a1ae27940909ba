"""From an idea to the commitments that came of it, and back."""

from __future__ import annotations

from typing import Any

import httpx

from domain.idea import commands as c
from domain.programme.commands import PublishDraft
from service.store.log import Log
from tests.api.reading import read, reading
from tests.domain import programme_journey as j
from tests.domain.programme_journey import COMMITTEE, FOCAL, P
from tests.domain.scenario import Scenario
from tests.projections.following import poured

OTHERS = ("i2", "i3", "i4")


def with_ideas() -> Scenario:
    """Four ideas: one accepted and in the text, one merged into it, one not retained, one that waits."""
    given = j.initiated()
    j.collecting(given)
    for identity in OTHERS:
        j.idea(given, identity)
    given.at("2025-04-30").when(P, j.c.CloseIdeaCollection, actor=FOCAL)
    for identity in ("i1", "i2", "i3"):
        given.when(f"idea:{identity}", c.FindIdeaAdmissible, actor=FOCAL)
    answer = {"outcome": "accepted", "commitment_key": "publish", "response": j.CHANGES}
    given.when("idea:i1", c.DispositionIdea, actor=COMMITTEE, reason=j.BECAUSE, **answer)
    given.when("idea:i2", c.MergeIdea, actor=COMMITTEE, target_id="i1", response=j.CHANGES)
    refusal = {"outcome": "not_retained", "response": j.CHANGES, "reason": {"code": "no_budget"}}
    given.when("idea:i3", c.DispositionIdea, actor=COMMITTEE, **refusal)
    inadmissible = {"response": j.CHANGES, "reason": {"code": "out_of_competence"}}
    given.when("idea:i4", c.FindIdeaInadmissible, actor=FOCAL, **inadmissible)
    given.at("2025-06-20").when(P, PublishDraft, actor=COMMITTEE, commitments=j.TEXT)
    return given


def adopted() -> Scenario:
    given = with_ideas()
    j.consult(given, "q1", 1, "2025-07-01", "2025-07-31")
    given.at("2025-09-01").when(P, j.c.ValidateDraft, actor=COMMITTEE, version=1)
    place = j.inscribed(given.at("2025-09-20"), "s1", "2025-10-07")
    text = {"version": 1, "sha256": given.state(P).draft(1).sha256}
    given.when(P, j.c.SubmitToCouncil, actor=j.PRESIDENT, **place, **text)
    j.opened(given, "s1", "2025-10-07")
    j.vote(given, "s1")
    return given


def fate(client: httpx.Client, log: Log, identity: str) -> Any:
    return read(client, f"ideas/{identity}", after_position=log.head())["fate"]


def test_an_idea_tells_the_drafts_and_the_commitments_that_came_of_it(log: Log) -> None:
    given = adopted()
    poured(log, given.log)
    [planned] = given.state(P).commitments

    with reading(log) as client:
        accepted, merged = fate(client, log, "i1"), fate(client, log, "i2")

    [text] = accepted["texts"]
    assert (text["version"], text["in_force"]) == (1, True)
    assert [(one["key"], one["by"]) for one in text["commitments"]] == [("publish", ["text", "disposition"])]
    [commitment] = accepted["commitments"]
    assert (commitment["id"], commitment["by"]) == (planned.commitment_id, ["text", "disposition"])
    assert commitment["current_deadline"] == "2026-06-30"
    assert merged["merged_into"] == ["i1"]
    assert merged["commitments"] == accepted["commitments"]


def test_before_adoption_an_idea_leads_to_a_draft_alone(log: Log) -> None:
    poured(log, with_ideas().log)

    with reading(log) as client:
        found = fate(client, log, "i1")

    assert [(text["version"], text["in_force"]) for text in found["texts"]] == [(1, False)]
    assert found["commitments"] == []


def test_of_an_idea_that_led_nowhere_nothing_is_invented(log: Log) -> None:
    poured(log, adopted().log)

    with reading(log) as client:
        refused, hidden = fate(client, log, "i3"), fate(client, log, "i4")

    assert refused == {"merged_into": [], "commitment_key": None, "texts": [], "commitments": []}
    assert hidden is None


def test_a_commitment_tells_the_ideas_that_led_to_it(log: Log) -> None:
    given = adopted()
    poured(log, given.log)
    [planned] = given.state(P).commitments

    with reading(log) as client:
        found = read(client, f"commitments/{planned.commitment_id}", after_position=log.head())

    assert [(idea["id"], idea["status"], idea["by"]) for idea in found["ideas"]] == [
        ("i1", "accepted", ["text", "disposition"]),
        ("i2", "merged", ["merger"]),
    ]


def test_a_programme_counts_its_commitments_and_ideas(log: Log) -> None:
    poured(log, adopted().log)

    with reading(log) as client:
        [listed] = read(client, "programmes", after_position=log.head())["items"]
        one = read(client, "programmes/p1")

    assert (listed["commitment_count"], listed["idea_count"]) == (1, 4)
    assert (one["commitment_count"], one["idea_count"]) == (1, 4)
