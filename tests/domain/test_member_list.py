"""The list of members as printed, and its reconciliation with what is stated."""

import pytest

from domain.network import commands
from domain.network.reconciliation import reconciliation
from tests.domain.networks import (
    NETWORK,
    bullet,
    founded_network,
    give,
    refusal,
    register,
)
from tests.domain.scenario import Scenario


@pytest.fixture
def founded() -> Scenario:
    return founded_network()


def test_a_bullet_is_listed_as_printed_once(founded: Scenario) -> None:
    register(founded, "c1")
    give(founded, commands.ListMember, **bullet(1, "جماعة وجدة", "c1"))

    again = refusal(founded, commands.ListMember, **bullet(1, "جماعة وجدة", "c1"))
    otherwise = refusal(founded, commands.ListMember, **bullet(1, "جماعة بركان", "c1"))

    assert again == ["network.listed_once"]
    assert otherwise == ["network.listed_otherwise"]
    assert founded.state(NETWORK).listings[0].name_as_printed == "جماعة وجدة"


def test_a_bullet_names_a_registered_collectivity_of_its_type(founded: Scenario) -> None:
    register(founded, "p1", "prefecture_or_province")

    unknown = refusal(founded, commands.ListMember, **bullet(1, "جماعة وجدة", "c9"))
    another = refusal(founded, commands.ListMember, **bullet(1, "جماعة وجدة", "p1"))

    assert unknown == ["network.collectivity_registered"]
    assert another == ["network.same_type_as_registered"]


def test_a_bullet_repeats_only_one_that_says_the_same(founded: Scenario) -> None:
    register(founded, "c1")
    give(founded, commands.ListMember, **bullet(1, "جماعة وجدة", "c1"))

    refused = refusal(founded, commands.ListMember, **bullet(2, "جماعة بركان", "c1", repeats=1))
    missing = refusal(founded, commands.ListMember, **bullet(2, "جماعة وجدة", "c1", repeats=7))
    give(founded, commands.ListMember, **bullet(2, "جماعة وجدة", "c1", repeats=1))

    assert refused == missing == ["network.repeats_the_same"]
    assert founded.state(NETWORK).listings[1].repeats == 1


def test_there_is_nothing_to_reconcile_before_a_source_both_states_and_lists(founded: Scenario) -> None:
    register(founded, "c1")
    give(founded, commands.ListMember, **bullet(1, "جماعة وجدة", "c1"))
    give(founded, commands.StateMembershipTotal, source="other", total=3, as_of="2024")

    assert reconciliation(founded.state(NETWORK)) is None
    assert reconciliation(founded.state(NETWORK), "kit") is None


def test_what_cannot_be_explained_is_said_to_be_unexplained(founded: Scenario) -> None:
    register(founded, "c1")
    give(founded, commands.ListMember, **bullet(1, "جماعة الشرق", "c1"))
    give(founded, commands.StateMembershipTotal, source="kit", total=5, as_of="2024")

    found = reconciliation(founded.state(NETWORK))

    assert found is not None
    assert (found.difference, found.unexplained) == (4, 3)
    assert [remark.code for remark in found.explanation] == [
        "bullets_and_total",
        "headings_are_members",
        "unexplained",
    ]
    assert [remark.code for remark in found.fragilities] == ["commune_named_as_region"]
