"""The turns that a programme can take from its straight way."""

from __future__ import annotations

from typing import Any

from domain.collectivity.commands import EndCouncilMandate, InstallCouncil
from domain.council_session.decision_commands import ReferItemBack
from domain.kernel.events import Event
from domain.programme import commands as c
from domain.programme.rules.behind import BEHIND, HALTED
from domain.programme.stages import Stage
from tests.domain import programme_journey as j
from tests.domain.programme_journey import P, at
from tests.domain.scenario import Scenario

OF_C1 = {"collectivity_id": "c1"}
PROOF = {"document_id": "d1", "sha256": "1" * 64, "kind": "minutes"}
KNOWN = {"part": "council_vote", "on": "2025-10", "statement": j.CHANGES, "evidence": [PROOF]}


def sent_back(*, material: bool) -> Scenario:
    given = at(j.submitted)
    j.opened(given, "s1", "2025-10-07")
    asked = {"sitting_id": "j1", "item_id": "a", "scope": j.CHANGES, "votes_for": 9, "votes_against": 3}
    asked |= {"material": material, "reason": j.BECAUSE}
    given.when("council_session:s1", ReferItemBack, actor=j.SECRETARY, **asked)
    return given


def rejected() -> Scenario:
    given = at(j.submitted)
    j.opened(given, "s1", "2025-10-07")
    j.vote(given, "s1", 3, 9)
    return given


def joint() -> Scenario:
    """A programme of two communes, laid before both councils."""
    given = j.joined(j.joined(j.networked(Scenario())), "c2")
    given = j.submitted(j.initiated(given, "c1", "c2"))
    place = j.inscribed(given, "s2", "2025-10-08", collectivity_id="c2")
    text = {"version": 1, "sha256": given.state(P).draft(1).sha256}
    given.when(P, c.SubmitToCouncil, actor=j.PRESIDENT, **place, **text)
    return given


def record(given: Scenario, command: Any, **fields: Any) -> list[Event]:
    return given.when(P, command, **{"actor": j.PRESIDENT, "reason": j.BECAUSE} | OF_C1 | fields)


def objected() -> Scenario:
    given = at(j.objection_window).at("2025-10-15")
    record(given, c.RecordObjection, actor=j.GOVERNOR, notified_on="2025-10-15")
    return given


def deliberated_anew(given: Scenario, session: str, day: str, version: int = 1, **votes: Any) -> None:
    j.inscribed(given, session, day, kind="new_deliberation", version=version)
    j.opened(given, session, day)
    j.vote(given, session, **votes)


def before_court() -> Scenario:
    given = at(j.objection_window).at("2025-10-15")
    record(given, c.RecordCourtReferral, actor=j.GOVERNOR, referred_on="2025-10-15")
    return given


def suspended(*, stops_deadlines: bool) -> Scenario:
    given = at(j.executing).at("2026-03-02")
    fields = {"decided_by": "court", "stops_deadlines": stops_deadlines, "reason": j.BECAUSE}
    given.when(P, c.SuspendProgramme, actor=j.COURT, **fields)
    return given


def elected(given: Scenario, mandate_id: str = "m2") -> Scenario:
    given.at("2027-09-10")
    given.when(
        "collectivity:c1", EndCouncilMandate, actor=j.SECRETARY, ended_on="2027-09-10", reason=j.BECAUSE
    )
    council = {"mandate_id": mandate_id, "starts_on": "2027-09-10", "seats": 15}
    given.when("collectivity:c1", InstallCouncil, actor=j.PRESIDENT, **council)
    return given


def entering(stage: str, **fields: Any) -> dict[str, Any]:
    behind = HALTED[fields["halt"]["halted_by"]][1] if "halt" in fields else BEHIND.get(Stage(stage), ())
    known = [KNOWN] if "council_vote" in behind else []
    missing = [part for part in behind if part != "council_vote"]
    asking = stage in ("idea_collection", "consultation")
    ways: dict[str, Any] = {"channels": ["online", "paper"]} if asking else {}
    if stage == "consultation":
        ways["consultation"] = {"opened_on": "2026-02-01", "closes_on": "2026-03-15"}
    over = {"starts_on": "2024-01-01", "ends_on": "2025-12-31"} if stage == "final_evaluation" else {}
    return {
        "actor": j.FOCAL,
        "collectivity_ids": ["c1"],
        "title": j.NAME,
        "starts_on": "2026-01-01",
        "ends_on": "2027-12-31",
        "stage_reached": stage,
        "axes": j.AXES,
        "commitments": [j.commitment()],
        "known": known,
        "missing": missing,
        **ways,
        **over,
    } | fields


def halted(by: str, **more: Any) -> dict[str, Any]:
    """What had stopped a programme on 20 January 2026, and why."""
    halt = {"halted_by": by, "collectivity_id": "c1", "halted_on": "2026-01-20"} | more
    return {"halt": halt, "reason": j.BECAUSE}


def member() -> Scenario:
    return j.joined(j.networked(Scenario())).at("2026-02-10").registered(PROOF)


def taken_over(stage: str = "in_execution", **fields: Any) -> Scenario:
    given = member()
    given.when(P, c.TakeOverProgramme, **entering(stage, **fields))
    return given
