"""A commitment that falls with something else says who decided that, where, and why."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from domain.kernel.values import ReasonCode, Role
from domain.programme import commands as c
from domain.programme.values import Decided, DecisionReference
from projections.decisions.kinds import ruling_of
from projections.sentences import sentences
from tests.domain import programme_journey as j
from tests.domain.programme_journey import P, at
from tests.domain.programme_turns import elected, record, taken_over
from tests.domain.scenario import Scenario
from tests.domain.test_programme_amendment import DROPPED, IN_FORCE, voted


def dropped(given: Scenario) -> Any:
    (event,) = [event for event in given.log if event.type == "CommitmentDropped"]
    return event


def council(session: str) -> DecisionReference:
    return DecisionReference(collectivity_id="c1", session_id=session, item_id="a")


def test_a_commitment_that_an_amendment_leaves_out_was_dropped_by_the_council_for_its_reason() -> None:
    given = voted(DROPPED)
    j.under(given.at("2026-10-12"), "none")

    given.when(P, c.BringAmendmentIntoForce, version=2, **IN_FORCE)

    found = dropped(given).data
    assert found.decision == council("s5")
    assert found.decided == Decided(by=Role.COUNCIL, decision=council("s5"), reason=ReasonCode.OTHER)


def test_a_commitment_that_a_closure_drops_says_the_reason_of_its_disposition() -> None:
    given = j.rated(at(j.evaluating))
    note = j.decided(given.at("2028-01-20"), "s9", "2028-02-01", "programme_closure")
    identity = given.state(P).commitments[0].commitment_id
    fate = {"commitment_id": identity, "fate": "dropped", "reason": {"code": "no_budget"}}

    given.when(P, c.CloseProgramme, actor=j.PRESIDENT, decisions=[note], dispositions=[fate])

    event = dropped(given)
    assert event.data.decided == Decided(by=Role.COUNCIL, decision=council("s9"), reason=ReasonCode.NO_BUDGET)
    told = sentences(event)
    assert "by decision of the council. Why it was dropped: " in told["en"]
    assert "بمقرر للمجلس. سبب التخلي: " in told["ar"]
    assert "par délibération du conseil. Motif de l'abandon : " in told["fr"]


def test_a_commitment_dropped_for_the_reason_other_says_in_words_which() -> None:
    given = j.rated(at(j.evaluating))
    note = j.decided(given.at("2028-01-20"), "s9", "2028-02-01", "programme_closure")
    identity = given.state(P).commitments[0].commitment_id
    why = {"code": "other", "text": {"ar": "تغير مقر المكتبة", "en": "The library moved"}}
    fate = {"commitment_id": identity, "fate": "dropped", "reason": why}

    with pytest.raises(ValidationError, match="reason_text_needed"):
        c.CloseProgramme(
            actor=j.PRESIDENT, decisions=[note], dispositions=[fate | {"reason": {"code": "other"}}]
        )
    given.when(P, c.CloseProgramme, actor=j.PRESIDENT, decisions=[note], dispositions=[fate])

    assert given.state(P).dispositions[0].reason.text.en == "The library moved"
    told = sentences(dropped(given))
    assert told["en"].endswith("Why it was dropped: The library moved.")
    assert "سبب التخلي: تغير مقر المكتبة." in told["ar"]


def test_a_commitment_that_falls_with_its_programme_was_dropped_by_the_council_that_withdrew_it() -> None:
    place = j.decided(
        elected(given := at(j.executing)).at("2027-10-01"), "s7", "2027-10-05", "programme_continuity"
    )

    given.when(P, c.DecideContinuity, actor=j.SECRETARY, decision="withdraw", **place)

    assert dropped(given).data.decided == Decided(by=Role.COUNCIL, decision=council("s7"))


def test_a_commitment_that_falls_with_an_annulled_deliberation_was_dropped_by_the_judge() -> None:
    given = taken_over()

    record(given, c.AnnulDeliberation, actor=j.COURT, decided_on="2026-02-10")

    event = dropped(given)
    assert event.data.decided == Decided(by=Role.COURT, reason=ReasonCode.COURT_DECISION)
    assert event.data.decision is None
    assert "following the decision of a court" in sentences(event)["en"]
    ruling = ruling_of(event)
    assert ruling is not None
    assert ruling.body(event) == "court"
