"""A council's decision and the programme that it is about: one transaction, and what it leaves alone."""

from typing import Any

from domain.council_session.commands import AddAgendaItem, AdjournForLackOfQuorum
from domain.council_session.decision_commands import (
    CloseSession,
    DeferItem,
    OrderRevote,
    RecordVote,
    ReferItemBack,
)
from domain.kernel.corrections import AnnulEvents, CorrectRecord
from domain.programme.commands import SubmitToCouncil
from tests.domain.programme_journey import (
    BECAUSE,
    CHANGES,
    PRESIDENT,
    SECRETARY,
    P,
    adopted,
    at,
    inscribed,
    opened,
    submitted,
    validated,
    vote,
)
from tests.domain.scenario import Scenario, by

S1 = "council_session:s1"
DAY = "2025-10-07"
VOTE = {"actor": SECRETARY, "sitting_id": "j1", "item_id": "a", "votes_for": 9, "votes_against": 3}


def before_the_council() -> Scenario:
    given = at(submitted)
    opened(given, "s1", DAY)
    return given


def put_off(given: Scenario) -> None:
    given.when(S1, DeferItem, actor=PRESIDENT, sitting_id="j1", item_id="a", reason=BECAUSE)


def again_in(given: Scenario, session: str, day: str, **more: Any) -> None:
    """The same text is inscribed, submitted and opened in another session."""
    place = inscribed(given, session, day)
    text = {"version": 1, "sha256": given.state(P).draft(1).sha256}
    given.when(P, SubmitToCouncil, actor=PRESIDENT, **place, **text)
    opened(given, session, day, **more)


def test_a_vote_adopts_the_programme_and_plans_its_commitments_in_one_decision() -> None:
    given = before_the_council()

    events = vote(given, "s1")

    streams = [event.stream.partition(":")[0] for event in events]
    assert streams[0] == "council_session"
    assert {"programme", "commitment"} <= set(streams)
    assert len({event.causation_id for event in events}) == 1
    assert given.state(P).stage == "adopted"


def test_a_decision_entered_months_later_took_effect_everywhere_on_the_day_of_its_sitting() -> None:
    given = before_the_council().at("2026-03-02")

    events = vote(given, "s1")

    assert {str(event.effective_at) for event in events} == {DAY}
    assert {event.rule_set for event in events} == {"ma-commune-2016-1"}


def test_a_text_that_was_not_submitted_is_not_voted_on() -> None:
    given = at(validated).at("2025-09-20")
    inscribed(given, "s1", DAY)
    opened(given, "s1", DAY)

    refused = given.refusal(S1, RecordVote, **VOTE, outcome="adopted")

    assert "programme.before_the_council" in refused


def test_a_lost_quorum_leaves_the_programme_where_it_was() -> None:
    given = at(submitted).at(DAY)

    given.when(S1, AdjournForLackOfQuorum, actor=PRESIDENT, sitting_id="j1", held_on=DAY, present=7)

    assert given.state(P).stage == "submitted"
    assert [event.stream for event in given.log[-2:]] == [S1, S1]


def test_a_deferred_item_leaves_the_programme_submitted_until_another_session_votes() -> None:
    given = before_the_council()

    put_off(given)
    waiting = given.state(P).stage
    again_in(given, "s2", "2025-11-04")
    vote(given, "s2")

    assert waiting == "submitted"
    assert given.state(P).stage == "adopted"


def test_an_item_not_reached_is_put_on_another_agenda() -> None:
    given = before_the_council()

    given.when(S1, CloseSession, actor=PRESIDENT, closed_on=DAY)
    again_in(given, "s2", "2025-11-04")
    vote(given, "s2", votes_for=3, votes_against=9)

    assert given.state(S1).item("a").status == "not_reached"
    assert given.state(P).stage == "rejected"


def test_a_first_vote_that_rejects_can_be_followed_by_one_anew_that_adopts() -> None:
    given = before_the_council()
    first = vote(given, "s1", votes_for=4, votes_against=8)[0]
    given.when(S1, OrderRevote, actor=PRESIDENT, item_id="a", reason=BECAUSE)

    vote(given, "s1", supersedes=first.event_id)

    assert given.types(P)[-3:-1] == ["ProgrammeRejectedByCouncil", "ProgrammeAdoptedByCouncil"]
    assert given.state(P).stage == "adopted"


def test_an_adoption_is_not_voted_on_anew() -> None:
    given = before_the_council()
    vote(given, "s1")

    refused = given.refusal(S1, OrderRevote, actor=PRESIDENT, item_id="a", reason=BECAUSE)

    assert refused == ["council_session.adoption_stands"]


def test_a_text_is_referred_back_by_a_majority_with_what_is_to_change() -> None:
    given = before_the_council()
    referral = {"sitting_id": "j1", "item_id": "a", "material": True, "scope": CHANGES, "reason": BECAUSE}

    given.when(S1, ReferItemBack, actor=by("council"), votes_for=7, votes_against=5, **referral)

    assert given.state(P).stage == "referred_back"


def test_the_quorum_cannot_be_corrected_away_from_under_an_adoption() -> None:
    given = at(adopted)
    opening = next(event for event in given.log if event.type == "SittingOpened")

    refused = given.refusal(
        S1,
        CorrectRecord,
        actor=SECRETARY,
        target=opening.event_id,
        field="present",
        old=12,
        new=7,
        reason=BECAUSE,
    )

    assert set(refused) == {"record.dependants_hold"}


def test_a_vote_entered_in_error_is_annulled_with_all_that_followed_from_it() -> None:
    given = before_the_council()
    events = vote(given, "s1")

    whole = [{"stream": event.stream, "event_id": event.event_id} for event in events]
    given.when(S1, AnnulEvents, actor=SECRETARY, events=whole, reason=BECAUSE)

    assert given.state(P).stage == "submitted"
    assert given.state(S1).item("a").status == "pending"


def test_an_item_about_a_programme_takes_no_other_text_up_again() -> None:
    given = before_the_council()
    put_off(given)
    other = {"kind": "programme_adoption", "programme_id": "p1", "version": 2, "sha256": "d" * 64}
    inscribed(given, "s2", "2025-11-04")

    refused = given.refusal(
        "council_session:s2",
        AddAgendaItem,
        actor=PRESIDENT,
        item_id="b",
        title=CHANGES,
        matter=other,
        continues={"session_id": "s1", "item_id": "a"},
    )

    assert refused == ["council_session.continues_open_item", "programme.version_known"]
