"""Importing the register: the same from the text and from the shipped facts, and only once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from domain.kernel.commands import Command
from domain.kernel.guards import Refused
from domain.register.broken import BrokenPressKit
from domain.register.facts import shipped
from domain.register.plan import plan
from service.register_import import import_register
from tests.domain.scenario import Scenario
from tests.register.imported import one_by_one, recorded, recording, states


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

    report = import_register(recording(register), None)

    assert (report.recorded, report.already_recorded, report.bullets) == (0, before, 217)
    assert len(register.log) == before


def test_an_import_that_was_cut_off_is_finished_by_the_next(register: Scenario) -> None:
    halfway = Scenario().at("2025-06-01")

    def failing(stream: str, command: Command, key: str) -> Any:
        if len(halfway.log) == 500:
            raise ConnectionError("the log is gone")
        return halfway.when(stream, command)

    with pytest.raises(ConnectionError):
        import_register(one_by_one(failing), None)
    report = import_register(recording(halfway), None)

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
        import_register(recording(scenario), None)


def test_keys_follow_from_what_is_recorded_and_are_all_different() -> None:
    keys: list[str] = []
    again: list[str] = []

    import_register(one_by_one(lambda _stream, _command, key: keys.append(key)), None)
    import_register(one_by_one(lambda _stream, _command, key: again.append(key)), None)

    assert keys == again
    assert len(set(keys)) == len(keys)


def test_progress_is_told_to_the_end() -> None:
    told: list[tuple[int, int]] = []

    import_register(one_by_one(lambda _stream, _command, key: key), None, lambda *now: told.append(now))

    assert told[-1][0] == told[-1][1] == len(told)


def test_progress_is_told_to_the_end_of_an_import_that_finds_everything_on_record(register: Scenario) -> None:
    told: list[tuple[int, int]] = []

    import_register(recording(register), None, lambda *now: told.append(now), states=states(register))

    assert told[-1][0] == told[-1][1] > 0


def test_a_broken_text_records_nothing(printed_kit: Path) -> None:
    printed_kit.write_text(printed_kit.read_text("utf-8").replace("• جماعة أرفود", "• أرفود"), "utf-8")
    given: list[str] = []

    with pytest.raises(BrokenPressKit, match="bullet 6"):
        import_register(one_by_one(lambda stream, _command, key: given.append(stream)), printed_kit)

    assert given == []


def test_a_kit_whose_commune_is_not_listed_is_refused() -> None:
    kit, source = shipped()

    with pytest.raises(BrokenPressKit, match="joined_not_listed"):
        plan(kit.model_copy(update={"joined_name": "وليلي"}), source)


def test_a_kit_with_other_points_than_the_shipped_words_is_refused() -> None:
    kit, source = shipped()
    points = kit.points.model_copy(update={"pledges": 6})

    with pytest.raises(BrokenPressKit, match="points for pledges; expected: 5"):
        plan(kit.model_copy(update={"points": points}), source)
