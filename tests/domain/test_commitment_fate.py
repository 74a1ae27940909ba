"""What becomes of commitments that are contested or given up."""

from __future__ import annotations

from datetime import date

import pytest

from domain.commitment import commands as c
from domain.commitment.events import CommitmentPlanned
from domain.programme.events import ProgrammeInitiated
from tests.domain.commitments import (
    DONE,
    LATE,
    PARTS,
    STREAM,
    planned_commitment,
    started_commitment,
)
from tests.domain.council import in_session, voted
from tests.domain.scenario import Scenario, by


@pytest.fixture
def planned() -> Scenario:
    return planned_commitment()


@pytest.fixture
def started() -> Scenario:
    return started_commitment()


def test_a_dropped_commitment_says_why_and_what_replaces_it(planned: Scenario) -> None:
    other = CommitmentPlanned(programme_id="p1", collectivity_ids=("c1",), key="other", **PARTS)
    planned.given("commitment:k2", other)
    why = {"reason": LATE, "evidence": [DONE]}
    stranger = planned.refusal(STREAM, c.DropCommitment, actor=by("council"), **why, replaced_by="unknown")

    bare = planned.refusal(STREAM, c.DropCommitment, actor=by("council"), reason=LATE)
    planned.when(STREAM, c.DropCommitment, actor=by("council"), **why, replaced_by="k2")

    assert stranger == ["commitment.replacement_in_programme"]
    assert bare == ["commitment.decision_named"]
    assert planned.state(STREAM).replaced_by == "k2"
    assert not planned.state(STREAM).overdue(date(2030, 1, 1))


def test_a_decision_that_was_never_recorded_cannot_be_named(planned: Scenario) -> None:
    decision = {"collectivity_id": "c1", "session_id": "s1", "item_id": "i1"}

    refused = planned.refusal(STREAM, c.DropCommitment, actor=by("council"), reason=LATE, decision=decision)

    assert refused == ["commitment.decision_recorded"]


def test_contested_evidence_opens_a_dispute_and_changes_no_status(started: Scenario) -> None:
    [event] = started.when(
        STREAM, c.ContestEvidence, actor=by("civil_society"), statement={"ar": "لم ينشر"}, evidence=[DONE]
    )
    dispute = event.data.model_dump()["dispute_id"]
    assert started.state(STREAM).status == "in_progress"
    answer = {"dispute_id": dispute, "upheld": False, "response": {"ar": "نشر في اللوحة"}}

    started.when(STREAM, c.ResolveDispute, actor=by("follow_up_committee"), **answer)
    again = started.refusal(STREAM, c.ResolveDispute, actor=by("follow_up_committee"), **answer)

    assert started.state(STREAM).open_disputes == ()
    assert again == ["commitment.dispute_open"]


@pytest.mark.parametrize(
    ("matter", "accepted"),
    [
        ({"kind": "other", "programme_id": "p1", "commitment_id": "k1"}, True),
        ({"kind": "other", "programme_id": "p1"}, True),
        ({"kind": "other", "programme_id": "p1", "commitment_id": "k2"}, False),
        ({"kind": "other", "programme_id": "p2"}, False),
    ],
)
def test_a_commitment_is_dropped_by_a_decision_on_it(matter: dict[str, str], accepted: bool) -> None:
    given = planned_commitment(in_session(15, 10, "i1", matter=matter))
    period = {"starts_on": date(2028, 1, 1), "ends_on": date(2029, 12, 31)}
    another = ProgrammeInitiated(collectivity_ids=("c1",), title={"ar": "برنامج"}, **period)
    given.given("programme:p2", another)
    voted(given, "i1", 8, 2)
    decision = {"collectivity_id": "c1", "session_id": "s1", "item_id": "i1"}
    fields = {"actor": by("council"), "reason": LATE, "decision": decision}

    if accepted:
        given.when(STREAM, c.DropCommitment, **fields)
        assert given.state(STREAM).status == "dropped"
    else:
        assert given.refusal(STREAM, c.DropCommitment, **fields) == ["commitment.decision_recorded"]
