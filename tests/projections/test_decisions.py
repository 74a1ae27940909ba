"""Decisions: whose, what, by which rules, and what later events say of them."""

from __future__ import annotations

import json
from typing import Any

from domain.council_session.decision_commands import OrderRevote
from domain.kernel.corrections import AnnulEvents, CorrectRecord
from domain.kernel.events import Event, event_types
from projections.decisions.kinds import KINDS, NAMES, RULINGS
from service.store.log import Log
from tests.domain import programme_journey as j
from tests.domain import programme_turns as t
from tests.domain.council import PRESIDENT, SECRETARY, SESSION, in_session, voted
from tests.domain.programme_journey import at, evaluating
from tests.domain.programme_walks import closed, suspended_by_a_judge, visa
from tests.domain.scenario import Scenario
from tests.projections.feeding import fed
from tests.projections.following import poured

REASON = {"code": "correction_clerical"}


def decided(log: Log, given: Scenario) -> dict[str, Any]:
    """The rows of decisions by the identity of their event, their documents parsed."""
    poured(log, given.log)
    rows = fed(log, "decisions")["decisions"]
    return {row["id"]: row | {"document": json.loads(row["document"])} for row in rows}


def told(rows: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(row["kind"], row["outcome"], row["decided_by"]) for row in rows.values()]


def test_every_decision_of_a_whole_programme_is_told_once_and_in_order(log: Log) -> None:
    rows = decided(log, closed())

    assert told(rows) == [
        ("committee", "constituted", "council_president"),
        ("initiation", "initiated", "focal_point"),
        ("axes", "identified", "council_president"),
        ("admissibility", "admissible", "focal_point"),
        ("idea_disposition", "accepted", "follow_up_committee"),
        ("validation", "validated", "follow_up_committee"),
        ("vote", "adopted", "council"),
        ("control_regime", "none", "council_president"),
        ("vote", "adopted", "council"),
        ("closure", "closed", "council"),
        ("commitment_drop", "dropped", "council"),
    ]
    assert [row["position"] for row in rows.values()] == sorted(row["position"] for row in rows.values())


def test_a_vote_is_told_with_its_rules_its_counts_and_what_they_make(log: Log) -> None:
    given = at(j.adopted)

    [row] = [row for row in decided(log, given).values() if row["kind"] == "vote"]

    shown = row["document"]
    assert (row["programme_id"], row["collectivity_ids"], row["session_id"]) == ("p1", ["c1"], "s1")
    assert shown["rule_set"] == "ma-commune-2016-1"
    assert shown["actor"] == {"role": "council_secretary", "body": "council-secretary"}
    assert shown["item"]["matter"]["kind"] == "programme_adoption"
    vote = shown["vote"]
    assert (vote["votes_for"], vote["votes_against"], vote["abstentions"]) == (9, 3, 0)
    assert (vote["present"], vote["members_in_office"], vote["mode"]) == (12, 15, "public")
    assert vote["computed"] == {
        "outcome": "adopted",
        "majority": "votes_cast",
        "votes_needed": 7,
        "agrees": True,
    }


def test_control_authority_and_court_are_told_as_who_decided(log: Log) -> None:
    given = suspended_by_a_judge()

    rows = decided(log, given)

    assert ("court_suspension", "ordered", "court") in told(rows)
    assert any(kind == "court_referral" for kind, _, _ in told(rows))


def test_an_objection_is_the_control_authoritys(log: Log) -> None:
    rows = decided(log, t.objected())

    assert ("objection", "objected", "control_authority") in told(rows)


def test_a_refused_visa_is_told_with_its_reason(log: Log) -> None:
    from domain.programme.commands import RefuseVisa

    rows = decided(log, visa(RefuseVisa, refused_on="2025-10-13"))

    [row] = [row for row in rows.values() if row["kind"] == "visa"]
    assert (row["outcome"], row["document"]["reason"]["code"]) == ("refused", "other")
    assert row["collectivity_ids"] == ["c1"]


def test_a_referral_back_is_the_councils(log: Log) -> None:
    rows = decided(log, t.sent_back(material=True))

    assert ("referral", "referred_back", "council") in told(rows)


def the_vote() -> tuple[Scenario, Event]:
    given = in_session(15, 11, "a")
    (vote,) = voted(given, "a", 6, 4)
    return given, vote


def test_a_corrected_vote_shows_the_corrected_counts_and_what_they_were(log: Log) -> None:
    given, vote = the_vote()
    fields = {"target": vote.event_id, "field": "votes_for", "old": 6, "new": 7}
    (correction,) = given.when(SESSION, CorrectRecord, actor=SECRETARY, reason=REASON, **fields)

    row = decided(log, given)[vote.event_id]

    assert row["document"]["vote"]["votes_for"] == 7
    assert row["annulled"] is False
    [mark] = row["document"]["corrections"]
    assert mark["event_id"] == correction.event_id
    assert (mark["field"], mark["old"], mark["new"]) == ("votes_for", 6, 7)


def test_an_annulled_vote_stays_and_says_by_what_it_was_annulled(log: Log) -> None:
    given, vote = the_vote()
    fields = {"target": vote.event_id, "field": "votes_for", "old": 6, "new": 7}
    given.when(SESSION, CorrectRecord, actor=SECRETARY, reason=REASON, **fields)
    named = [{"stream": SESSION, "event_id": vote.event_id}]
    (annulment,) = given.when(SESSION, AnnulEvents, actor=SECRETARY, reason=REASON, events=named)
    (again,) = voted(given, "a", 4, 6)

    rows = decided(log, given)

    first = rows[vote.event_id]
    assert first["annulled"] is True
    assert first["document"]["vote"]["votes_for"] == 7
    assert first["document"]["annulled_by"]["event_id"] == annulment.event_id
    assert (rows[again.event_id]["annulled"], rows[again.event_id]["outcome"]) == (False, "rejected")


def test_an_annulled_annulment_lets_the_decision_stand_again(log: Log) -> None:
    given, vote = the_vote()
    named = [{"stream": SESSION, "event_id": vote.event_id}]
    (annulment,) = given.when(SESSION, AnnulEvents, actor=SECRETARY, reason=REASON, events=named)
    named = [{"stream": SESSION, "event_id": annulment.event_id}]
    given.when(SESSION, AnnulEvents, actor=SECRETARY, reason=REASON, events=named)

    row = decided(log, given)[vote.event_id]

    assert (row["annulled"], row["document"]["annulled_by"]) == (False, None)


def test_a_new_vote_names_the_one_that_it_replaces(log: Log) -> None:
    given = in_session(15, 11, "a")
    (first,) = voted(given, "a", 5, 6)
    given.when(SESSION, OrderRevote, actor=PRESIDENT, item_id="a", reason=REASON)
    (second,) = voted(given, "a", 7, 4, supersedes=first.event_id)

    rows = decided(log, given)

    assert rows[second.event_id]["supersedes"] == first.event_id
    assert ("revote", "ordered", "council_president") in told(rows)


def test_a_decision_of_a_month_may_fall_on_any_of_its_days(log: Log) -> None:
    given = at(evaluating)
    initiated = next(event for event in given.log if event.type == "ProgrammeInitiated")
    fields = {"target": initiated.event_id, "field": "effective_at", "new": "2025-02"}
    old = initiated.wire()["effective_at"]
    given.when(j.P, CorrectRecord, actor=j.FOCAL, reason=REASON, old=old, **fields)

    row = decided(log, given)[initiated.event_id]

    assert (str(row["begins"]), str(row["ends"])) == ("2025-02-01", "2025-02-28")
    assert row["document"]["effective_at"] == "2025-02"


def test_every_kind_of_decision_has_a_name_in_three_languages_and_an_event() -> None:
    assert set(NAMES) == set(KINDS) == {ruling.kind for ruling in RULINGS.values()}
    assert all(name.ar and name.fr and name.en for name in NAMES.values())
    assert set(RULINGS) <= set(event_types().values())
