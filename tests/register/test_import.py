"""Importing the register: the same from the text and from the shipped facts, and only once."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from domain.kernel.commands import Command
from domain.kernel.guards import Refused
from domain.network.reconciliation import reconciliation
from domain.network.state import NETWORK
from domain.register.broken import BrokenPressKit
from domain.register.entries import joined_commune
from domain.register.facts import shipped
from domain.register.naming import canonical_name
from domain.register.plan import plan
from domain.register.vocabulary import table
from service.register_import import import_register
from tests.domain.scenario import Scenario

DEMNATE = "beni-mellal-khenifra-commune-15"


def handle(scenario: Scenario) -> Any:
    return lambda stream, command, key: scenario.when(stream, command)


def recorded(source: Path | None) -> Scenario:
    scenario = Scenario().at("2025-06-01")
    import_register(handle(scenario), source)
    return scenario


@pytest.fixture(scope="module")
def register() -> Scenario:
    return recorded(None)


def said(scenario: Scenario) -> list[Any]:
    """What was recorded, without what differs from run to run and from one copy of the text to another."""
    documents = {
        event.stream.partition(":")[2] for event in scenario.log if event.type == "DocumentRegistered"
    }
    return [_said(event.wire(), documents) for event in scenario.log]


def _said(wire: dict[str, Any], documents: set[str]) -> tuple[Any, ...]:
    stream = wire["stream"] if wire["type"] != "DocumentRegistered" else "the press kit"
    data = {name: value for name, value in wire["data"].items() if name not in ("sha256", "size")}
    if data.get("source") in documents:
        data["source"] = "the press kit"
    return stream, wire["version"], wire["type"], wire["effective_at"], wire["actor"], data


def test_the_text_and_the_shipped_facts_record_the_same_register(press_kit: Path, register: Scenario) -> None:
    assert said(recorded(press_kit)) == said(register)


def test_the_layout_made_from_the_facts_records_the_same_register(
    printed_kit: Path, register: Scenario
) -> None:
    assert said(recorded(printed_kit)) == said(register)


def test_importing_twice_changes_nothing(register: Scenario) -> None:
    before = len(register.log)

    report = import_register(handle(register), None)

    assert (report.recorded, report.already_recorded, report.bullets) == (0, before, 217)
    assert len(register.log) == before


def test_an_import_that_was_cut_off_is_finished_by_the_next(register: Scenario) -> None:
    halfway = Scenario().at("2025-06-01")

    def failing(stream: str, command: Command, key: str) -> Any:
        if len(halfway.log) == 500:
            raise ConnectionError("the log is gone")
        return halfway.when(stream, command)

    with pytest.raises(ConnectionError):
        import_register(failing, None)
    report = import_register(handle(halfway), None)

    assert report.already_recorded == 500
    assert said(halfway) == said(register)


def test_what_the_log_says_otherwise_is_refused_and_not_overwritten(tmp_path: Path) -> None:
    scenario = Scenario().at("2025-06-01")
    kit, source = shipped()
    other = kit.model_copy(update={"regions": (*kit.regions[1:], kit.regions[0])})
    swapped = other.regions[0].bullets
    first = swapped[0].model_copy(update={"name_as_printed": "جماعة الرباط الأخرى"})
    region = other.regions[0].model_copy(update={"bullets": (first, *swapped[1:])})
    wanted = plan(kit.model_copy(update={"regions": (kit.regions[0], region, *kit.regions[2:])}), source)
    for group in (wanted.network, *wanted.collectivities, wanted.listings):
        for given in group:
            scenario.when(given.stream, given.command)

    with pytest.raises(Refused, match="listed_otherwise"):
        import_register(handle(scenario), None)


def test_keys_follow_from_what_is_recorded_and_are_all_different() -> None:
    keys: list[str] = []
    again: list[str] = []

    import_register(lambda _stream, _command, key: keys.append(key), None)
    import_register(lambda _stream, _command, key: again.append(key), None)

    assert keys == again
    assert len(set(keys)) == len(keys)


def test_progress_is_told_to_the_end() -> None:
    told: list[tuple[int, int]] = []

    import_register(lambda _stream, _command, key: key, None, lambda *now: told.append(now), workers=4)

    assert told[-1][0] == told[-1][1] == len(told)


def test_a_broken_text_records_nothing(printed_kit: Path) -> None:
    printed_kit.write_text(printed_kit.read_text("utf-8").replace("• جماعة أرفود", "• أرفود"), "utf-8")
    given: list[str] = []

    with pytest.raises(BrokenPressKit, match="bullet 6"):
        import_register(lambda stream, _command, key: given.append(stream), printed_kit)

    assert given == []


def test_the_register_holds_every_collectivity_that_is_stated(register: Scenario) -> None:
    states = [register.state(f"collectivity:{identity}") for identity in identities(register)]

    types = Counter(state.collectivity_type for state in states)
    assert types == {"commune": 199, "prefecture_or_province": 17, "region": 12}
    assert all(state.is_member(register.now) for state in states)


def identities(register: Scenario) -> list[str]:
    return [
        event.stream.partition(":")[2] for event in register.log if event.type == "CollectivityRegistered"
    ]


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


def test_a_kit_whose_commune_is_not_listed_is_refused() -> None:
    kit, source = shipped()

    with pytest.raises(BrokenPressKit, match="joined_not_listed"):
        plan(kit.model_copy(update={"joined_name": "وليلي"}), source)


def test_a_kit_with_other_points_than_the_shipped_words_is_refused() -> None:
    kit, source = shipped()
    points = kit.points.model_copy(update={"pledges": 6})

    with pytest.raises(BrokenPressKit, match="points for pledges; expected: 5"):
        plan(kit.model_copy(update={"points": points}), source)
