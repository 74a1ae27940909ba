"""What the imported register says."""

from __future__ import annotations

from collections import Counter

import pytest

from domain.network.reconciliation import reconcile, reconciliation
from domain.network.state import NETWORK
from domain.register.entries import joined_commune
from domain.register.facts import shipped
from domain.register.naming import canonical_name
from domain.register.vocabulary import table
from domain.spelling import fold_arabic
from projections.collectivities import READ_MODEL
from tests.domain.scenario import Scenario
from tests.register.imported import recorded

DEMNATE = "beni-mellal-khenifra-commune-15"


@pytest.fixture(scope="module")
def register() -> Scenario:
    return recorded(None)


def identities(register: Scenario) -> list[str]:
    return [
        event.stream.partition(":")[2] for event in register.log if event.type == "CollectivityRegistered"
    ]


def test_the_register_holds_every_collectivity_that_is_stated(register: Scenario) -> None:
    states = [register.state(f"collectivity:{identity}") for identity in identities(register)]

    types = Counter(state.collectivity_type for state in states)
    assert types == {"commune": 199, "prefecture_or_province": 17, "region": 12}
    assert all(state.is_member(register.now) for state in states)


def test_demnate_joined_in_december_2024_on_a_day_unknown(register: Scenario) -> None:
    state = register.state(f"collectivity:{DEMNATE}")

    assert joined_commune(shipped()[0]) == DEMNATE
    assert str(state.joined_on) == "2024-12"
    assert state.joined_on.day is None
    assert state.advisory_body is not None
    others = [identity for identity in identities(register) if identity != DEMNATE]
    assert {str(register.state(f"collectivity:{other}").joined_on) for other in others} == {"unknown"}


def test_demnates_workshop_is_announced_for_a_tuesday_that_is_not_known(register: Scenario) -> None:
    workshop = register.state(f"workshop:{DEMNATE}-workshop")

    assert (str(workshop.held_on), workshop.weekday, workshop.starts_at) == ("unknown", "tuesday", "10:30")
    times = [(slot.starts_at, slot.ends_at, slot.speech) for slot in workshop.agenda]
    assert times == [
        ("10:30", "10:45", False),
        ("10:45", "11:15", True),
        ("10:45", "11:15", True),
        ("10:45", "11:15", True),
        ("11:15", "13:30", False),
    ]


def test_the_network_is_on_record_with_its_charter_and_its_axes(register: Scenario) -> None:
    network = register.state(NETWORK)

    assert str(network.founded_on) == "2022-10-21"
    assert len(network.principles) == 5
    assert str(network.meetings[0].held_on) == "2025-02-18"
    assert str(network.support_programme.launched_on) == "2022"
    assert len(network.support_programme.axes) == 4
    charter = network.charter
    assert [len(part) for part in (charter.grounds, charter.aims, charter.values)] == [5, 3, 2]
    assert [pledge.key for pledge in charter.pledges] == ["c1", "c2", "c3", "c4", "c5"]
    assert list(network.running_heads.values()) == [("جماعة دمونات", "جماعة دمنات", "جماعة دمنات")]


def test_stated_and_listed_are_reconciled_as_counted_by_hand(register: Scenario) -> None:
    found = reconciliation(register.state(NETWORK))

    assert found is not None
    assert found.stated.model_dump() == {
        "total": 228,
        "regions": 12,
        "prefectures_and_provinces": 17,
        "communes": 199,
    }
    assert found.listed.model_dump() == {
        "bullets": 217,
        "communes": 200,
        "communes_distinct": 199,
        "prefectures_and_provinces": 17,
        "region_headings": 12,
    }
    assert (found.difference, found.unexplained) == (11, 0)
    assert [remark.code for remark in found.fragilities] == [
        "commune_named_as_region",
        "repetition_may_be_another",
    ]
    assert [listing.position for listing in found.fragilities[1].bullets] == [13]


def test_the_source_to_reconcile_may_be_named(register: Scenario) -> None:
    latest = reconciliation(register.state(NETWORK))

    assert latest is not None
    assert reconciliation(register.state(NETWORK), latest.source) == latest
    assert reconciliation(register.state(NETWORK), "another source") is None


def test_a_claim_whose_parts_are_not_its_total_is_said_to_be_one(register: Scenario) -> None:
    network = register.state(NETWORK)
    wrong = network.claims[-1].model_copy(update={"total": 227})

    found = reconcile(wrong, network.listings)

    [remark] = [one for one in found.explanation if one.code == "parts_do_not_add_up"]
    assert "228" in remark.text.ar
    assert "227" in remark.text.ar


@pytest.mark.parametrize("name", ["دمنات", "دمناط", "دمونات", "Demnate"])
def test_demnate_is_found_in_each_spelling_that_the_press_kit_prints(register: Scenario, name: str) -> None:
    found = {
        collectivity: row["names"]
        for collectivity in ("beni-mellal-khenifra-commune-15", "beni-mellal-khenifra-commune-14")
        if (row := READ_MODEL.row(register.state(f"collectivity:{collectivity}"), 1, 1))
    }

    assert [identity for identity, names in found.items() if fold_arabic(name) in names] == [
        "beni-mellal-khenifra-commune-15"
    ]


def test_regions_count_as_in_the_printed_list(register: Scenario) -> None:
    found = reconciliation(register.state(NETWORK))

    assert found is not None
    assert [
        (
            count.region,
            count.bullets,
            count.communes,
            count.communes_distinct,
            count.prefectures_and_provinces,
        )
        for count in found.regions
    ] == [
        ("casablanca-settat", 29, 28, 28, 1),
        ("rabat-sale-kenitra", 21, 19, 19, 2),
        ("beni-mellal-khenifra", 20, 20, 20, 0),
        ("oriental", 19, 17, 17, 2),
        ("draa-tafilalet", 15, 13, 12, 2),
        ("tanger-tetouan-al-hoceima", 28, 24, 24, 4),
        ("fes-meknes", 17, 15, 15, 2),
        ("guelmim-oued-noun", 5, 5, 5, 0),
        ("marrakech-safi", 19, 17, 17, 2),
        ("souss-massa", 39, 37, 37, 2),
        ("laayoune-sakia-el-hamra", 4, 4, 4, 0),
        ("dakhla-oued-ed-dahab", 1, 1, 1, 0),
    ]


def test_every_remark_is_said_in_three_languages(register: Scenario) -> None:
    found = reconciliation(register.state(NETWORK))

    assert found is not None
    for remark in found.explanation + found.fragilities:
        assert remark.text.ar
        assert remark.text.fr
        assert remark.text.en


def test_a_name_is_confirmed_only_where_a_source_confirms_it(register: Scenario) -> None:
    states = [register.state(f"collectivity:{identity}") for identity in identities(register)]

    confirmed = {state.names.ar for state in states if state.canonical and state.canonical[-1].confirmed}
    assert confirmed == {"جماعة كلدمان", "جماعة تمزكانة", "جماعة سيدي بيبي"}


def test_every_entry_of_the_names_is_of_a_printed_bullet() -> None:
    kit, _ = shipped()
    names = table("names")

    for region in kit.regions:
        printed = {bullet.name_as_printed for bullet in region.bullets}
        assert names.get(region.region, {}).keys() <= printed
        assert all(
            name.names.fr for bullet in region.bullets if (name := canonical_name(region.region, bullet))
        )
