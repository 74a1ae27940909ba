"""Lateness is worked out from the receipt; where the receipt is corrected, it is worked out again."""

from __future__ import annotations

from domain.kernel.amend import amend
from domain.kernel.corrections import AnnulEvents, CorrectRecord
from domain.kernel.events import Event
from domain.programme import commands as c
from tests.domain import programme_journey as j
from tests.domain.programme_journey import P, at
from tests.domain.programme_turns import record
from tests.domain.scenario import Scenario

BY = {"actor": j.FOCAL, "reason": j.BECAUSE}


def _read(given: Scenario, kind: str) -> Event:
    return next(event for event in amend([one for one in given.log if one.stream == P]) if event.type == kind)


def _late_objection(given: Scenario) -> Scenario:
    record(given.at("2025-10-20"), c.RecordObjection, actor=j.GOVERNOR, notified_on="2025-10-20")
    return given


def _correct_receipt(given: Scenario, old: str, new: str) -> list[Event]:
    target = _read(given, "DeliberationTransmitted").event_id
    return given.when(P, CorrectRecord, target=target, field="received_on", old=old, new=new, **BY)


def _under_control(*, regime_last: bool) -> Scenario:
    """The receipt of 13 October is entered on the 17th."""
    given = at(j.adopted).at("2025-10-17")
    receipt = (c.TransmitDeliberation, {"received_on": "2025-10-13"})
    regime = (c.DetermineControlRegime, {"regime": "objection_window", "authority": j.LAW})
    for command, fields in (receipt, regime) if regime_last else (regime, receipt):
        record(given, command, **fields)
    return given


def test_a_corrected_receipt_makes_a_late_objection_timely() -> None:
    for given in (_under_control(regime_last=True), _under_control(regime_last=False)):
        _late_objection(given)
        assert _read(given, "ObjectionNotified").data.flags == ("late_objection",)

        _correct_receipt(given, "2025-10-13", "2025-10-16")

        objection = _read(given, "ObjectionNotified").data
        assert (objection.lateness_days, objection.flags) == (0, ())
        assert given.state(P).stage == "referred_back"


def test_a_corrected_receipt_works_its_own_lateness_out_again() -> None:
    given = at(j.adopted).at("2025-11-10")
    record(given, c.TransmitDeliberation, received_on="2025-10-13")

    _correct_receipt(given, "2025-10-13", "2025-11-03")

    receipt = _read(given, "DeliberationTransmitted").data
    assert (receipt.lateness_days, receipt.flags) == (4, ("late_transmission",))


def test_an_annulled_correction_gives_the_lateness_back() -> None:
    given = _late_objection(_under_control(regime_last=True))
    correction = _correct_receipt(given, "2025-10-13", "2025-10-16")[0]

    given.when(P, AnnulEvents, events=[{"stream": P, "event_id": correction.event_id}], **BY)

    objection = _read(given, "ObjectionNotified").data
    assert (objection.lateness_days, objection.flags) == (2, ("late_objection",))


def test_a_correction_that_changes_nothing_derived_is_one_event() -> None:
    given = at(j.objection_window)

    assert len(_correct_receipt(given, "2025-10-13", "2025-10-10")) == 1
