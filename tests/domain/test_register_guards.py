"""What holds for every rule and every event of the register's aggregates."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from domain.collectivity.decider import DECIDER as COLLECTIVITY
from domain.document.decider import DECIDER as DOCUMENT
from domain.kernel.amend import fold
from domain.kernel.decider import Decider, Facts, Rule
from domain.kernel.stored import decode
from domain.network.decider import DECIDER as NETWORK
from domain.network.state import NETWORK as THE_NETWORK
from tests.golden.files import FOLDER

DECIDERS: tuple[Decider[Any], ...] = (COLLECTIVITY, DOCUMENT, NETWORK)
RULES = [
    pytest.param(decider, rule, id=rule.command.command_name())
    for decider in DECIDERS
    for rule in decider.rules
]
STORED = [decode(path.read_bytes()) for path in sorted(FOLDER.glob("*.json"))]
OURS = [
    pytest.param(decider, event, id=event.type)
    for decider in DECIDERS
    for event in STORED
    if type(event.data) in decider.evolve
]


@pytest.mark.parametrize(("decider", "rule"), RULES)
def test_what_is_missing_is_told_without_a_command_in_three_languages(
    decider: Decider[Any], rule: Rule[Any, Any]
) -> None:
    facts = Facts(datetime(2025, 3, 18, tzinfo=UTC), UUID(int=0), {THE_NETWORK: NETWORK.state()})

    for check in rule.guards(decider.state(), None, facts):
        assert all(check.sentence(language) for language in ("ar", "fr", "en"))


@pytest.mark.parametrize(("decider", "event"), OURS)
def test_any_event_may_come_first_without_breaking_the_state(decider: Decider[Any], event: Any) -> None:
    state = fold(decider, [event])

    assert state.version == event.version
    assert state.stream == event.stream
    assert isinstance(state.stage, str)
    assert event.stream in state.concerns
