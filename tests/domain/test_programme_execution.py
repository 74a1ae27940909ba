"""A programme from its publication to its closure (T21, T23, T25 to T28), elections and departures."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain.clock import due
from domain.collectivity.commands import RecordMembershipEnded
from domain.commitment.commands import MissDeadline
from domain.programme import commands as c
from projections.decisions.kinds import ruling_of
from projections.sentences import sentences
from tests.domain import programme_journey as j
from tests.domain.programme_journey import P, at, refused
from tests.domain.programme_turns import elected, suspended
from tests.domain.scenario import Scenario, by

REVIEW = {"actor": j.COMMITTEE, "findings": j.CHANGES}


def kept(given: Scenario) -> Any:
    return given.state(f"commitment:{given.state(P).commitments[0].commitment_id}")


def test_execution_waits_for_publication_in_arabic() -> None:
    given = at(j.executory)

    assert refused(given, c.StartExecution) == ["published"]
    assert refused(given, c.PublishProgramme, languages=["fr"]) == ["published_in_arabic"]


def test_the_mid_term_review_is_held_once() -> None:
    given = at(j.executing).at("2027-01-15")

    given.when(P, c.RecordMidTermReview, held_on="2027-01-14", **REVIEW)

    assert given.state(P).mid_term_review_on == date(2027, 1, 14)
    assert "mid_term_date" not in given.state(P).flags
    assert refused(given, c.RecordMidTermReview, held_on="2027-01-15", **REVIEW) == ["not_reviewed_yet"]


def test_a_review_far_from_the_middle_is_flagged() -> None:
    given = at(j.executing).at("2026-02-15")

    given.when(P, c.RecordMidTermReview, held_on="2026-02-15", **REVIEW)

    assert "mid_term_date" in given.state(P).flags


def test_a_suspension_does_not_stop_deadlines_unless_the_decision_says_so() -> None:
    given = suspended(stops_deadlines=False)
    assert given.state(P).stage == "suspended"

    missed = given.at("2026-07-01").when(
        kept(given).stream, MissDeadline, actor=by("system:clock"), due_on="2026-06-30"
    )

    assert [event.type for event in missed] == ["DeadlineMissed"]


def test_stopped_deadlines_move_by_the_days_that_they_stood_still() -> None:
    given = suspended(stops_deadlines=True).at("2026-03-12")

    given.when(P, c.ResumeProgramme, actor=j.COURT, decided_by="court")

    assert given.state(P).stage == "in_execution"
    assert kept(given).current_deadline == date(2026, 7, 10)
    assert kept(given).milestones[0].due_on == date(2026, 7, 10)
    assert given.state(P).ends_on == date(2028, 1, 10)


def test_while_deadlines_stand_still_the_period_does_not_end() -> None:
    given = suspended(stops_deadlines=True).at("2028-01-03")

    assert refused(given, c.EndExecutionPeriod) == ["deadlines_running"]
    assert due(given.state(P), given.now) == []


def test_a_suspension_by_the_council_refers_to_its_decision() -> None:
    given = at(j.executing)
    fields = {"decided_by": "council", "reason": j.BECAUSE}
    assert refused(given, c.SuspendProgramme, **fields) == ["decision_named"]

    decision = j.decided(given.at("2026-02-01"), "s5", "2026-02-10", "other")
    given.when(P, c.SuspendProgramme, actor=j.PRESIDENT, decision=decision, **fields)

    assert given.state(P).execution_suspended
    other = decision | {"session_id": "s6"}
    again = {"decided_by": "council", "decision": other}
    assert refused(given, c.ResumeProgramme, **again) == ["decision_recorded"]


def test_the_period_ends_after_its_last_day_by_the_clock_and_once() -> None:
    given = at(j.executing).at("2027-12-31T23:30:00+01:00")
    assert due(given.state(P), given.now) == []
    assert refused(given, c.EndExecutionPeriod) == ["period_over"]

    (found,) = due(given.state(P), given.at("2028-01-01T00:00:00+01:00").now)
    given.when(*found)

    assert given.state(P).stage == "final_evaluation"
    assert due(given.state(P), given.now) == []
    assert given.refusal(*found) == ["record.stage"]


def test_an_early_end_is_decided_by_every_council() -> None:
    given = at(j.executing).at("2026-05-01")
    decision = j.decided(given, "s5", "2026-05-10", "other")
    fields = {"reason": j.BECAUSE}

    foreign = [decision | {"collectivity_id": "c9"}]
    assert refused(given, c.EndExecutionEarly, decisions=foreign, **fields) == [
        "every_council_decided",
        "bound_collectivity",
        "decision_recorded",
    ]
    given.when(P, c.EndExecutionEarly, actor=j.PRESIDENT, decisions=[decision], **fields)

    assert given.state(P).stage == "final_evaluation"


def test_closing_names_all_that_is_missing() -> None:
    missing = {check.guard.code for check in at(j.evaluating).steps(P)["close-programme"].unmet}

    assert missing == {
        "programme.self_assessment",
        "programme.independent_assessment",
        "programme.evaluation_workshop",
        "programme.council_decisions_taken",
    }


@pytest.mark.parametrize("fates", [[], ["carried_over", "dropped"]])
def test_each_unfinished_commitment_has_one_fate(fates: list[str]) -> None:
    given = j.rated(at(j.evaluating))
    decision = j.decided(given.at("2028-01-20"), "s9", "2028-02-01", "programme_closure")
    identity = given.state(P).commitments[0].commitment_id

    dispositions = [
        {"commitment_id": identity, "fate": fate, "reason": {"code": "needs_partner"}} for fate in fates
    ]
    found = refused(given, c.CloseProgramme, decisions=[decision], dispositions=dispositions)

    assert found == (["disposition_apt"] if fates else ["unfinished_disposed"])


def test_a_closure_needs_the_councils_note_on_closure() -> None:
    given = j.rated(at(j.evaluating))
    other = j.decided(given.at("2028-01-20"), "s9", "2028-02-01", "other")
    identity = given.state(P).commitments[0].commitment_id

    fate = {"commitment_id": identity, "fate": "dropped", "reason": {"code": "no_budget"}}
    found = refused(given, c.CloseProgramme, decisions=[other], dispositions=[fate])

    assert found == ["decision_recorded"]


def test_a_dropped_commitment_is_dropped_in_its_own_stream() -> None:
    given = j.rated(at(j.evaluating))
    note = j.decided(given.at("2028-01-20"), "s9", "2028-02-01", "programme_closure")
    fate = {
        "commitment_id": kept(given).stream.split(":")[1],
        "fate": "dropped",
        "reason": {"code": "no_budget"},
    }

    given.when(P, c.CloseProgramme, actor=j.PRESIDENT, decisions=[note], dispositions=[fate])

    assert kept(given).status == "dropped"
    assert given.steps(P) == {}


def test_a_new_council_is_reminded_to_decide_on_the_programme() -> None:
    given = at(j.executing)
    assert "decide-continuity" not in given.steps(P)

    elected(given)
    [missing] = given.steps(P)["decide-continuity"].unmet
    assert missing.guard.code == "programme.council_decisions_taken"

    j.decided(given.at("2027-10-01"), "s7", "2027-10-05", "programme_continuity")
    assert not given.steps(P)["decide-continuity"].unmet


@pytest.mark.parametrize(
    ("decision", "stage"),
    [("continue", "in_execution"), ("review", "in_execution"), ("withdraw", "withdrawn")],
)
def test_a_new_council_decides_on_the_programme_that_it_found(decision: str, stage: str) -> None:
    given = elected(at(j.executing))
    place = j.decided(given.at("2027-10-01"), "s7", "2027-10-05", "programme_continuity")

    given.when(P, c.DecideContinuity, actor=j.SECRETARY, decision=decision, **place)

    assert given.state(P).stage == stage
    assert given.state(P).continuity == {"c1": decision}
    assert kept(given).status == ("dropped" if decision == "withdraw" else "planned")


def test_a_council_decides_on_continuity_once_in_a_mandate() -> None:
    given = elected(at(j.executing))
    place = j.decided(given.at("2027-10-01"), "s7", "2027-10-05", "programme_continuity")
    given.when(P, c.DecideContinuity, actor=j.SECRETARY, decision="continue", **place)

    again = refused(given, c.DecideContinuity, decision="withdraw", **place)

    assert again == ["new_mandate", "decision_not_used"]


def departed(given: Scenario, *identities: str) -> Scenario:
    """Collectivities have left the network by the end of April 2026."""
    left = {"actor": by("network_coordinator"), "ended_on": "2026-04-30", "reason": j.BECAUSE}
    for identity in identities or ("c1",):
        given.at("2026-05-01").when(f"collectivity:{identity}", RecordMembershipEnded, **left)
    return given


DEPARTURE = {"collectivity_id": "c1", "decided_on": "2026-05", "reason": j.BECAUSE}


def test_a_departure_is_decided_on_once_there_is_one() -> None:
    given = at(j.executing).at("2026-05-01")

    assert refused(given, c.DecideAfterDeparture, decision="continue", **DEPARTURE) == ["has_left"]


def test_a_programme_goes_on_when_its_collectivity_leaves_without_a_council_being_asked() -> None:
    given = departed(at(j.executing))

    given.when(P, c.DecideAfterDeparture, actor=j.PRESIDENT, decision="continue", **DEPARTURE)

    assert given.state(P).stage == "in_execution"


def test_a_departure_on_which_is_decided_is_no_next_step_and_can_still_be_decided_otherwise() -> None:
    given = departed(at(j.executing))
    before = given.steps(P)
    given.when(P, c.DecideAfterDeparture, actor=j.PRESIDENT, decision="continue", **DEPARTURE)

    assert "decide-after-departure" in before
    assert "decide-after-departure" not in given.steps(P)
    ending = DEPARTURE | {"decision": "end", "decisions": [j.decided(given, "s5", "2026-05-10", "other")]}
    given.when(P, c.DecideAfterDeparture, actor=j.PRESIDENT, **ending)
    assert given.state(P).stage == "final_evaluation"


@pytest.mark.parametrize("kind", ["other", "programme_continuity"])
def test_a_programme_ends_after_a_departure_by_its_council_s_decision(kind: str) -> None:
    given = departed(at(j.executing))
    ending = DEPARTURE | {"decision": "end"}
    assert refused(given, c.DecideAfterDeparture, **ending) == ["every_council_decided"]
    decision = j.decided(given, "s5", "2026-05-10", kind)
    voted = given.state("council_session:s5").because["vote:a"]

    [event] = given.when(P, c.DecideAfterDeparture, actor=j.PRESIDENT, decisions=[decision], **ending)

    assert given.state(P).stage == "final_evaluation"
    assert voted in event.relies_on
    assert ruling_of(event).body(event) == "council"  # type: ignore[union-attr]
    assert "by decision of the council to end" in sentences(event)["en"]


@pytest.mark.parametrize("decision", ["continue", "end"])
def test_what_is_cited_for_a_departure_is_a_council_s_decision_on_it(decision: str) -> None:
    given = departed(at(j.executing))
    adoption = {"collectivity_id": "c1", "session_id": "s1", "item_id": "a"}
    fields = DEPARTURE | {"decision": decision, "decisions": [adoption]}

    assert refused(given, c.DecideAfterDeparture, **fields) == ["decision_recorded"]
