"""Which text a judge or the authority means, while an amendment runs beside the text in force (T17, T19)."""

from __future__ import annotations

from typing import Any

import pytest

from domain.programme import commands as c
from tests.domain import programme_journey as j
from tests.domain.programme_journey import P, refused
from tests.domain.programme_turns import OF_C1, record
from tests.domain.programme_walks import expired
from tests.domain.scenario import Scenario
from tests.domain.test_programme_amendment import consulted, lay, proposed, voted

COURT = {"actor": j.COURT, "decided_on": "2026-10-06"}
LATE = {"actor": j.GOVERNOR, "notified_on": "2026-10-06", "reason": j.BECAUSE}


def laid() -> Scenario:
    given = consulted(j.REVISED)
    lay(given, "s5", "2026-10-06")
    return given


def passing() -> Scenario:
    return voted(j.REVISED)


def merely_proposed() -> Scenario:
    return proposed(j.REVISED, material=True).at("2026-10-06")


@pytest.mark.parametrize("amending", [merely_proposed, laid, passing])
def test_a_court_annuls_the_programmes_own_deliberation_while_an_amendment_is_under_way(
    amending: Any,
) -> None:
    given = amending()
    planned = given.state(P).commitments[0].commitment_id

    record(given, c.AnnulDeliberation, version=1, **COURT)

    assert given.state(P).stage == "rejected"
    assert given.state(P).amendment is None
    assert given.state(f"commitment:{planned}").status == "dropped"


def test_a_court_annuls_an_amendment_by_its_version_and_the_programme_goes_on() -> None:
    given = passing()

    record(given, c.AnnulDeliberation, version=2, **COURT)

    assert given.state(P).stage == "in_execution"
    assert given.state(P).amendment is None


@pytest.mark.parametrize("version", [2, 3])
def test_no_deliberation_is_annulled_that_was_not_adopted(version: int) -> None:
    given = laid()

    assert refused(given, c.AnnulDeliberation, version=version, **COURT, **OF_C1) == ["deliberation_adopted"]


def test_a_late_objection_to_the_programme_is_recorded_while_an_amendment_is_under_way() -> None:
    given = expired()
    given.at("2025-12-01").when(P, c.PublishProgramme, actor=j.PRESIDENT, languages=["ar"])
    given.at("2026-01-02").when(P, c.StartExecution, actor=j.PRESIDENT)
    proposed(j.REVISED, material=True, given=given).at("2026-10-06")
    before = given.state(P)

    (event,) = record(given, c.RecordObjection, version=1, **LATE)

    assert (event.data.version, event.data.flags) == (1, ("late_objection",))
    assert given.state(P).stage == "in_execution"
    assert given.state(P).amendment == before.amendment


def test_an_objection_to_the_programme_leaves_an_amendment_under_control_alone() -> None:
    given = expired()
    given.at("2025-12-01").when(P, c.PublishProgramme, actor=j.PRESIDENT, languages=["ar"])
    given.at("2026-01-02").when(P, c.StartExecution, actor=j.PRESIDENT)
    proposed(j.REVISED, material=True, given=given)
    j.consult(given, "q2", 2, "2026-09-05", "2026-09-25")
    lay(given, "s5", "2026-10-06")
    j.vote(given, "s5")

    record(given, c.RecordObjection, version=1, **LATE)

    assert given.state(P).referred_by == ""
