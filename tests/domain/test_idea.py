"""Ideas: received unseen, found admissible, answered one by one."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from domain.idea import commands as c
from domain.kernel.corrections import AnnulEvents
from tests.domain.public_words import (
    ANONYMOUS,
    KNOWN,
    REPLY,
    SAID,
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


def test_an_idea_keeps_its_words_outside_the_event() -> None:
    given = collecting()

    submit_idea(given)

    stored = given.log[-1].wire()
    assert SAID["text"] not in str(stored)
    assert stored["data"]["text"]["length"] == len(SAID["text"])


def test_an_idea_is_public_only_once_found_admissible() -> None:
    given = collecting()
    submit_idea(given)
    before = given.state("idea:i1").public

    given.when("idea:i1", c.FindIdeaAdmissible, actor=by("focal_point"))

    assert (before, given.state("idea:i1").public) == (False, True)


def test_an_idea_tells_its_channel_and_who_entered_it() -> None:
    given = collecting()

    submit_idea(given, role="focal_point", channel="workshop", workshop_id="w1", axis="information")

    idea = given.state("idea:i1")
    assert (idea.channel, idea.entered_by, idea.axis) == ("workshop", "focal_point", "information")
    assert idea.concerns == ("idea:i1", "programme:p1")


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"channel": "workshop"}, ["participation.entered_by_staff"]),
        (
            {"channel": "paper"},
            ["participation.entered_by_staff", "participation.channel_declared"],
        ),
        ({"axis": "roads"}, ["idea.axis_known"]),
        ({"programme_id": "p9"}, ["idea.collection_open"]),
    ],
)
def test_an_idea_comes_by_a_declared_way_for_a_known_axis(more: dict[str, Any], expected: list[str]) -> None:
    fields = {"programme_id": "p1", "channel": "online", "author": ANONYMOUS, "text": SAID} | more

    refused = collecting().refusal("idea:i1", c.SubmitIdea, actor=by("citizen"), **fields)

    assert refused == expected


def test_no_idea_is_taken_after_the_collection_closed() -> None:
    given = drafting(collecting())
    fields = {"programme_id": "p1", "channel": "online", "author": ANONYMOUS, "text": SAID}

    refused = given.refusal("idea:i1", c.SubmitIdea, actor=by("citizen"), **fields)

    assert refused == ["idea.collection_open"]


@pytest.mark.parametrize(
    "author",
    [
        {"kind": "pseudonymous"},
        {"kind": "anonymous", "ref": "person-7"},
        {"kind": "organisation", "ref": "cso-1"},
        {"kind": "pseudonymous", "ref": "person-7", "organisation": "جمعية"},
    ],
)
def test_an_author_is_known_exactly_as_far_as_the_kind_says(author: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        submit_idea(collecting(), author=author)


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


def test_an_inadmissible_idea_is_answered_stays_hidden_and_may_be_found_admissible_later() -> None:
    given = collecting()
    submit_idea(given)
    why = {"reason": {"code": "out_of_competence"}, "response": REPLY}
    given.when("idea:i1", c.FindIdeaInadmissible, actor=by("focal_point"), **why)
    hidden = given.state("idea:i1")

    given.when("idea:i1", c.FindIdeaAdmissible, actor=COMMITTEE)

    assert (hidden.status, hidden.public, hidden.answered) == ("inadmissible", False, True)
    assert (given.state("idea:i1").status, given.state("idea:i1").answered) == ("admissible", False)


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


def test_a_further_reply_is_given_at_any_time() -> None:
    given = collecting()
    submit_idea(given)

    given.when("idea:i1", c.ReplyToIdea, actor=by("council_president"), response=REPLY)

    assert given.state("idea:i1").response.fr == REPLY["fr"]


def test_only_the_author_or_staff_takes_an_idea_back() -> None:
    given = collecting()
    submit_idea(given, author=KNOWN)

    refused = given.refusal("idea:i1", c.WithdrawIdea, actor=by("citizen", person_ref="person-8"))
    given.when("idea:i1", c.WithdrawIdea, actor=by("citizen", person_ref="person-7"))

    assert refused == ["participation.own_words"]
    assert given.state("idea:i1").status == "withdrawn"


def test_nobody_but_staff_takes_back_an_idea_without_an_author() -> None:
    given = collecting()
    submit_idea(given)

    refused = given.refusal("idea:i1", c.WithdrawIdea, actor=by("citizen"))
    given.when("idea:i1", c.WithdrawIdea, actor=by("focal_point"))

    assert refused == ["participation.own_words"]
    assert given.state("idea:i1").status == "withdrawn"


def test_an_idea_that_was_decided_on_cannot_be_taken_back() -> None:
    given = examined("i1")
    decide(given, "i1", "accepted", commitment_key="publish")

    refused = given.refusal("idea:i1", c.WithdrawIdea, actor=by("citizen", person_ref="person-7"))

    assert refused == ["record.stage"]
