"""A register imported into a log in memory."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from service.register_import import import_register
from tests.domain.scenario import Scenario


def handle(scenario: Scenario) -> Any:
    return lambda stream, command, key: scenario.when(stream, command)


def states(scenario: Scenario) -> Any:
    return lambda streams: {stream: scenario.state(stream) for stream in streams}


def recorded(source: Path | None) -> Scenario:
    scenario = Scenario().at("2025-06-01")
    import_register(handle(scenario), source)
    return scenario
