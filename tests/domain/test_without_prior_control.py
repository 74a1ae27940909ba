"""A deliberation under no prior control is sent to the authority too, which may object (T16 to T18)."""

from __future__ import annotations

from domain.programme import commands as c
from tests.domain import programme_journey as j
from tests.domain.programme_journey import P, at, refused
from tests.domain.programme_turns import OF_C1, deliberated_anew, record
from tests.domain.scenario import Scenario
from tests.domain.test_programme_amendment import voted


def _objected() -> Scenario:
    given = at(j.executory)
    record(given, c.TransmitDeliberation, received_on="2025-10-13")
    record(given.at("2025-10-20"), c.RecordObjection, actor=j.GOVERNOR, notified_on="2025-10-20")
    return given


def test_what_is_executory_is_transmitted_once_and_stays_executory() -> None:
    given = at(j.executory)
    assert given.steps(P)["transmit-deliberation"].unmet == ()

    record(given, c.TransmitDeliberation, received_on="2025-10-13")

    assert given.state(P).stage == "executory"
    assert refused(given, c.TransmitDeliberation, received_on="2025-10-13", **OF_C1) == ["not_transmitted"]


def test_a_late_receipt_without_prior_control_is_recorded_and_flagged() -> None:
    given = at(j.executory).at("2025-11-03")

    (event,) = record(given, c.TransmitDeliberation, received_on="2025-11-03")

    assert event.data.flags == ("late_transmission",)


def test_an_objection_to_what_was_under_no_control_sends_it_back_and_is_flagged_where_late() -> None:
    given = _objected()

    assert given.state(P).stage == "referred_back"
    assert given.log[-1].data.flags == ("late_objection",)  # type: ignore[attr-defined]


def test_a_maintained_text_that_was_under_no_control_comes_under_one() -> None:
    given = _objected()
    deliberated_anew(given, "s2", "2025-10-27")
    assert given.state(P).stage == "under_control"
    regime = {"authority": j.LAW} | OF_C1
    assert refused(given, c.DetermineControlRegime, regime="none", **regime) == ["control_not_avoided"]

    record(given.at("2025-10-28"), c.TransmitDeliberation, received_on="2025-10-28")
    record(given, c.DetermineControlRegime, regime="objection_window", authority=j.LAW)
    record(given.at("2025-11-10"), c.ExpireObjectionWindow)

    assert given.state(P).stage == "executory"


def test_an_amendment_under_no_control_is_transmitted_and_may_be_objected_to() -> None:
    given = voted(j.REVISED)
    record(given, c.DetermineControlRegime, regime="none", authority=j.LAW)

    record(given.at("2026-10-12"), c.TransmitDeliberation, received_on="2026-10-12")
    record(given, c.RecordObjection, actor=j.GOVERNOR, notified_on="2026-10-12")

    assert given.state(P).referred_by == "objection"
    assert given.state(P).stage == "in_execution"


def test_what_is_in_execution_is_not_transmitted_any_more() -> None:
    found = refused(at(j.executing), c.TransmitDeliberation, received_on="2026-01-02", **OF_C1)

    assert found == ["control_open"]
