"""What becomes of ideas: accepted, deferred, merged, each with a reasoned reply."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from pydantic import ValidationError

from domain.collectivity.commands import ConstituteFollowUpCommittee
from domain.idea import commands as c
from domain.kernel.corrections import AnnulEvents
from domain.programme.commands import PublishDraft
from tests.domain import programme_journey as j
from tests.domain.public_words import (
    KNOWN,
    REPLY,
    collecting,
    drafting,
    submit_idea,
)
from tests.domain.scenario import Scenario, by

COMMITTEE = by("follow_up_committee")


def examined(*identities: str) -> Scenario:
    """A programme in drafting with admissible ideas."""
    given = collecting()
    for identity in identities:
        submit_idea(given, identity, author=KNOWN)
        given.when(f"idea:{identity}", c.FindIdeaAdmissible, actor=by("focal_point"))
    return drafting(given)


def decide(given: Scenario, identity: str, outcome: str, **more: Any) -> None:
    given.when(
        f"idea:{identity}", c.DispositionIdea, actor=COMMITTEE, outcome=outcome, response=REPLY, **more
    )


def test_an_accepted_idea_names_the_commitment_that_it_goes_into() -> None:
    given = examined("i1")

    decide(given, "i1", "accepted", commitment_key="publish")

    idea = given.state("idea:i1")
    assert (idea.status, idea.commitment_key, idea.answered) == ("accepted", "publish", True)


@pytest.mark.parametrize("fields", [{"outcome": "accepted"}, {"outcome": "deferred", "commitment_key": "k"}])
def test_only_an_accepted_idea_names_a_commitment(fields: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="commitment_key"):
        c.DispositionIdea(actor=COMMITTEE, response=REPLY, **fields)


def test_an_idea_that_is_not_retained_needs_a_reason() -> None:
    given = examined("i1")

    refused = given.refusal(
        "idea:i1", c.DispositionIdea, actor=COMMITTEE, outcome="not_retained", response=REPLY
    )

    assert refused == ["idea.reason_code_given"]


def test_an_idea_may_be_taken_up_again_while_the_text_is_being_made() -> None:
    given = examined("i1")
    decide(given, "i1", "deferred", reason={"code": "no_budget"})

    decide(given, "i1", "accepted", commitment_key="publish")

    idea = given.state("idea:i1")
    assert (idea.status, idea.reason) == ("accepted", None)


def test_ideas_are_decided_on_only_after_the_collection_closed() -> None:
    given = collecting()
    submit_idea(given)
    given.when("idea:i1", c.FindIdeaAdmissible, actor=COMMITTEE)

    missing = given.steps("idea:i1")["disposition-idea"].unmet

    assert [check.guard.code for check in missing] == ["idea.under_examination"]


def test_both_authors_are_told_of_a_merger() -> None:
    given = examined("i1", "i2")

    given.when("idea:i2", c.MergeIdea, actor=COMMITTEE, target_id="i1", response=REPLY)

    assert (given.state("idea:i2").status, given.state("idea:i2").merged_into) == ("merged", "i1")
    assert given.state("idea:i1").absorbed == ("i2",)
    assert given.types("idea:i1")[-1] == "IdeaAbsorbed"


def test_ideas_cannot_be_merged_in_a_circle() -> None:
    given = examined("i1", "i2")
    given.when("idea:i2", c.MergeIdea, actor=COMMITTEE, target_id="i1", response=REPLY)

    circle = given.refusal("idea:i1", c.MergeIdea, actor=COMMITTEE, target_id="i2", response=REPLY)
    itself = given.refusal("idea:i1", c.MergeIdea, actor=COMMITTEE, target_id="i1", response=REPLY)

    assert circle == ["idea.target_stands"]
    assert itself == ["idea.another_idea"]


def test_an_idea_is_not_merged_into_one_that_does_not_exist() -> None:
    given = examined("i1")

    refused = given.refusal("idea:i1", c.MergeIdea, actor=COMMITTEE, target_id="i9", response=REPLY)

    assert refused == ["idea.same_programme", "idea.target_stands"]


def test_an_idea_that_others_were_merged_into_is_not_taken_back_without_their_answer() -> None:
    given = examined("i1", "i2")
    given.when("idea:i2", c.MergeIdea, actor=COMMITTEE, target_id="i1", response=REPLY)
    absorbed = given.log[-1].event_id
    author = by("citizen", person_ref="person-7")

    [check] = given.steps("idea:i1")["withdraw-idea"].unmet
    refused = given.refusal("idea:i1", c.WithdrawIdea, actor=author)

    assert refused == ["idea.absorbed_none"]
    assert check.relies_on == (absorbed,)


def merged_through(*identities: str) -> Scenario:
    """Ideas each merged into the next."""
    given = examined(*identities)
    for identity, target in pairwise(identities):
        given.when(f"idea:{identity}", c.MergeIdea, actor=COMMITTEE, target_id=target, response=REPLY)
    return given


@pytest.mark.parametrize("chain", [("i1", "i2"), ("i1", "i2", "i3")])
@pytest.mark.parametrize(
    ("outcome", "expected"), [("accepted", []), ("not_retained", ["draft_ideas_accepted"])]
)
def test_a_text_rests_on_a_merged_idea_only_where_the_last_target_was_accepted(
    chain: tuple[str, ...], outcome: str, expected: list[str]
) -> None:
    given = merged_through(*chain)
    told = {"commitment_key": "publish"} if outcome == "accepted" else {"reason": {"code": "no_budget"}}
    decide(given, chain[-1], outcome, **told)
    committee = {"elected": 5, "civil_society": 6, "constituted_on": "2025-01"}
    given.when("collectivity:c1", ConstituteFollowUpCommittee, actor=j.PRESIDENT, **committee)
    fields = {"actor": COMMITTEE, "commitments": [j.commitment(idea_ids=["i1"])]}

    if expected:
        assert j.refused(given, PublishDraft, **fields) == expected
    else:
        assert given.when(j.P, PublishDraft, **fields)[0].type == "DraftVersionPublished"


def test_what_another_idea_was_merged_into_cannot_be_unmade_behind_it() -> None:
    given = examined("i1", "i2")
    admissible = next(event for event in given.log if event.type == "IdeaFoundAdmissible")
    given.when("idea:i2", c.MergeIdea, actor=COMMITTEE, target_id="i1", response=REPLY)

    refused = given.refusal(
        "idea:i1",
        AnnulEvents,
        actor=by("focal_point"),
        reason={"code": "correction_clerical"},
        events=[{"stream": "idea:i1", "event_id": admissible.event_id}],
    )

    assert "record.dependants_hold" in refused


def test_an_idea_that_was_decided_on_cannot_be_taken_back() -> None:
    given = examined("i1")
    decide(given, "i1", "accepted", commitment_key="publish")

    refused = given.refusal("idea:i1", c.WithdrawIdea, actor=by("citizen", person_ref="person-7"))

    assert refused == ["record.stage"]
