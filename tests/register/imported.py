"""A register imported into a log in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from domain.kernel.guards import Refused
from service.handling.in_turn import Keyed
from service.register_import import import_register
from tests.domain.scenario import Scenario


def one_by_one(handle: Callable[..., Any]) -> Any:
    """Carries out commands in turn, each by one call of `handle`."""

    def record(given: Iterable[Keyed]) -> Iterator[Any]:
        for stream, command, key in given:
            try:
                yield handle(stream, command, key)
            except Refused as refused:
                yield refused

    return record


def recording(scenario: Scenario) -> Any:
    return one_by_one(lambda stream, command, key: scenario.when(stream, command))


def states(scenario: Scenario) -> Any:
    return lambda streams: {stream: scenario.state(stream) for stream in streams}


def recorded(source: Path | None) -> Scenario:
    scenario = Scenario().at("2025-06-01")
    import_register(recording(scenario), source)
    return scenario
