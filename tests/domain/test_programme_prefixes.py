"""Whatever the events and their order, a programme's state is one that can be read (invariant 7)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.clock import due
from domain.kernel.amend import fold
from domain.kernel.events import Event, decode
from domain.programme.decider import DECIDER
from domain.programme.stages import OVER, Stage
from domain.programme.state import ProgrammeState
from tests.domain.programme_journey import P
from tests.domain.programme_walks import Walk, closed, logs, walks
from tests.domain.scenario import Scenario
from tests.golden.files import FOLDER

NOW = decode((FOLDER / "ProgrammeInitiated.v1.json").read_bytes()).recorded_at


def stored() -> list[Event]:
    events = (decode(path.read_bytes()) for path in sorted(FOLDER.glob("*.json")))
    return [event for event in events if event.stream.startswith("programme:")]


@pytest.fixture(scope="module")
def histories() -> list[list[Event]]:
    return logs()


def test_every_prefix_of_a_programme_is_a_legal_state(histories: list[list[Event]]) -> None:
    for history in histories:
        for length in range(1, len(history) + 1):
            state = fold(DECIDER, history[:length])

            assert state.stage in set(Stage)
            assert state.version == length


@pytest.mark.parametrize("walk", list(walks()))
def test_at_the_end_of_every_walk_the_next_steps_can_be_told(walk: Walk) -> None:
    given = walk()

    steps = given.steps(P)

    for step in steps.values():
        for check in step.unmet:
            assert all(check.sentence(language) for language in ("ar", "fr", "en"))
    assert bool(steps) is (given.state(P).reached not in OVER)


def test_along_the_straight_way_some_next_step_is_always_offered() -> None:
    log = closed().log
    closing = next(number for number, event in enumerate(log, start=1) if event.type == "ProgrammeClosed")
    for length in (number for number, event in enumerate(log[: closing - 1], 1) if event.stream == P):
        steps = Scenario(now=log[length - 1].recorded_at, log=log[:length]).steps(P)

        assert steps


def test_nothing_is_executory_before_its_control_is_settled(histories: list[list[Event]]) -> None:
    for history in histories:
        for length in range(1, len(history) + 1):
            state = fold(DECIDER, history[:length])
            if state.reached in (Stage.EXECUTORY, Stage.IN_EXECUTION) and state.passage is not None:
                assert all(state.passage.control(one).settled for one in state.collectivity_ids)


def test_what_is_adopted_is_what_was_submitted(histories: list[list[Event]]) -> None:
    for history in histories:
        state = ProgrammeState()
        for event in history:
            if event.type == "ProgrammeAdoptedByCouncil":
                data: Any = event.data
                laid = state.passage.submission(data.collectivity_id) if state.passage else None
                assert laid is not None
                assert (laid.version, laid.sha256) == (data.version, data.sha256)
            state = DECIDER.apply(state, event)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(stored()), max_size=25))
def test_events_in_any_order_fold_to_a_state(events: list[Event]) -> None:
    state = ProgrammeState()

    for version, event in enumerate(events, start=1):
        state = DECIDER.apply(state, event.model_copy(update={"version": version}))

        assert state.version == version
        assert state.stage in {"", *Stage}
        assert isinstance(due(state, NOW), list)
        assert state.concerns
