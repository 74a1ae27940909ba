"""The administrative control of a deliberation (T16 to T20)."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from domain.clock import due
from domain.council_session.decision_commands import RecordVote
from domain.kernel.commands import Command
from domain.kernel.corrections import CorrectRecord
from domain.kernel.dates import PartialDate
from domain.programme import commands as c
from domain.programme.windows import objection_window_ends, visa_time_ends
from tests.domain import programme_journey as j
from tests.domain.programme_journey import P, at, refused
from tests.domain.programme_turns import OF_C1, before_court, deliberated_anew, objected, record
from tests.domain.scenario import by

CLOCK = {"actor": by("system:clock"), **OF_C1}


def test_without_control_a_deliberation_is_executory_at_once() -> None:
    assert at(j.executory).state(P).stage == "executory"


def test_a_regime_is_recorded_with_its_legal_basis() -> None:
    found = refused(at(j.adopted), c.DetermineControlRegime, regime="visa", **OF_C1)

    assert found == ["legal_basis"]


def test_a_regime_for_a_collectivity_that_is_not_bound_is_refused() -> None:
    given = at(j.adopted)

    found = refused(given, c.DetermineControlRegime, regime="visa", collectivity_id="c9", authority=j.LAW)

    assert found == ["deliberation_adopted"]


def test_the_regime_may_be_recorded_after_the_receipt() -> None:
    given = at(j.adopted).at("2025-10-13")
    record(given, c.TransmitDeliberation, received_on="2025-10-13")
    assert given.state(P).stage == "adopted"

    record(given, c.DetermineControlRegime, regime="visa", authority=j.LAW)

    assert given.state(P).stage == "under_control"


def test_a_receipt_is_recorded_once() -> None:
    given = at(j.under_visa)

    assert refused(given, c.TransmitDeliberation, received_on="2025-10-13", **OF_C1) == ["not_transmitted"]


@pytest.mark.parametrize(
    ("day", "unmet"),
    [("2025-10-06", ["day_possible"]), ("2025-10-14", ["record.not_in_future", "record.has_happened"])],
)
def test_a_receipt_lies_between_the_vote_and_today(day: str, unmet: list[str]) -> None:
    given = at(j.adopted).at("2025-10-13")

    assert refused(given, c.TransmitDeliberation, received_on=day, **OF_C1) == unmet


@pytest.mark.parametrize(
    ("command", "own_day"),
    [
        (c.TransmitDeliberation, "received_on"),
        (c.RecordObjection, "notified_on"),
        (c.GrantVisa, "granted_on"),
        (c.RefuseVisa, "refused_on"),
        (c.RecordCourtReferral, "referred_on"),
        (c.OrderSuspension, "decided_on"),
        (c.AnnulDeliberation, "decided_on"),
    ],
)
def test_an_act_of_an_authority_takes_effect_on_its_own_day_and_no_other(
    command: type[Command], own_day: str
) -> None:
    given = {"actor": {"role": "focal_point"}, "collectivity_id": "c1", own_day: "2025-10-08"}

    assert command.model_validate(given).effective_at == PartialDate("2025-10-08")
    with pytest.raises(ValidationError, match="another_day"):
        command.model_validate(given | {"effective_at": "2025-10-09"})
    for same in ("2025-10-08", "2025-10-08T09:00:00Z", "2025-10"):
        assert command.model_validate(given | {"effective_at": same}).effective_at == PartialDate(same)


def test_a_late_transmission_is_recorded_and_flagged() -> None:
    given = at(j.adopted).at("2025-11-03")

    event = record(given, c.TransmitDeliberation, received_on="2025-11-03")[0]

    assert event.data.lateness_days == 4
    assert event.data.flags == ("late_transmission",)


def test_the_objection_window_counts_working_days_from_receipt() -> None:
    control = at(j.objection_window).state(P).controls[0]

    assert objection_window_ends(control).isoformat() == "2025-10-16"


def test_the_window_closes_only_after_its_last_day() -> None:
    given = at(j.objection_window).at("2025-10-16T23:59:59+01:00")
    assert refused(given, c.ExpireObjectionWindow, **CLOCK) == ["window_over"]

    given.at("2025-10-17T00:00:00+01:00").when(P, c.ExpireObjectionWindow, **CLOCK)

    assert given.state(P).stage == "executory"


def test_the_clock_commands_what_is_due_once() -> None:
    given = at(j.objection_window)
    assert due(given.state(P), given.at("2025-10-16").now) == []

    (found,) = due(given.state(P), given.at("2025-11-30").now)
    given.when(*found)

    assert given.state(P).stage == "executory"
    assert due(given.state(P), given.now) == []
    assert given.refusal(*found) == ["record.stage"]


def test_an_objection_sends_the_text_back_to_the_council() -> None:
    given = objected()

    assert given.state(P).stage == "referred_back"
    assert given.state(P).referred_by == "objection"
    assert due(given.state(P), given.at("2025-12-01").now) == []
    assert refused(given, c.ResumeDrafting, to="drafting") == ["sent_back"]


def test_an_objection_needs_a_reason_and_a_receipt() -> None:
    given = at(j.objection_window)
    assert refused(given, c.RecordObjection, notified_on="2025-10-13", **OF_C1) == ["record.reason_given"]

    unreceived = at(j.executory)
    fields = {"notified_on": "2025-10-13", "reason": j.BECAUSE} | OF_C1
    assert refused(unreceived, c.RecordObjection, **fields) == ["transmitted"]


def test_a_late_objection_is_recorded_and_flagged() -> None:
    given = at(j.objection_window).at("2025-10-20")

    event = record(given, c.RecordObjection, notified_on="2025-10-20")[0]

    assert (event.data.lateness_days, event.data.flags) == (2, ("late_objection",))


def test_an_objection_in_time_that_is_entered_late_still_sends_the_text_back() -> None:
    given = at(j.objection_window).at("2025-10-17")
    given.when(P, c.ExpireObjectionWindow, **CLOCK)

    event = record(given, c.RecordObjection, notified_on="2025-10-16")[0]

    assert event.data.lateness_days == 0
    assert given.state(P).stage == "referred_back"


def test_a_maintained_text_is_transmitted_anew_and_its_window_restarts() -> None:
    given = objected()
    deliberated_anew(given, "s2", "2025-10-22")
    assert given.state(P).stage == "under_control"
    assert due(given.state(P), given.at("2025-12-01").now) == []

    record(given.at("2025-10-27"), c.TransmitDeliberation, received_on="2025-10-27")

    assert objection_window_ends(given.state(P).controls[0]).isoformat() == "2025-10-30"
    assert due(given.state(P), given.at("2025-10-31").now)


def test_a_maintained_text_is_for_the_judge_and_not_for_a_second_objection() -> None:
    given = objected()
    deliberated_anew(given, "s2", "2025-10-22")
    record(given.at("2025-10-27"), c.TransmitDeliberation, received_on="2025-10-27")

    fields = {"notified_on": "2025-10-27", "reason": j.BECAUSE} | OF_C1

    assert refused(given, c.RecordObjection, **fields) == ["not_maintained_before"]


def test_an_amended_text_revises_the_commitments_and_may_meet_an_objection_again() -> None:
    given = objected()
    given.when(P, c.PublishDraft, actor=j.COMMITTEE, commitments=j.REVISED, changes=j.CHANGES)
    kept = given.state(P).commitments[0]

    deliberated_anew(given, "s2", "2025-10-22", version=2)

    assert given.state(P).adopted_version == 2
    assert [one.key for one in given.state(P).commitments] == ["publish", "portal"]
    assert given.state(P).commitments[0] == kept
    record(given.at("2025-10-27"), c.TransmitDeliberation, received_on="2025-10-27")
    record(given, c.RecordObjection, notified_on="2025-10-27")
    assert given.state(P).stage == "referred_back"


def test_a_text_that_the_council_lets_fall_takes_its_commitments_along() -> None:
    given = objected()
    planned = given.state(P).commitments[0].commitment_id

    deliberated_anew(given, "s2", "2025-10-22", votes_for=2, votes_against=9)

    assert given.state(P).stage == "rejected"
    assert given.state(f"commitment:{planned}").status == "dropped"


def test_a_reopened_programme_plans_its_commitments_afresh() -> None:
    given = objected()
    fallen = given.state(P).commitments[0]
    deliberated_anew(given, "s2", "2025-10-22", votes_for=2, votes_against=9)
    reopening = {"committee_consulted_on": "2025-10-22", "reason": j.BECAUSE}
    given.when(P, c.ReopenProgramme, actor=j.PRESIDENT, **reopening)
    j.consult(given, "q2", 1, "2025-10-23", "2025-11-15")
    given.when(P, c.ValidateDraft, actor=j.COMMITTEE, version=1)
    place = j.inscribed(given, "s3", "2025-12-01")
    text = {"version": 1, "sha256": given.state(P).draft(1).sha256}
    given.when(P, c.SubmitToCouncil, actor=j.PRESIDENT, **place, **text)
    j.opened(given, "s3", "2025-12-01")

    j.vote(given, "s3")

    again = given.state(P).commitments[0]
    assert again.key == fallen.key
    assert again.commitment_id != fallen.commitment_id


def test_a_new_deliberation_needs_an_objection_and_a_known_text() -> None:
    given = at(j.objection_window)
    j.inscribed(given, "s2", "2025-10-16", kind="new_deliberation")
    j.opened(given, "s2", "2025-10-16")

    ballot = {"sitting_id": "j1", "item_id": "a", "votes_for": 9, "votes_against": 3, "outcome": "adopted"}
    found = given.refusal("council_session:s2", RecordVote, actor=j.SECRETARY, **ballot)

    assert found == ["programme.objection_pending"]


def test_silence_on_a_visa_is_a_fact_from_which_nothing_follows() -> None:
    given = at(j.under_visa)
    assert visa_time_ends(given.state(P).controls[0]).isoformat() == "2025-11-02"
    assert refused(given.at("2025-11-02"), c.RecordVisaDeadlineElapsed, **CLOCK) == ["visa_time_over"]

    (found,) = due(given.state(P), given.at("2025-11-03").now)
    given.when(*found)

    assert given.state(P).stage == "under_control"
    assert due(given.state(P), given.now) == []
    assert given.refusal(*found) == ["programme.silence_recorded_once"]


def test_only_a_granted_visa_unlocks() -> None:
    given = at(j.under_visa).at("2025-10-20")

    record(given, c.GrantVisa, actor=j.GOVERNOR, granted_on="2025-10-20")

    assert given.state(P).stage == "executory"


def test_a_visa_is_for_the_visa_regime_alone() -> None:
    given = at(j.objection_window)

    assert refused(given, c.GrantVisa, granted_on="2025-10-13", **OF_C1) == ["regime_is"]
    assert refused(at(j.under_visa), c.ExpireObjectionWindow, **CLOCK) == ["regime_is", "window_over"]


@pytest.mark.parametrize("to", ["drafting", "finalising"])
def test_a_refused_visa_sends_the_text_back_to_its_drafters(to: str) -> None:
    given = at(j.under_visa).at("2025-10-20")
    planned = given.state(P).commitments[0].commitment_id

    record(given, c.RefuseVisa, actor=j.GOVERNOR, refused_on="2025-10-20")
    assert given.state(P).stage == "referred_back"
    given.when(P, c.ResumeDrafting, actor=j.PRESIDENT, to=to)

    assert given.state(P).stage == to
    assert given.state(f"commitment:{planned}").status == "planned"
    assert refused(given, c.WithdrawProgramme, reason=j.BECAUSE) == ["before_the_vote"]


def test_a_judge_suspends_and_lifts_the_suspension() -> None:
    given = before_court()

    record(given, c.OrderSuspension, actor=j.COURT, decided_on="2025-10-15")
    assert given.state(P).stage == "suspended"
    assert refused(given, c.ResumeProgramme, decided_by="court") == ["execution_suspended"]
    record(given, c.LiftSuspension, actor=j.COURT, decided_on="2025-10-15")

    assert given.state(P).stage == "under_control"


def test_while_a_judge_is_seized_the_window_does_not_expire() -> None:
    given = before_court().at("2025-10-30")
    assert refused(given, c.ExpireObjectionWindow, **CLOCK) == ["no_judge_seized"]
    assert due(given.state(P), given.now) == []

    record(given, c.RefuseSuspension, actor=j.COURT, decided_on="2025-10-30")

    assert given.state(P).stage == "under_control"
    assert len(due(given.state(P), given.now)) == 1


def test_a_ruling_needs_a_case() -> None:
    given = at(j.objection_window)
    fields = {"actor": j.COURT, "decided_on": "2025-10-13"} | OF_C1

    assert refused(given, c.OrderSuspension, **fields) == ["judge_seized"]
    assert refused(before_court(), c.RecordCourtReferral, referred_on="2025-10-15", **OF_C1) == [
        "no_judge_seized"
    ]


@pytest.mark.parametrize("reach", [j.objection_window, j.executory, j.executing])
def test_an_annulled_deliberation_is_as_if_rejected(reach: Any) -> None:
    given = at(reach)
    planned = given.state(P).commitments[0].commitment_id
    day = given.now.date().isoformat()

    record(given, c.AnnulDeliberation, actor=j.COURT, decided_on=day)

    assert given.state(P).stage == "rejected"
    assert given.state(f"commitment:{planned}").status == "dropped"


def test_lifting_needs_a_suspension_by_a_judge() -> None:
    given = at(j.executing)

    assert refused(given, c.LiftSuspension, decided_on="2026-01-02", **OF_C1) == ["deliberation_suspended"]


def test_a_receipt_cannot_be_corrected_to_a_day_that_unmakes_the_expired_window() -> None:
    given = at(j.objection_window)
    receipt = next(event for event in given.log if event.type == "DeliberationTransmitted")
    given.at("2025-10-17").when(P, c.ExpireObjectionWindow, **CLOCK)

    fields = {"target": receipt.event_id, "field": "received_on", "old": "2025-10-13"}
    wrong = fields | {"new": "2025-10-14", "actor": j.PRESIDENT, "reason": j.BECAUSE}

    assert given.refusal(P, CorrectRecord, **wrong) == ["record.dependants_hold"] * 2
