"""A programme in execution with one commitment, for the tests of commitments."""

from __future__ import annotations

from datetime import date
from typing import Any

from domain.commitment import commands as c
from domain.commitment.events import CommitmentPlanned
from domain.programme.events import ExecutionStarted, ProgrammeInitiated
from domain.programme.values import ProposedMilestone
from tests.domain.scenario import Scenario, by

STREAM = "commitment:k1"
DONE = {"document_id": "d1", "sha256": "a" * 64, "kind": "report"}
LATE = {"code": "no_budget"}
PARTS = {
    "title": {"ar": "نشر المقررات"},
    "lead": "مصلحة التواصل",
    "principles": ("transparency",),
    "milestones": (
        ProposedMilestone(key="m1", title={"ar": "إعداد"}, due_on=date(2026, 6, 30)),
        ProposedMilestone(key="m2", title={"ar": "نشر"}, due_on=date(2026, 12, 31)),
    ),
    "due_on": date(2026, 12, 31),
}


def planned_commitment(given: Scenario | None = None) -> Scenario:
    """A commitment of programme p1, which runs in 2026 and 2027: due on 31 December 2026."""
    given = given or Scenario().at("2026-01-05")
    given.registered(DONE)
    period = {"starts_on": date(2026, 1, 1), "ends_on": date(2027, 12, 31)}
    given.given(
        "programme:p1", ProgrammeInitiated(collectivity_ids=("c1",), title={"ar": "برنامج"}, **period)
    )
    given.given("programme:p1", ExecutionStarted())
    given.given(
        STREAM, CommitmentPlanned(programme_id="p1", collectivity_ids=("c1",), key="publish", **PARTS)
    )
    return given


def started_commitment() -> Scenario:
    """The same, begun."""
    given = planned_commitment()
    given.when(STREAM, c.StartCommitment, actor=by("lead_unit"))
    return given


def report(given: Scenario, milestone: str, reached_on: str = "2026-01-05", **more: Any) -> None:
    """Report a milestone."""
    fields = {"milestone": milestone, "reached_on": reached_on} | more
    given.when(STREAM, c.ReportMilestone, actor=by("lead_unit"), **fields)


def verify(given: Scenario, milestone: str) -> None:
    """Verify a milestone."""
    given.when(STREAM, c.VerifyMilestone, actor=by("follow_up_committee"), milestone=milestone)


def extend(given: Scenario, due_on: str, **more: Any) -> None:
    """Extend the deadline of the commitment."""
    fields = {"due_on": due_on, "reason": LATE} | more
    given.when(STREAM, c.ExtendCommitmentDeadline, actor=by("council_president"), **fields)
