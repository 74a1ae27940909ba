"""A correction cannot take from under a decision what its control rested on (invariant 4: T16 to T20)."""

from __future__ import annotations

from typing import Any

import pytest

from domain.kernel.corrections import AnnulEvents, CorrectRecord
from domain.programme import commands as c
from tests.domain import programme_journey as j
from tests.domain.programme_journey import P, at
from tests.domain.programme_turns import record
from tests.domain.programme_walks import both_without_control, expired
from tests.domain.scenario import Scenario
from tests.domain.test_programme_amendment import IN_FORCE, voted


def _correction(given: Scenario, regime: str, of: str = "c1", new: str = "visa") -> dict[str, Any]:
    """The regime of the deliberation of one council was another one, by a correction."""
    determined = [
        event
        for event in given.log
        if event.type == "ControlRegimeDetermined" and event.wire()["data"]["collectivity_id"] == of
    ]
    fields = {"target": determined[-1].event_id, "field": "regime", "old": regime, "new": new}
    return {"actor": j.PRESIDENT, "reason": j.BECAUSE} | fields


def test_a_window_that_expired_cannot_turn_out_to_have_been_a_time_for_a_visa() -> None:
    given = expired()

    found = given.refusal(P, CorrectRecord, **_correction(given, "objection_window"))

    assert found == ["record.dependants_hold"]
    assert given.state(P).passage.control("c1").regime == "objection_window"


def test_a_visa_that_was_granted_cannot_turn_out_to_have_been_an_objection_that_did_not_come() -> None:
    given = at(j.under_visa)
    record(given, c.GrantVisa, actor=j.GOVERNOR, granted_on="2025-10-13")

    found = given.refusal(P, CorrectRecord, **_correction(given, "visa", new="objection_window"))

    assert found == ["record.dependants_hold"]


def test_a_regime_can_be_corrected_while_nothing_was_decided_by_it() -> None:
    given = at(j.objection_window)

    given.when(P, CorrectRecord, **_correction(given, "objection_window"))

    record(given, c.GrantVisa, actor=j.GOVERNOR, granted_on="2025-10-13")
    assert given.state(P).stage == "executory"


@pytest.mark.parametrize("council", ["c1", "c2"])
def test_what_was_published_rests_on_the_control_of_every_council(council: str) -> None:
    given = both_without_control()
    given.when(P, c.PublishProgramme, actor=j.PRESIDENT, languages=["ar"])

    found = given.refusal(P, CorrectRecord, **_correction(given, "none", council))

    assert found == ["record.dependants_hold"]


def test_an_amendment_in_force_rests_on_its_own_control() -> None:
    given = voted(j.REVISED)
    record(given, c.DetermineControlRegime, regime="objection_window", authority=j.LAW)
    record(given.at("2026-10-12"), c.TransmitDeliberation, received_on="2026-10-12")
    record(given.at("2026-10-19"), c.ExpireObjectionWindow)
    given.when(P, c.BringAmendmentIntoForce, version=2, **IN_FORCE)

    found = given.refusal(P, CorrectRecord, **_correction(given, "objection_window"))

    assert found == ["record.dependants_hold"]


def test_a_ruling_rests_on_the_referral_whatever_was_recorded_in_between() -> None:
    given = at(j.under_visa)
    (referral,) = record(given, c.RecordCourtReferral, actor=j.GOVERNOR, referred_on="2025-10-13")
    record(given.at("2025-11-03"), c.RecordVisaDeadlineElapsed)
    record(given, c.OrderSuspension, actor=j.COURT, decided_on="2025-11-03")
    annulled = {"events": [{"stream": P, "event_id": referral.event_id}], "reason": j.BECAUSE}

    assert given.refusal(P, AnnulEvents, actor=j.GOVERNOR, **annulled) == ["record.dependants_hold"]
