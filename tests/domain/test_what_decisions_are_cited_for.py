"""A council's decision is cited for what it can mean, and for one act."""

from __future__ import annotations

from typing import Any

import pytest

from domain.commitment import commands as k
from domain.programme import commands as c
from tests.domain import programme_journey as j
from tests.domain.programme_journey import P, at, refused
from tests.domain.scenario import Scenario
from tests.domain.test_programme_amendment import voted

ADOPTION = {"collectivity_id": "c1", "session_id": "s1", "item_id": "a"}
BY_COUNCIL = {"decided_by": "council", "reason": j.BECAUSE}
EXTENSION = {"actor": j.PRESIDENT, "due_on": "2026-12-31", "reason": j.BECAUSE}


def commitment(given: Scenario) -> str:
    return f"commitment:{given.state(P).commitments[0].commitment_id}"


def suspended(given: Scenario, session: str, day: str) -> dict[str, Any]:
    decision = j.decided(given, session, day, "other")
    given.when(P, c.SuspendProgramme, actor=j.PRESIDENT, decision=decision, **BY_COUNCIL)
    return decision


def test_that_a_text_was_adopted_is_no_ground_to_extend_or_drop_what_it_holds() -> None:
    given = at(j.executing)

    moved = given.refusal(commitment(given), k.ExtendCommitmentDeadline, decision=ADOPTION, **EXTENSION)
    fields = {"actor": j.PRESIDENT, "decision": ADOPTION, "reason": j.BECAUSE}
    dropped = given.refusal(commitment(given), k.DropCommitment, **fields)

    assert moved == ["commitment.decision_recorded"]
    assert dropped == ["commitment.decision_recorded"]


@pytest.mark.parametrize("kind", ["deadline_extension", "other"])
def test_one_decision_moves_several_deadlines_each_of_them_once(kind: str) -> None:
    given = at(j.executing)
    decision = {"decision": j.decided(given.at("2026-02-01"), "s5", "2026-02-10", kind)}
    later, milestone = {"due_on": "2027-03-31"}, {"milestone": "m1"} | decision
    stream = commitment(given)
    given.when(stream, k.ExtendCommitmentDeadline, **EXTENSION | decision | later)
    given.when(stream, k.ExtendMilestoneDeadline, **EXTENSION | milestone)

    again = given.refusal(
        stream, k.ExtendCommitmentDeadline, **EXTENSION | decision | {"due_on": "2027-06-30"}
    )
    once_more = given.refusal(stream, k.ExtendMilestoneDeadline, **EXTENSION | milestone | later)

    assert again == once_more == ["commitment.decision_not_used"]


def test_an_adopted_amendment_neither_suspends_nor_ends_execution() -> None:
    given = voted([*j.TEXT, j.commitment("portal", "2027-03-31")])
    amendment = ADOPTION | {"session_id": "s5"}

    ended = refused(given, c.EndExecutionEarly, decisions=[amendment], reason=j.BECAUSE)

    assert refused(given, c.SuspendProgramme, decision=amendment, **BY_COUNCIL) == ["decision_recorded"]
    assert ended == ["decision_recorded"]


def test_execution_is_suspended_once_by_one_decision() -> None:
    given = at(j.executing).at("2026-02-01")
    decision = suspended(given, "s5", "2026-02-10")
    given.at("2026-03-01").when(P, c.ResumeProgramme, actor=j.COURT, decided_by="court")

    assert refused(given, c.SuspendProgramme, decision=decision, **BY_COUNCIL) == ["decision_not_used"]


def test_the_decision_that_suspended_execution_may_have_said_until_when() -> None:
    given = at(j.executing).at("2026-02-01")
    decision = suspended(given, "s5", "2026-02-10")

    given.at("2026-03-01").when(
        P, c.ResumeProgramme, actor=j.PRESIDENT, decided_by="council", decision=decision
    )

    assert given.state(P).stage == "in_execution"
    assert refused(given, c.SuspendProgramme, decision=decision, **BY_COUNCIL) == ["decision_not_used"]


def test_an_earlier_suspension_s_decision_does_not_lift_a_later_one() -> None:
    given = at(j.executing).at("2026-02-01")
    first = suspended(given, "s5", "2026-02-10")
    given.at("2026-03-01").when(P, c.ResumeProgramme, actor=j.COURT, decided_by="court")
    suspended(given, "s6", "2026-03-20")

    found = refused(given, c.ResumeProgramme, decided_by="council", decision=first)

    assert found == ["decision_not_used"]


def test_a_decision_that_suspended_execution_does_not_end_it_too() -> None:
    given = at(j.executing).at("2026-02-01")
    decision = suspended(given, "s5", "2026-02-10")

    found = refused(given, c.EndExecutionEarly, decisions=[decision], reason=j.BECAUSE)

    assert found == ["decision_not_used"]


def test_the_note_that_ended_execution_early_does_not_close_the_programme_too() -> None:
    given = at(j.executing).at("2026-04-20")
    note = j.decided(given, "s5", "2026-05-10", "programme_closure")
    given.when(P, c.EndExecutionEarly, actor=j.PRESIDENT, decisions=[note], reason=j.BECAUSE)
    j.rated(given.at("2028-01-03"))
    identity = given.state(P).commitments[0].commitment_id
    fate = {"commitment_id": identity, "fate": "dropped", "reason": {"code": "no_budget"}}

    found = refused(given, c.CloseProgramme, decisions=[note], dispositions=[fate])

    assert found == ["decision_not_used"]
