"""A change of the text in force, beside its execution (T24)."""

from __future__ import annotations

from typing import Any

import pytest

from domain.clock import due
from domain.commitment.commands import StartCommitment
from domain.council_session.decision_commands import ReferItemBack
from domain.programme import commands as c
from tests.domain import programme_journey as j
from tests.domain.programme_journey import P, at, refused
from tests.domain.scenario import Scenario, by

WORDED = [j.commitment(title={"ar": "نشر مقررات المجلس"}, lead="الكتابة العامة", idea_ids=["i1"])]
DROPPED = [j.commitment("portal", "2027-03-31")]
IN_FORCE = {"actor": j.PRESIDENT, "languages": ["ar"]}


def proposed(text: list[dict[str, Any]], *, material: bool, given: Scenario | None = None) -> Scenario:
    given = (given or at(j.executing)).at("2026-09-01")
    fields = {"material": material, "commitments": text, "changes": j.CHANGES, "reason": j.BECAUSE}
    given.when(P, c.ProposeAmendment, actor=j.COMMITTEE, **fields)
    return given


def consulted(text: list[dict[str, Any]], given: Scenario | None = None) -> Scenario:
    given = proposed(text, material=True, given=given)
    j.consult(given, "q2", 2, "2026-09-05", "2026-09-25")
    return given


def lay(given: Scenario, session: str, day: str) -> None:
    place = j.inscribed(given, session, day, kind="programme_amendment", version=2)
    text = {"version": 2, "sha256": given.state(P).draft(2).sha256}
    given.when(P, c.SubmitAmendment, actor=j.PRESIDENT, **place, **text)
    j.opened(given, session, day)


def voted(text: list[dict[str, Any]], given: Scenario | None = None, **votes: Any) -> Scenario:
    given = consulted(text, given)
    lay(given, "s5", "2026-10-06")
    j.vote(given, "s5", **votes)
    return given


def test_a_minor_amendment_is_decided_by_the_committee() -> None:
    given = proposed(WORDED, material=False)
    before = given.state(P).commitments

    given.when(P, c.ApproveMinorAmendment, actor=j.COMMITTEE, version=2)
    given.when(P, c.BringAmendmentIntoForce, version=2, **IN_FORCE)

    assert given.state(P).adopted_version == 2
    assert given.state(P).commitments == before
    commitment = given.state(f"commitment:{before[0].commitment_id}")
    assert (commitment.lead, commitment.text_version) == ("الكتابة العامة", 2)


@pytest.mark.parametrize(
    "text",
    [
        j.REVISED,
        DROPPED,
        [j.commitment(due_on="2026-12-31", idea_ids=["i1"])],
        [j.commitment(principles=["accountability"], idea_ids=["i1"])],
    ],
)
def test_a_change_of_substance_cannot_pass_as_minor(text: list[dict[str, Any]]) -> None:
    fields = {"material": False, "commitments": text, "changes": j.CHANGES, "reason": j.BECAUSE}

    assert refused(at(j.executing), c.ProposeAmendment, **fields) == ["minor_change"]


def test_a_material_amendment_walks_the_whole_way_beside_execution() -> None:
    given = voted(j.REVISED)
    assert given.state(P).stage == "in_execution"
    regime = {"collectivity_id": "c1", "regime": "none"}
    given.when(P, c.DetermineControlRegime, actor=j.PRESIDENT, authority=j.LAW, **regime)

    events = given.when(P, c.BringAmendmentIntoForce, version=2, **IN_FORCE)

    assert [event.type for event in events] == ["AmendmentInForce", "CommitmentPlanned"]
    assert [one.key for one in given.state(P).commitments] == ["publish", "portal"]
    assert given.state(P).amendment is None


def test_an_amendment_drops_the_commitments_that_it_leaves_out() -> None:
    given = voted(DROPPED)
    left_out = given.state(P).commitments[0].commitment_id
    regime = {"collectivity_id": "c1", "regime": "none"}
    given.when(P, c.DetermineControlRegime, actor=j.PRESIDENT, authority=j.LAW, **regime)

    given.when(P, c.BringAmendmentIntoForce, version=2, **IN_FORCE)

    assert given.state(f"commitment:{left_out}").status == "dropped"
    assert [one.key for one in given.state(P).commitments] == ["portal"]


def test_a_material_amendment_needs_consultation_councils_and_control() -> None:
    given = proposed(j.REVISED, material=True)

    assert refused(given, c.BringAmendmentIntoForce, version=2, **IN_FORCE) == ["amendment_settled"]
    assert refused(given, c.ApproveMinorAmendment, actor=j.COMMITTEE, version=2) == ["amendment_minor"]
    missing = [check.guard.code for check in given.steps(P)["submit-amendment"].unmet]
    assert missing == ["programme.report_published", "programme.text_inscribed"]


def test_a_minor_amendment_is_not_for_the_council() -> None:
    assert "submit-amendment" not in proposed(WORDED, material=False).steps(P)


def test_one_amendment_is_under_way_at_a_time() -> None:
    given = proposed(WORDED, material=False)

    fields = {"material": True, "commitments": j.REVISED, "changes": j.CHANGES, "reason": j.BECAUSE}

    assert refused(given, c.ProposeAmendment, **fields) == ["no_open_amendment"]


def test_a_rejected_amendment_leaves_the_text_in_force() -> None:
    given = voted(j.REVISED, votes_for=3, votes_against=9)

    assert given.state(P).amendment is None
    assert given.state(P).adopted_version == 1
    assert given.state(P).stage == "in_execution"


def test_an_amendment_that_was_sent_back_goes_before_the_council_again() -> None:
    given = consulted(j.REVISED)
    lay(given, "s5", "2026-10-06")
    asked = {"sitting_id": "j1", "item_id": "a", "scope": j.CHANGES, "votes_for": 9, "votes_against": 3}
    asked |= {"material": False, "reason": j.BECAUSE}
    given.when("council_session:s5", ReferItemBack, actor=j.SECRETARY, **asked)
    assert given.state(P).referred_by == "council"

    lay(given, "s6", "2026-10-20")
    j.vote(given, "s6")

    assert given.state(P).votes[0].session_id == "s6"


def test_an_abandoned_amendment_frees_the_way_for_another() -> None:
    given = proposed(WORDED, material=False)

    given.when(P, c.AbandonAmendment, actor=j.COMMITTEE, version=2, reason=j.BECAUSE)
    proposed(j.REVISED, material=True, given=given)

    assert given.state(P).amendment.version == 3


def test_what_the_councils_adopted_is_not_the_proposers_to_give_up() -> None:
    given = voted(j.REVISED)

    fields = {"version": 2, "reason": j.BECAUSE}

    assert refused(given, c.AbandonAmendment, **fields) == ["amendment_undecided"]


def under_control(given: Scenario) -> Scenario:
    regime = {"collectivity_id": "c1", "regime": "objection_window"}
    given.at("2026-10-12").when(P, c.DetermineControlRegime, actor=j.PRESIDENT, authority=j.LAW, **regime)
    receipt = {"collectivity_id": "c1", "received_on": "2026-10-12"}
    given.when(P, c.TransmitDeliberation, actor=j.PRESIDENT, **receipt)
    return given


def test_the_objection_window_of_an_amendment_expires_by_the_clock() -> None:
    given = under_control(voted(j.REVISED)).at("2026-10-19")

    (found,) = due(given.state(P), given.now)
    given.when(*found)
    given.when(P, c.BringAmendmentIntoForce, version=2, **IN_FORCE)

    assert given.state(P).adopted_version == 2


def test_an_objection_to_an_amendment_asks_the_council_anew() -> None:
    given = under_control(voted(j.REVISED))
    objection = {"collectivity_id": "c1", "notified_on": "2026-10-12", "reason": j.BECAUSE}
    given.when(P, c.RecordObjection, actor=j.GOVERNOR, **objection)
    assert given.state(P).stage == "in_execution"

    j.inscribed(given, "s6", "2026-10-20", kind="new_deliberation", version=2)
    j.opened(given, "s6", "2026-10-20")
    j.vote(given, "s6", 2, 9)

    assert given.state(P).amendment is None
    assert given.state(P).stage == "in_execution"


def test_an_annulled_amendment_leaves_the_programme_running() -> None:
    given = under_control(voted(j.REVISED))
    annulled = {"collectivity_id": "c1", "decided_on": "2026-10-12"}

    given.when(P, c.AnnulDeliberation, actor=j.COURT, **annulled)

    assert given.state(P).stage == "in_execution"
    assert given.state(P).amendment is None


def test_execution_goes_on_while_an_amendment_is_under_way() -> None:
    given = proposed(j.REVISED, material=True)
    commitment = given.state(P).commitments[0].commitment_id

    given.when(f"commitment:{commitment}", StartCommitment, actor=by("lead_unit"))

    assert given.state(f"commitment:{commitment}").status == "in_progress"


def test_an_amendment_lapses_with_the_period() -> None:
    given = proposed(j.REVISED, material=True).at("2028-01-03")

    given.when(P, c.EndExecutionPeriod, actor=by("system:clock"))

    assert given.state(P).amendment is None
