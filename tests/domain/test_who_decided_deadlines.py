"""Who decided a deadline is not who wrote it down."""

from __future__ import annotations

from typing import Any

from domain.commitment.commands import ExtendCommitmentDeadline
from domain.commitment.values import Deadline
from domain.kernel.values import ReasonCode, Role
from domain.programme import commands as c
from domain.programme.values import DecisionReference
from tests.domain import programme_journey as j
from tests.domain.programme_journey import P, at
from tests.domain.programme_turns import taken_over
from tests.domain.scenario import Scenario
from tests.domain.test_programme_amendment import IN_FORCE, proposed, voted

MOVED = [j.commitment(due_on="2026-12-31", idea_ids=["i1"])]


def deadlines(given: Scenario) -> tuple[Deadline, ...]:
    (planned, *_) = given.state(P).commitments
    found: tuple[Deadline, ...] = given.state(f"commitment:{planned.commitment_id}").deadlines
    return found


def who(deadline: Deadline) -> tuple[Any, ...]:
    return (deadline.decided_by, deadline.decision.session_id if deadline.decision else None, deadline.reason)


def test_the_first_deadline_was_decided_by_the_council_in_its_session() -> None:
    (first,) = deadlines(at(j.adopted))

    assert who(first) == (Role.COUNCIL, "s1", None)


def test_a_deadline_moved_by_a_material_amendment_was_decided_by_the_council_for_its_reason() -> None:
    given = voted(MOVED)
    j.under(given, "none")
    given.when(P, c.BringAmendmentIntoForce, version=2, **IN_FORCE)

    *_, moved = deadlines(given)

    assert str(moved.due_on) == "2026-12-31"
    assert who(moved) == (Role.COUNCIL, "s5", ReasonCode(j.BECAUSE["code"]))


def test_a_milestone_named_anew_by_a_minor_amendment_keeps_the_council_s_deadlines() -> None:
    worded = [j.commitment(title={"ar": "نشر مقررات المجلس"}, lead="الكتابة العامة", idea_ids=["i1"])]
    given = proposed(worded, material=False)
    given.when(P, c.ApproveMinorAmendment, actor=j.COMMITTEE, version=2)
    given.when(P, c.BringAmendmentIntoForce, version=2, **IN_FORCE)

    assert {who(deadline)[0] for deadline in deadlines(given)} == {Role.COUNCIL}


def test_a_deadline_taken_over_was_decided_by_a_council_in_no_session_known_here() -> None:
    (first,) = deadlines(taken_over())

    assert who(first) == (Role.COUNCIL, None, None)


def test_a_deadline_extended_by_a_council_s_decision_names_the_decision() -> None:
    given = at(j.executing)
    (planned, *_) = given.state(P).commitments
    place = j.decided(given, "s7", "2026-05-05", "other")

    given.when(
        f"commitment:{planned.commitment_id}",
        ExtendCommitmentDeadline,
        actor=j.PRESIDENT,
        due_on="2027-01-31",
        decision=place,
        reason=j.BECAUSE,
    )

    *_, moved = deadlines(given)
    assert moved.decided_by is Role.COUNCIL
    assert moved.decision == DecisionReference.model_validate(place)
