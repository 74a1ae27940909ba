"""What a closure found answered cannot be unmade behind it."""

from __future__ import annotations

from typing import Any

import pytest

from domain.contribution.commands import (
    AnswerContribution,
    FindContributionAdmissible,
    FindContributionInadmissible,
    SubmitContribution,
)
from domain.idea.commands import DispositionIdea
from domain.kernel.corrections import AnnulEvents
from domain.programme import commands as c
from tests.domain import programme_journey as j
from tests.domain.programme_journey import P, at
from tests.domain.scenario import Scenario, by

ACCOUNTED = {"ideas": 1, "contributions": 2}
REFUSAL = {"actor": j.FOCAL, "reason": {"code": "out_of_competence"}, "response": j.CHANGES}


@pytest.fixture
def closed() -> Scenario:
    """A closed programme: its idea was decided on again after the draft, and of two contributions that
    came late one was answered and one found inadmissible.
    """
    given = at(j.finalising)
    given.when(
        "idea:i1",
        DispositionIdea,
        actor=j.COMMITTEE,
        outcome="accepted",
        commitment_key="publish",
        response=j.CHANGES,
    )
    words = {"text": {"text": "رأي", "language": "ar"}, "author": {"kind": "anonymous"}, "channel": "online"}
    for late in ("contribution:b1", "contribution:b2"):
        given.when(late, SubmitContribution, actor=by("citizen"), consultation_id="q1", **words)
    given.when("contribution:b2", FindContributionInadmissible, **REFUSAL)
    given.when("contribution:b1", AnswerContribution, actor=j.COMMITTEE, response=j.CHANGES)
    given.at("2025-09-01").when(P, c.ValidateDraft, actor=j.COMMITTEE, version=1)
    continued(given)
    note = j.decided(j.rated(given).at("2028-01-20"), "s9", "2028-02-01", "programme_closure")
    identity = given.state(P).commitments[0].commitment_id
    fate = {"commitment_id": identity, "fate": "dropped", "reason": {"code": "no_budget"}}
    given.when(P, c.CloseProgramme, actor=j.PRESIDENT, decisions=[note], dispositions=[fate])
    return given


def continued(given: Scenario) -> None:
    """From the validated text to the end of the period."""
    place = j.inscribed(given.at("2025-09-20"), "s1", "2025-10-07")
    text = {"version": 1, "sha256": given.state(P).draft(1).sha256}
    given.when(P, c.SubmitToCouncil, actor=j.PRESIDENT, **place, **text)
    j.opened(given, "s1", "2025-10-07")
    j.vote(given, "s1")
    j.under(given, "none")
    given.at("2025-12-01").when(P, c.PublishProgramme, actor=j.PRESIDENT, languages=["ar"])
    given.at("2026-01-02").when(P, c.StartExecution, actor=j.PRESIDENT)
    given.at("2028-01-03").when(P, c.EndExecutionPeriod, actor=by("system:clock"))


def annulled(given: Scenario, event_type: str) -> list[str]:
    """What refuses to annul the latest event of a type."""
    event = next(event for event in reversed(given.log) if event.type == event_type)
    wanted: dict[str, Any] = {"events": [{"stream": event.stream, "event_id": event.event_id}]}
    wanted |= {"actor": j.FOCAL, "reason": {"code": "correction_clerical"}}
    return given.refusal(event.stream, AnnulEvents, **wanted)


def test_the_answer_to_a_late_contribution_is_not_annulled_after_the_closure(closed: Scenario) -> None:
    assert annulled(closed, "ContributionAnswered") == ["record.dependants_hold"]


def test_a_late_contribution_found_inadmissible_stays_so_after_the_closure(closed: Scenario) -> None:
    again = closed.refusal("contribution:b2", FindContributionAdmissible, actor=j.FOCAL)

    assert annulled(closed, "ContributionFoundInadmissible") == ["record.dependants_hold"]
    assert again == ["contribution.programme_goes_on"]


def test_a_closure_relies_on_each_answer_as_it_then_stood(closed: Scenario) -> None:
    [accounted] = [event for event in closed.log if event.type == "AnswersAccountedFor"]
    answers = [
        closed.state(stream).because["stage"] for stream in ("idea:i1", "contribution:b1", "contribution:b2")
    ]

    assert accounted.data.model_dump() == ACCOUNTED
    assert set(answers) <= set(accounted.relies_on)
