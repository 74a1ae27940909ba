"""Work that was reported or verified is not undone by a text that leaves it out, or by its programme."""

from __future__ import annotations

from typing import Any

import pytest

from domain.commitment import commands as k
from domain.programme import commands as c
from tests.domain import programme_journey as j
from tests.domain.programme_journey import P, at
from tests.domain.programme_turns import elected
from tests.domain.scenario import Scenario, by
from tests.domain.test_programme_amendment import DROPPED, IN_FORCE, voted

REPORT = {"document_id": "d1", "sha256": "a" * 64, "kind": "report"}
AS_FAR_AS = ["planned", "in_progress", "reported_complete", "verified_complete"]


def first(given: Scenario) -> str:
    return f"commitment:{given.state(P).commitments[0].commitment_id}"


def worked(given: Scenario, status: str) -> Scenario:
    """The first commitment of a programme in execution, taken as far as a status."""
    stream, lead, verifier = first(given), by("lead_unit"), j.COMMITTEE
    given.registered(REPORT)
    done = {"completed_on": "2026-01-02", "evidence": [REPORT]}
    steps: list[tuple[Any, dict[str, Any]]] = [
        (k.StartCommitment, {"actor": lead}),
        (k.ReportMilestone, {"actor": lead, "milestone": "m1", "reached_on": "2026-01-02"}),
        (k.ReportCommitmentComplete, {"actor": lead} | done),
        (k.VerifyMilestone, {"actor": verifier, "milestone": "m1"}),
        (k.VerifyCommitmentComplete, {"actor": verifier}),
    ]
    for command, fields in steps[: {"planned": 0, "in_progress": 1, "reported_complete": 3}.get(status, 5)]:
        given.when(stream, command, **fields)
    assert given.state(stream).status == status
    return given


def left_out(given: Scenario) -> Scenario:
    given = voted(DROPPED, given=given)
    j.under(given.at("2026-10-12"), "none")
    given.when(P, c.BringAmendmentIntoForce, version=2, **IN_FORCE)
    return given


@pytest.mark.parametrize("status", AS_FAR_AS)
def test_a_text_drops_what_it_leaves_out_only_where_the_work_is_open(status: str) -> None:
    given = worked(at(j.executing), status)
    stream = first(given)

    left_out(given)

    expected = "dropped" if status in ("planned", "in_progress") else status
    assert given.state(stream).status == expected
    assert [one.key for one in given.state(P).commitments] == ["portal"]


def test_reported_work_that_a_text_leaves_out_can_still_be_verified() -> None:
    given = worked(at(j.executing), "reported_complete")
    stream = first(given)
    left_out(given)

    given.when(stream, k.VerifyMilestone, actor=j.COMMITTEE, milestone="m1")
    given.when(stream, k.VerifyCommitmentComplete, actor=j.COMMITTEE)

    assert given.state(stream).status == "verified_complete"


def test_work_that_is_not_confirmed_after_a_text_left_it_out_falls_with_the_programme() -> None:
    given = worked(at(j.executing), "reported_complete")
    stream = first(given)
    left_out(given)
    given.when(stream, k.DenyCompletion, actor=j.COMMITTEE, statement=j.CHANGES)

    withdrawn(given)

    assert given.state(stream).status == "dropped"


@pytest.mark.parametrize("status", AS_FAR_AS)
def test_a_withdrawal_drops_only_open_work(status: str) -> None:
    given = worked(at(j.executing), status)
    stream = first(given)

    withdrawn(given)

    assert given.state(P).stage == "withdrawn"
    assert given.state(stream).status == ("dropped" if status in ("planned", "in_progress") else status)


def test_a_commitment_that_comes_back_into_the_text_keeps_its_history() -> None:
    given = worked(at(j.executing), "verified_complete")
    stream = first(given)
    left_out(given)

    back = {"material": True, "commitments": [*DROPPED, *j.TEXT], "changes": j.CHANGES}
    given.when(P, c.ProposeAmendment, actor=j.COMMITTEE, reason=j.BECAUSE, **back)
    j.consult(given, "q3", 3, "2026-11-05", "2026-11-25")
    place = j.inscribed(given, "s6", "2026-12-08", kind="programme_amendment", version=3)
    text = {"version": 3, "sha256": given.state(P).draft(3).sha256}
    given.when(P, c.SubmitAmendment, actor=j.PRESIDENT, **place, **text)
    j.opened(given, "s6", "2026-12-08")
    j.vote(given, "s6")
    j.under(given.at("2026-12-14"), "none")
    given.when(P, c.BringAmendmentIntoForce, version=3, **IN_FORCE)

    assert stream in [f"commitment:{one.commitment_id}" for one in given.state(P).commitments]
    assert given.state(stream).status == "verified_complete"


def withdrawn(given: Scenario) -> None:
    place = j.decided(elected(given).at("2027-10-01"), "s7", "2027-10-05", "programme_continuity")
    given.when(P, c.DecideContinuity, actor=j.SECRETARY, decision="withdraw", **place)
