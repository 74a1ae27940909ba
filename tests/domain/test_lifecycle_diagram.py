"""The state diagram in docs/lifecycle.md shows what the code does, all of it and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from domain.kernel.events import Event, event_types
from domain.programme.decider import DECIDER
from domain.programme.stages import STAGES
from domain.programme.state import ProgrammeState
from tests.domain.programme_walks import logs

DIAGRAM = Path(__file__).parents[2] / "docs" / "lifecycle.md"
ARROW = re.compile(r"^    (\[\*\]|\w+) --> (\[\*\]|\w+)(?:: (.+))?$", re.MULTILINE)
Arrow = tuple[str, str, str]


@pytest.fixture(scope="module")
def histories() -> list[list[Event]]:
    return logs()


def drawn() -> set[Arrow]:
    found = ARROW.findall(DIAGRAM.read_text("utf-8"))
    return {(start, end, event) for start, end, events in found for event in events.split(", ") if event}


def walked(histories: list[list[Event]]) -> set[Arrow]:
    arrows = set()
    for history in histories:
        state = ProgrammeState()
        for event in history:
            after = DECIDER.apply(state, event)
            if after.stage != state.stage:
                arrows.add((state.stage or "[*]", after.stage, event.type))
            state = after
    return arrows


def test_every_arrow_is_walked_and_every_walk_is_drawn(histories: list[list[Event]]) -> None:
    assert walked(histories) == drawn()


def test_every_stage_is_drawn() -> None:
    assert {place for start, end, _ in drawn() for place in (start, end)} - {"[*]"} == set(STAGES)


def test_whatever_can_move_a_stage_is_drawn(histories: list[list[Event]]) -> None:
    states: dict[tuple[str, ...], ProgrammeState] = {}
    events: dict[str, Event] = {}
    for history in histories:
        path: tuple[str, ...] = ()
        state = ProgrammeState()
        for event in history:
            events[event.type] = event
            path, state = (*path, event.data.model_dump_json()), DECIDER.apply(state, event)
            states[path] = state

    moving = {
        event.type
        for event in events.values()
        for state in states.values()
        if DECIDER.apply(state, event).stage != state.stage
    }

    assert moving == {event for *_, event in drawn()}
    assert moving <= set(event_types())
