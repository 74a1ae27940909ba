"""No fact of a programme lies before the one that it rests on, in whichever order they are entered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from domain.assessment.commands import PublishSelfAssessment
from domain.consultation.commands import CloseConsultation, OpenConsultation, PublishConsultationReport
from domain.contribution.commands import SubmitContribution
from domain.idea.commands import DispositionIdea, FindIdeaAdmissible, SubmitIdea
from domain.kernel.commands import Command
from domain.programme import commands as c
from domain.programme.rules.order import NOT_BEFORE
from domain.workshop.commands import AnnounceWorkshop
from tests.domain import programme_journey as j
from tests.domain.programme_journey import P, at, refused
from tests.domain.programme_turns import before_court, rejected, sent_back, suspended
from tests.domain.programme_walks import in_consultation, suspended_by_a_judge
from tests.domain.scenario import Scenario, by

Reach = Callable[[], Scenario]
WORDS = {"author": {"kind": "anonymous"}, "text": {"text": "نشر مقررات المجلس", "language": "ar"}}
ANNOUNCED = {"collectivity_id": "c1", "place": "مقر الجماعة", "held_on": "2025-03-20", "agenda": j.SLOTS}
REGIME = {"collectivity_id": "c1", "regime": "none", "authority": j.LAW}
MINOR = [j.commitment(idea_ids=["i1"], lead="مصلحة أخرى")]
PROPOSED = {"material": False, "commitments": MINOR, "changes": j.CHANGES, "reason": j.BECAUSE}


def _collected() -> Scenario:
    return j.drafting(j.initiated()).at("2025-05-20")


def _published() -> Scenario:
    given = at(j.executory).at("2025-12-01")
    given.when(P, c.PublishProgramme, actor=j.PRESIDENT, languages=["ar"])
    return given


def _proposed() -> Scenario:
    given = at(j.executing).at("2026-03-01")
    given.when(P, c.ProposeAmendment, actor=j.COMMITTEE, **PROPOSED)
    return given


def _approved() -> Scenario:
    given = _proposed()
    given.when(P, c.ApproveMinorAmendment, actor=j.COMMITTEE, version=2)
    return given


STEPS: list[tuple[Reach, Any, type[Command], dict[str, Any], str]] = [
    (j.initiated, j.PRESIDENT, c.IdentifyAxes, {"axes": j.AXES}, "2025-02-19"),
    (lambda: at(j.announced), j.FOCAL, c.OpenIdeaCollection, {"channels": ["online"]}, "2025-02-19"),
    (lambda: at(j.collecting), j.FOCAL, c.CloseIdeaCollection, {}, "2025-02-28"),
    (_collected, j.COMMITTEE, c.PublishDraft, {"commitments": j.TEXT}, "2025-04-29"),
    (lambda: at(j.finalising), j.COMMITTEE, c.ValidateDraft, {"version": 1}, "2025-07-31"),
    (lambda: sent_back(material=False), j.PRESIDENT, c.ResumeDrafting, {"to": "drafting"}, "2025-10-06"),
    (
        rejected,
        j.PRESIDENT,
        c.ReopenProgramme,
        {"committee_consulted_on": "2025-10-07", "reason": j.BECAUSE},
        "2025-10-06",
    ),
    (lambda: at(j.adopted), j.PRESIDENT, c.DetermineControlRegime, REGIME, "2025-10-06"),
    (lambda: at(j.executory), j.PRESIDENT, c.PublishProgramme, {"languages": ["ar"]}, "2025-10-12"),
    (_published, j.PRESIDENT, c.StartExecution, {}, "2025-11-30"),
    (
        lambda: at(j.executing),
        j.COURT,
        c.SuspendProgramme,
        {"decided_by": "court", "reason": j.BECAUSE},
        "2026-01-01",
    ),
    (
        lambda: suspended(stops_deadlines=False),
        j.COURT,
        c.ResumeProgramme,
        {"decided_by": "court"},
        "2026-03-01",
    ),
    (lambda: at(j.executing), j.COMMITTEE, c.ProposeAmendment, PROPOSED, "2026-01-01"),
    (_proposed, j.COMMITTEE, c.ApproveMinorAmendment, {"version": 2}, "2026-02-28"),
    (
        _approved,
        j.PRESIDENT,
        c.BringAmendmentIntoForce,
        {"version": 2, "languages": ["ar"]},
        "2026-02-28",
    ),
    (_proposed, j.COMMITTEE, c.AbandonAmendment, {"version": 2, "reason": j.BECAUSE}, "2026-02-28"),
    (j.initiated, j.PRESIDENT, c.WithdrawProgramme, {"reason": j.BECAUSE}, "2025-02-19"),
]
"""Each step of a programme, where it is possible, with a day before what it rests on."""


@pytest.mark.parametrize(
    ("reach", "actor", "command", "fields", "early"), STEPS, ids=lambda value: getattr(value, "__name__", "")
)
def test_no_step_takes_effect_before_what_it_rests_on(
    reach: Reach, actor: Any, command: type[Command], fields: dict[str, Any], early: str
) -> None:
    found = refused(reach(), command, actor=actor, **fields, effective_at=early)

    assert "in_order" in found
    assert set(found) <= {"in_order", "after_publication", "after_validation", "text_changed"}


def test_every_step_that_has_an_order_was_tried_before_its_time() -> None:
    councils_decide = {c.EndExecutionEarly, c.CloseProgramme}

    assert {command for _, _, command, _, _ in STEPS} == set(NOT_BEFORE) - councils_decide


@pytest.mark.parametrize(
    ("reach", "command", "day"),
    [
        (lambda: at(j.objection_window), c.RecordCourtReferral, {"referred_on": "2025-10-06"}),
        (before_court, c.OrderSuspension, {"decided_on": "2025-10-14"}),
        (before_court, c.RefuseSuspension, {"decided_on": "2025-10-14"}),
        (suspended_by_a_judge, c.LiftSuspension, {"decided_on": "2025-10-14"}),
        (lambda: at(j.executing), c.AnnulDeliberation, {"decided_on": "2025-10-06"}),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_no_court_decides_before_what_it_decides_on(
    reach: Reach, command: type[Command], day: dict[str, str]
) -> None:
    assert refused(reach(), command, collectivity_id="c1", **day) == ["in_order"]


def test_a_day_known_by_its_month_or_not_at_all_refuses_no_step_that_it_leaves_possible() -> None:
    given = j.initiated()

    given.when(P, c.IdentifyAxes, actor=j.PRESIDENT, axes=j.AXES, effective_at="2025-02")
    given.when(P, c.IdentifyAxes, actor=j.PRESIDENT, axes=j.AXES, effective_at="unknown")

    early = {"actor": j.PRESIDENT, "axes": j.AXES, "effective_at": "2025-01"}
    assert refused(given, c.IdentifyAxes, **early) == ["in_order"]


def test_a_collection_is_not_opened_before_its_workshop_was_announced() -> None:
    given = at(j.announced)
    opening = {"actor": j.FOCAL, "channels": ["online"], "effective_at": "2025-02-28"}
    assert refused(given, c.OpenIdeaCollection, **opening) == ["in_order"]

    given.when(P, c.OpenIdeaCollection, **opening | {"effective_at": "2025-03-01"})

    assert given.state(P).stage == "idea_collection"


def test_a_collection_is_not_closed_before_the_workshop_or_the_ideas_that_it_counts() -> None:
    given = at(j.collecting).at("2025-04-30")

    found = refused(given, c.CloseIdeaCollection, effective_at="2025-03-19")

    assert found == ["in_order", "in_order"]


def test_a_collection_may_be_closed_before_a_workshop_that_was_done_without() -> None:
    given = at(j.collecting).at("2025-04-30")
    without = {"workshop_waiver": j.CHANGES, "effective_at": "2025-03-20"}

    given.when(P, c.CloseIdeaCollection, actor=j.FOCAL, **without)

    assert given.state(P).stage == "drafting"


def test_a_draft_is_not_published_before_the_ideas_were_decided_on() -> None:
    given = j.collecting(j.initiated()).at("2025-04-30")
    given.when(P, c.CloseIdeaCollection, actor=j.FOCAL, effective_at="2025-04-01")
    given.when("idea:i1", FindIdeaAdmissible, actor=j.FOCAL)
    answer = {"outcome": "accepted", "commitment_key": "publish", "response": j.CHANGES}
    given.when("idea:i1", DispositionIdea, actor=j.COMMITTEE, **answer, effective_at="2025-04-20")
    draft = {"actor": j.COMMITTEE, "commitments": j.TEXT}

    assert refused(given, c.PublishDraft, **draft, effective_at="2025-04-19") == ["in_order"]


def _on_paper() -> Scenario:
    given = at(j.drafted)
    fields = {"programme_id": "p1", "round": 1, "draft_version": 1, "channels": ["paper"]}
    given.at("2025-07-01").when(
        "consultation:q1", OpenConsultation, actor=j.FOCAL, closes_on="2025-07-31", **fields
    )
    return given


def _consulted() -> Scenario:
    given = in_consultation().at("2025-08-01")
    given.when("consultation:q1", CloseConsultation, actor=by("system:clock"), effective_at="2025-07-31")
    return given


ELSEWHERE: list[tuple[Reach, str, Any, type[Command], dict[str, Any]]] = [
    (
        j.initiated,
        "workshop:w1",
        j.FOCAL,
        AnnounceWorkshop,
        ANNOUNCED | {"programme_id": "p1", "effective_at": "2025-02-19"},
    ),
    (
        lambda: at(j.collecting),
        "idea:i2",
        j.FOCAL,
        SubmitIdea,
        WORDS | {"programme_id": "p1", "channel": "workshop", "effective_at": "2025-02-28"},
    ),
    (
        _collected,
        "idea:i1",
        j.COMMITTEE,
        DispositionIdea,
        {"outcome": "deferred", "response": j.CHANGES, "reason": j.BECAUSE, "effective_at": "2025-04-29"},
    ),
    (
        lambda: _on_paper().at("2025-07-10"),
        "contribution:b1",
        j.FOCAL,
        SubmitContribution,
        WORDS | {"consultation_id": "q1", "channel": "paper", "effective_at": "2025-06-30"},
    ),
    (
        _consulted,
        "consultation:q1",
        j.COMMITTEE,
        PublishConsultationReport,
        {"findings": j.CHANGES, "changes": j.CHANGES, "effective_at": "2025-07-30"},
    ),
    (
        lambda: at(j.evaluating),
        "assessment:a1",
        j.COMMITTEE,
        PublishSelfAssessment,
        {"programme_id": "p1", "ratings": [], "effective_at": "2027-12-30"},
    ),
]
"""Facts of other aggregates that rest on those of a programme, one day too early."""


@pytest.mark.parametrize(
    ("reach", "stream", "actor", "command", "fields"),
    ELSEWHERE,
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_nothing_elsewhere_lies_before_what_it_rests_on(
    reach: Reach, stream: str, actor: Any, command: type[Command], fields: dict[str, Any]
) -> None:
    given = reach()
    if command is PublishSelfAssessment:
        (one,) = given.state(P).commitments
        rating = {"commitment_id": one.commitment_id, "scale_id": "completion-5", "value": "limited"}
        fields = fields | {"ratings": [rating]}

    assert given.refusal(stream, command, actor=actor, **fields) == ["programme.in_order"]
