"""Votes in a council: counted, computed, public or secret, tied."""

from domain.council_session.commands import RecordMemberLeft
from domain.council_session.decision_commands import (
    RecordVote,
)
from tests.domain.council import (
    SECRETARY,
    SESSION,
    ballot,
    in_session,
    opened,
    refused,
    voted,
)
from tests.domain.scenario import Scenario

REASON = {"code": "material_change"}
COMPANY = {"kind": "other", "subject": "company_creation"}


def status(scenario: Scenario, item: str = "a") -> str:
    return str(scenario.state(SESSION).item(item).status)


def test_a_vote_states_present_members_in_office_majority_and_rule_set() -> None:
    scenario = in_session(15, 11, "a")

    (vote,) = voted(scenario, "a", 6, 3, 2)

    assert vote.rule_set == "ma-commune-2016-1"
    assert vote.data.model_dump(include={"present", "members_in_office", "majority", "votes_needed"}) == {
        "present": 11,
        "members_in_office": 15,
        "majority": "votes_cast",
        "votes_needed": 5,
    }
    assert status(scenario) == "adopted"


def test_an_outcome_that_differs_from_the_counts_is_refused() -> None:
    scenario = in_session(15, 11, "a")

    assert refused(scenario, RecordVote, **ballot("a", 4, 6, outcome="adopted")) == ["outcome_as_computed"]


def test_more_votes_than_members_present_are_refused_also_after_some_left() -> None:
    scenario = in_session(15, 11, "a")

    twelve = refused(scenario, RecordVote, **ballot("a", 8, 3, 1))
    scenario.when(SESSION, RecordMemberLeft, actor=SECRETARY, sitting_id="j1", members=3)
    nine = refused(scenario, RecordVote, **ballot("a", 7, 2))
    voted(scenario, "a", 5, 3)

    assert twelve == nine == ["ballots_within_present"]


def test_a_vote_without_a_single_ballot_is_refused() -> None:
    scenario = in_session(15, 11, "a")

    assert refused(scenario, RecordVote, **ballot("a", 0, 0)) == ["somebody_voted"]


def test_a_decided_item_an_unknown_one_and_an_unopened_sitting_take_no_vote() -> None:
    scenario = in_session(15, 11, "a")
    voted(scenario, "a", 6, 3)

    assert refused(scenario, RecordVote, **ballot("a", 6, 3)) == ["item_undecided"]
    assert refused(scenario, RecordVote, **ballot("z", 6, 3)) == ["item_on_agenda"]
    assert refused(scenario, RecordVote, **ballot("a", 6, 3, sitting_id="j2"))[0] == "sitting_open"


def roll_call(*votes: str, chair: str = "m0") -> list[dict[str, str]]:
    return [
        {"member_ref": f"m{number}" if number else chair, "vote": vote} for number, vote in enumerate(votes)
    ]


def test_a_roll_call_adds_up_names_each_member_once_and_belongs_to_a_public_vote() -> None:
    scenario = in_session(15, 11, "a")
    good = roll_call("for", "for", "against", "abstention")
    twice = [*good[:3], {"member_ref": "m1", "vote": "abstention"}]

    wrong = refused(scenario, RecordVote, **ballot("a", 3, 1, roll_call=good))
    doubled = refused(scenario, RecordVote, **ballot("a", 2, 1, 1, roll_call=twice))
    secret = refused(scenario, RecordVote, **ballot("a", 2, 1, 1, roll_call=good, mode="secret"))
    voted(scenario, "a", 2, 1, 1, roll_call=good)

    assert wrong == ["roll_call_adds_up"]
    assert doubled == ["each_member_once"]
    assert secret == ["roll_call_is_public"]


def test_a_tie_needs_the_casting_vote_and_nothing_else_does() -> None:
    scenario = in_session(15, 12, "a", "b")

    missing = refused(scenario, RecordVote, **ballot("a", 6, 6))
    idle = refused(scenario, RecordVote, **ballot("a", 7, 5, casting_vote="for"))
    (tie,) = voted(scenario, "a", 6, 6, casting_vote="for", outcome="adopted")
    voted(scenario, "b", 6, 6, casting_vote="against")

    assert missing == idle == ["casting_vote_on_tie"]
    assert tie.data.outcome == "adopted"
    assert status(scenario, "b") == "rejected"


def test_a_tie_in_a_secret_vote_adopts_nothing_and_reveals_no_casting_vote() -> None:
    scenario = in_session(15, 12, "a")

    revealed = refused(scenario, RecordVote, **ballot("a", 6, 6, mode="secret", casting_vote="against"))
    voted(scenario, "a", 6, 6, mode="secret")

    assert revealed == ["casting_vote_on_tie"]
    assert status(scenario) == "rejected"


def test_the_casting_vote_is_how_the_chair_voted() -> None:
    scenario = in_session(15, 9, "a")
    opened(scenario, "2025-03-20", 9, "j2", chair_ref="chair", chaired_by="deputy")
    called_out = roll_call("for", "against", chair="chair")
    tie = ballot("a", 1, 1, sitting_id="j2", roll_call=called_out)

    other = refused(scenario, RecordVote, **tie, casting_vote="against")
    scenario.when(SESSION, RecordVote, **tie | {"casting_vote": "for", "outcome": "adopted"})

    assert other == ["casting_vote_is_the_chairs"]
