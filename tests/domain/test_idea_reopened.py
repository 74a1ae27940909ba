"""An idea that was found inadmissible is taken up again only where it can still be answered."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from domain.idea import commands as c
from domain.programme import commands as p
from tests.domain import programme_journey as j
from tests.domain.programme_journey import P
from tests.domain.scenario import Scenario

REFUSED = {"actor": j.FOCAL, "reason": {"code": "out_of_competence"}, "response": j.CHANGES}
DEFERRED = {"outcome": "deferred", "response": j.CHANGES, "reason": j.BECAUSE}


def with_a_refused_idea(reach: Callable[[Scenario], Scenario], monkeypatch: pytest.MonkeyPatch) -> Scenario:
    """A programme taken as far as a function of the journey, with an idea `i2` found inadmissible."""
    collecting = j.collecting

    def and_refused(given: Scenario) -> Scenario:
        j.idea(collecting(given), "i2")
        given.when("idea:i2", c.FindIdeaInadmissible, **REFUSED)
        return given

    monkeypatch.setattr(j, "collecting", and_refused)
    return j.at(and_refused if reach is collecting else reach)


def closed(given: Scenario) -> Scenario:
    """The programme is closed."""
    j.rated(j.evaluating(given))
    note = j.decided(given.at("2028-01-20"), "s9", "2028-02-01", "programme_closure")
    identity = given.state(P).commitments[0].commitment_id
    fate = {"commitment_id": identity, "fate": "dropped", "reason": {"code": "no_budget"}}
    given.when(P, p.CloseProgramme, actor=j.PRESIDENT, decisions=[note], dispositions=[fate])
    return given


@pytest.mark.parametrize("reach", [j.collecting, j.drafting, j.drafted, j.finalising])
def test_it_is_taken_up_again_while_the_text_is_made(
    reach: Callable[[Scenario], Scenario], monkeypatch: pytest.MonkeyPatch
) -> None:
    given = with_a_refused_idea(reach, monkeypatch)

    given.when("idea:i2", c.FindIdeaAdmissible, actor=j.COMMITTEE)

    assert given.state("idea:i2").status == "admissible"


@pytest.mark.parametrize("reach", [j.submitted, j.executory, j.executing, j.evaluating, closed])
def test_it_stays_answered_once_nobody_decides_on_ideas(
    reach: Callable[[Scenario], Scenario], monkeypatch: pytest.MonkeyPatch
) -> None:
    given = with_a_refused_idea(reach, monkeypatch)

    refused = given.refusal("idea:i2", c.FindIdeaAdmissible, actor=j.COMMITTEE)

    assert refused == ["idea.under_examination"]
    assert given.state("idea:i2").answered


def test_a_text_goes_before_the_council_once_what_was_taken_up_again_is_answered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given = with_a_refused_idea(j.validated, monkeypatch)
    given.when("idea:i2", c.FindIdeaAdmissible, actor=j.COMMITTEE)
    place = j.inscribed(given.at("2025-09-20"), "s1", "2025-10-07")
    text = {"version": 1, "sha256": given.state(P).draft(1).sha256}
    waiting = j.refused(given, p.SubmitToCouncil, **place, **text)

    given.when("idea:i2", c.DispositionIdea, actor=j.COMMITTEE, **DEFERRED)
    given.when(P, p.SubmitToCouncil, actor=j.PRESIDENT, **place, **text)

    assert waiting == ["ideas_answered"]
    assert given.state(P).stage == "submitted"
