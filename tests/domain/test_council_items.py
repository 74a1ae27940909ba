"""Items of a council: voted on twice or anew, put off, referred back, corrected."""

from domain.council_session.commands import OpenSitting
from domain.council_session.decision_commands import (
    CloseSession,
    DeferItem,
    OrderRevote,
    RecordVote,
    ReferItemBack,
)
from tests.domain.council import (
    PRESIDENT,
    SESSION,
    ballot,
    called,
    convened,
    in_session,
    on_agenda,
    opened,
    refused,
    voted,
)
from tests.domain.scenario import Scenario, by

REASON = {"code": "material_change"}
COMPANY = {"kind": "other", "subject": "company_creation"}


def status(scenario: Scenario, item: str = "a") -> str:
    return str(scenario.state(SESSION).item(item).status)


def test_a_missed_qualified_majority_waits_for_a_second_vote_at_another_sitting() -> None:
    scenario = in_session(20, 14, "a", matter=COMPANY)
    voted(scenario, "a", 9, 5, outcome="second_vote_required")

    same = refused(scenario, RecordVote, **ballot("a", 9, 5))
    opened(scenario, "2025-03-20", 14, "j2")
    (second,) = voted(scenario, "a", 9, 5, sitting_id="j2")

    assert same == ["second_vote_elsewhere"]
    assert (second.data.round, second.data.majority) == (2, "votes_cast")
    assert status(scenario) == "adopted"


def test_a_second_vote_can_be_held_in_another_session_that_takes_the_item_up_again() -> None:
    scenario = in_session(20, 14, "a", matter=COMPANY)
    voted(scenario, "a", 9, 5, outcome="second_vote_required")
    scenario.when(SESSION, CloseSession, actor=PRESIDENT, closed_on="2025-03-20")
    again = "council_session:s2"
    called(scenario, again)
    earlier = {"session_id": "s1", "item_id": "a"}

    on_agenda(scenario, "a", session=again, matter=COMPANY, continues=earlier)
    convened(scenario, 1, "2025-04-02", again)
    opened(scenario, "2025-04-02", 12, session=again)
    (second,) = voted(scenario, "a", 7, 5, session=again)

    assert second.data.round == 2


def test_only_an_item_left_open_on_the_same_matter_is_taken_up_again() -> None:
    scenario = in_session(20, 14, "a", "b")
    voted(scenario, "a", 9, 5)
    scenario.when(SESSION, CloseSession, actor=PRESIDENT, closed_on="2025-03-20")
    again = "council_session:s2"
    called(scenario, again)
    title = {"ar": "نقطة"}

    def taken_up(item: str, matter: dict[str, str]) -> list[str]:
        from domain.council_session.commands import AddAgendaItem

        earlier = {"session_id": "s1", "item_id": item}
        return scenario.refusal(
            again, AddAgendaItem, actor=PRESIDENT, item_id="n", title=title, matter=matter, continues=earlier
        )

    assert taken_up("a", {"kind": "other"}) == ["council_session.continues_open_item"]
    assert taken_up("b", COMPANY) == ["council_session.continues_open_item"]
    assert taken_up("z", {"kind": "other"}) == ["council_session.continues_open_item"]
    on_agenda(scenario, "n", session=again, continues={"session_id": "s1", "item_id": "b"})


def test_a_vote_is_taken_anew_only_once_ordered_and_names_the_vote_it_replaces() -> None:
    scenario = in_session(15, 11, "a")
    (first,) = voted(scenario, "a", 5, 6)
    scenario.when(SESSION, OrderRevote, actor=PRESIDENT, item_id="a", reason=REASON)

    unnamed = refused(scenario, RecordVote, **ballot("a", 7, 4))
    unclosed = refused(scenario, CloseSession, closed_on="2025-03-20")
    voted(scenario, "a", 7, 4, supersedes=first.event_id)

    item = scenario.state(SESSION).item("a")
    assert unnamed == ["supersedes_ordered"]
    assert unclosed == ["no_revote_outstanding"]
    assert [vote.outcome for vote in item.votes] == ["rejected", "adopted"]
    assert item.votes[1].supersedes == first.event_id


def test_a_vote_that_replaces_none_names_none_and_no_revote_precedes_a_vote() -> None:
    scenario = in_session(15, 11, "a")

    assert refused(scenario, OrderRevote, item_id="a", reason=REASON) == ["item_voted"]
    assert refused(scenario, OrderRevote, item_id="z", reason=REASON) == ["item_on_agenda"]
    invented = ballot("a", 7, 4, supersedes="00000000-0000-4000-8000-000000000001")
    assert refused(scenario, RecordVote, **invented) == ["supersedes_ordered"]


def test_an_item_is_deferred_from_an_open_sitting_to_another_session() -> None:
    scenario = in_session(15, 11, "a", "b")
    voted(scenario, "b", 6, 5)
    put_off = {"actor": PRESIDENT, "sitting_id": "j1", "item_id": "a", "reason": REASON}

    here = refused(scenario, DeferItem, **put_off, to_session_id="s1")
    decided = refused(scenario, DeferItem, **put_off | {"item_id": "b"})
    unknown = refused(scenario, DeferItem, **put_off | {"item_id": "z", "sitting_id": "j9"})
    (event,) = scenario.when(SESSION, DeferItem, **put_off, to_session_id="s2")

    assert here == ["deferred_elsewhere"]
    assert decided == ["item_undecided"]
    assert unknown == ["sitting_open", "item_on_agenda"]
    assert str(event.effective_at) == "2025-03-20"
    assert status(scenario) == "deferred"


def test_a_majority_refers_a_text_back_and_says_what_is_to_change() -> None:
    scenario = in_session(15, 11, "a", "b")
    referral = {
        "actor": by("council"),
        "sitting_id": "j1",
        "item_id": "a",
        "material": True,
        "scope": {"ar": "إعادة النظر في المحور الثاني"},
        "reason": REASON,
    }

    lost = refused(scenario, ReferItemBack, **referral, votes_for=4, votes_against=6)
    crowded = refused(scenario, ReferItemBack, **referral, votes_for=12, votes_against=0)
    untied = refused(scenario, ReferItemBack, **referral, votes_for=5, votes_against=5)
    unknown = refused(scenario, ReferItemBack, **referral | {"item_id": "z"}, votes_for=6, votes_against=5)
    scenario.when(SESSION, ReferItemBack, **referral, votes_for=5, votes_against=5, casting_vote="for")

    assert lost == ["referral_carried"]
    assert crowded == ["ballots_within_present"]
    assert untied == ["casting_vote_on_tie", "referral_carried"]
    assert unknown == ["item_on_agenda"]
    assert status(scenario) == "referred_back"


def test_a_vote_entered_months_later_took_effect_on_the_day_of_its_sitting() -> None:
    scenario = in_session(15, 11, "a").at("2025-06-30")

    (vote,) = voted(scenario, "a", 6, 5)
    (other,) = opened(scenario, "2025-03-20", 9, "j2", effective_at="2025-03-20T10:00:00Z")

    assert str(vote.effective_at) == "2025-03-20"
    assert str(other.effective_at) == "2025-03-20T10:00:00Z"


def test_the_next_steps_of_an_open_session_are_votes_deferrals_and_its_end() -> None:
    scenario = in_session(15, 11, "a")

    steps = scenario.steps(SESSION)

    assert {
        "record-vote",
        "defer-item",
        "refer-item-back",
        "close-session",
        "draw-up-minutes",
    } <= steps.keys()
    assert "add-agenda-item" not in steps
    assert not steps["record-vote"].unmet
    assert [check.guard.code for check in steps["sign-minutes"].unmet] == ["council_session.minutes_drawn_up"]
    assert OpenSitting.command_name() in steps


def test_a_second_vote_is_not_held_in_an_earlier_sitting() -> None:
    scenario = in_session(20, 14, "a", matter=COMPANY)
    opened(scenario, "2025-03-20", 14, "j2")
    voted(scenario, "a", 9, 5, sitting_id="j2", outcome="second_vote_required")

    before = refused(scenario, RecordVote, **ballot("a", 9, 5, sitting_id="j1"))
    opened(scenario, "2025-03-21", 14, "j3")
    voted(scenario, "a", 9, 5, sitting_id="j3")

    assert before == ["second_vote_elsewhere"]
    assert status(scenario) == "adopted"


def test_a_second_vote_in_another_session_is_not_before_the_first() -> None:
    scenario = in_session(20, 14, "a", matter=COMPANY)
    voted(scenario, "a", 9, 5, outcome="second_vote_required")
    again = "council_session:s2"
    called(scenario, again)
    on_agenda(scenario, "a", session=again, matter=COMPANY, continues={"session_id": "s1", "item_id": "a"})
    convened(scenario, 1, "2025-03-19", again, issued_on="2025-03-09")
    fields = {"actor": PRESIDENT, "sitting_id": "j1", "held_on": "2025-03-19", "present": 12}
    scenario.when(again, OpenSitting, **fields)

    found = scenario.refusal(again, RecordVote, **ballot("a", 7, 5))

    assert found == ["council_session.second_vote_elsewhere"]


def test_a_vote_taken_anew_is_not_before_the_one_that_it_replaces() -> None:
    scenario = in_session(15, 11, "a")
    opened(scenario, "2025-03-21", 11, "j2")
    (first,) = voted(scenario, "a", 5, 6, sitting_id="j2")
    scenario.when(SESSION, OrderRevote, actor=PRESIDENT, item_id="a", reason=REASON)
    anew = ballot("a", 7, 4, supersedes=first.event_id)

    before = refused(scenario, RecordVote, **anew)
    scenario.when(SESSION, RecordVote, **anew | {"sitting_id": "j2"})

    assert before == ["vote_not_earlier"]
    assert status(scenario) == "adopted"
