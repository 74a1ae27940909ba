"""Ideas: received unseen, found admissible, answered one by one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from domain.idea import commands as c
from tests.domain.public_words import (
    ANONYMOUS,
    KNOWN,
    REPLY,
    SAID,
    collecting,
    drafting,
    submit_idea,
)
from tests.domain.scenario import by

COMMITTEE = by("follow_up_committee")


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
        ({"programme_id": "p9"}, ["record.named_exists"]),
    ],
)
def test_an_idea_comes_by_a_declared_way_for_a_known_axis(more: dict[str, Any], expected: list[str]) -> None:
    fields = {"programme_id": "p1", "channel": "online", "author": ANONYMOUS, "text": SAID} | more

    refused = collecting().refusal("idea:i1", c.SubmitIdea, actor=by("citizen"), **fields)

    assert refused == expected


def test_an_idea_that_comes_online_is_given_no_earlier_day_than_that_of_its_arrival() -> None:
    given = collecting().later(days=2)
    said = {"programme_id": "p1", "channel": "online", "author": ANONYMOUS, "text": SAID}
    early = {"actor": by("citizen"), "effective_at": str(given.now.date() - timedelta(days=1))}

    found = given.refusal("idea:i1", c.SubmitIdea, **said, **early)

    assert found == ["participation.dated_by_arrival"]


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


def test_an_inadmissible_idea_is_answered_stays_hidden_and_may_be_found_admissible_later() -> None:
    given = collecting()
    submit_idea(given)
    why = {"reason": {"code": "out_of_competence"}, "response": REPLY}
    given.when("idea:i1", c.FindIdeaInadmissible, actor=by("focal_point"), **why)
    hidden = given.state("idea:i1")

    given.when("idea:i1", c.FindIdeaAdmissible, actor=COMMITTEE)

    assert (hidden.status, hidden.public, hidden.answered) == ("inadmissible", False, True)
    assert (given.state("idea:i1").status, given.state("idea:i1").answered) == ("admissible", False)


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
