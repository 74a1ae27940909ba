"""The rules of law as data."""

from datetime import date
from itertools import product

import pytest

from domain.kernel.guards import Refused
from domain.kernel.values import CollectivityType
from domain.rules.majority import Counts, outcome_of
from domain.rules.rule_sets import all_rule_sets, provision_names, rule_set, rule_set_in_force

COMMUNE = rule_set("ma-commune-2016-1")
LONG_AFTER = date(2025, 10, 7)


def test_more_than_half_of_fifteen_is_eight() -> None:
    assert COMMUNE.quorum_needed(1, 15) == 8


@pytest.mark.parametrize(("members", "needed"), [(1, 1), (2, 2), (15, 8), (20, 11), (31, 16)])
def test_the_second_convocation_does_not_lower_the_quorum(members: int, needed: int) -> None:
    assert COMMUNE.quorum_needed(1, members) == needed
    assert COMMUNE.quorum_needed(2, members) == needed


@pytest.mark.parametrize("members", [0, 1, 15, 131])
def test_the_third_meeting_needs_no_number(members: int) -> None:
    assert COMMUNE.quorum_needed(3, members) == 0


@pytest.mark.parametrize("kind", list(CollectivityType))
def test_each_type_of_collectivity_has_rules_in_force(kind: CollectivityType) -> None:
    found = rule_set_in_force(kind, LONG_AFTER)

    assert found.collectivity_type is kind
    assert found.law.fr
    assert found.law.en


def test_a_day_before_the_law_has_no_rules_and_says_so() -> None:
    with pytest.raises(Refused) as refused:
        rule_set_in_force(CollectivityType.COMMUNE, date(2009, 6, 12))

    assert [check.guard.code for check in refused.value.unmet] == ["rules.rule_set_known"]
    assert "18 février 2016" in refused.value.unmet[0].sentence("fr")


def test_every_value_has_a_title_and_a_source_in_three_languages() -> None:
    titles = provision_names()

    for rules in all_rule_sets():
        assert set(titles) == set(rules.provisions())
        for provision in rules.provisions().values():
            assert provision.source.ar
            assert provision.source.fr
            assert provision.source.en
    assert all(title.ar and title.fr and title.en for title in titles.values())


def test_no_value_rests_on_an_unread_text_and_is_shown_as_confirmed() -> None:
    for rules in all_rule_sets():
        for name, provision in rules.provisions().items():
            doubtful = "to be confirmed" in str(provision.source.en) or "choice" in str(provision.source.en)
            lone = ";" not in str(provision.source.en).replace("text of the law; ", "")
            assert not (provision.confirmed and doubtful and lone), f"{rules.id}: {name}"


def test_what_was_not_read_in_the_younger_laws_is_taken_over_unconfirmed() -> None:
    region = rule_set_in_force(CollectivityType.REGION, LONG_AFTER)

    assert region.quorum_by_attempt.value == COMMUNE.quorum_by_attempt.value
    assert not region.quorum_by_attempt.confirmed
    assert region.quorum_by_attempt.article is None
    assert "by analogy" in str(region.quorum_by_attempt.source.en)
    assert region.control_authority.value == "wali"


def test_communes_meet_in_february_may_and_october() -> None:
    assert COMMUNE.session_months.value == (2, 5, 10)
    assert COMMUNE.session_months.confirmed


def test_an_openness_programme_needs_the_majority_of_votes_cast() -> None:
    assert COMMUNE.majority_for("programme_adoption") == "votes_cast"
    assert outcome_of(COMMUNE, "programme_adoption", Counts(5, 4, 6), 31) == "adopted"


def test_abstentions_are_not_votes_cast() -> None:
    assert outcome_of(COMMUNE, "general", Counts(1, 0, 14), 15) == "adopted"
    assert outcome_of(COMMUNE, "general", Counts(0, 0, 15), 15) == "rejected"


@pytest.mark.parametrize(
    ("casting", "outcome"), [("for", "adopted"), ("against", "rejected"), (None, "rejected")]
)
def test_a_tie_follows_the_casting_vote(casting: str, outcome: str) -> None:
    found = outcome_of(COMMUNE, "general", Counts(7, 7), 15, casting_vote=casting)

    assert found == outcome


def test_a_missed_qualified_majority_calls_for_a_second_vote_by_votes_cast() -> None:
    first = outcome_of(COMMUNE, "company_creation", Counts(9, 5), 20)
    second = outcome_of(COMMUNE, "company_creation", Counts(9, 5), 20, vote_round=2)

    assert first == "second_vote_required"
    assert second == "adopted"
    assert outcome_of(COMMUNE, "company_creation", Counts(11, 0), 20) == "adopted"
    assert outcome_of(COMMUNE, "company_creation", Counts(6, 9), 20) == "rejected"


def test_whatever_the_counts_nothing_is_adopted_against_a_majority_or_by_fewer_than_the_rule_asks() -> None:
    for members, votes_for, votes_against in product(range(1, 12), range(12), range(12)):
        if votes_for + votes_against > members:
            continue
        counts = Counts(votes_for, votes_against)
        by_cast = outcome_of(COMMUNE, "general", counts, members)
        by_members = outcome_of(COMMUNE, "action_programme", counts, members)

        assert (by_cast == "adopted") == (votes_for > votes_against)
        assert (by_members == "adopted") == (2 * votes_for > members)
        assert (by_members == "second_vote_required") == (votes_against < votes_for <= members / 2)
