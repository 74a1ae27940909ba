"""Whatever the events and their order, a programme's state is one that can be read (invariant 7)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.clock import due
from domain.kernel.amend import fold
from domain.kernel.events import Event
from domain.kernel.stored import decode
from domain.programme import commands as c
from domain.programme.decider import DECIDER
from domain.programme.stages import OVER, Stage
from domain.programme.state import ProgrammeState
from tests.domain import programme_journey as j
from tests.domain.programme_journey import P
from tests.domain.programme_turns import record
from tests.domain.programme_walks import Walk, closed, logs, walks
from tests.domain.scenario import Scenario
from tests.domain.test_programme_amendment import IN_FORCE, lay, proposed, voted
from tests.golden.files import FOLDER
from tests.property.invariants import check

NOW = decode((FOLDER / "ProgrammeInitiated.v1.json").read_bytes()).recorded_at


def stored() -> list[Event]:
    events = (decode(path.read_bytes()) for path in sorted(FOLDER.glob("*.json")))
    return [event for event in events if event.stream.startswith("programme:")]


@pytest.fixture(scope="module")
def histories() -> list[list[Event]]:
    return logs()


def _amended(regime: str, *commands: Any) -> Scenario:
    """An amendment that the council adopted, under a regime of control, and what came of it."""
    given = voted(j.REVISED)
    record(given, c.DetermineControlRegime, regime=regime, authority=j.LAW)
    if regime != "none":
        record(given.at("2026-10-12"), c.TransmitDeliberation, received_on="2026-10-12")
    for command, fields in commands:
        record(given.at("2026-10-19"), command, **fields)
    return given


def _in_force(regime: str, *commands: Any) -> Scenario:
    given = _amended(regime, *commands)
    given.when(P, c.BringAmendmentIntoForce, version=2, **IN_FORCE)
    return given


def _sent_back_to_the_council() -> Scenario:
    given = _amended("visa", (c.RefuseVisa, {"refused_on": "2026-10-19"}))
    lay(given, "s6", "2026-11-03")
    j.vote(given, "s6")
    return given


def amendments() -> Iterator[Walk]:
    """Every way that an amendment can go beside execution."""
    day = {"decided_on": "2026-10-19", "actor": j.COURT}
    yield lambda: proposed([j.commitment(idea_ids=["i1"], lead="الكتابة العامة")], material=False)
    yield lambda: _in_force("none")
    yield lambda: _in_force("visa", (c.GrantVisa, {"granted_on": "2026-10-19"}))
    yield lambda: _in_force("objection_window", (c.ExpireObjectionWindow, {}))
    yield lambda: _amended("objection_window", (c.RecordObjection, {"notified_on": "2026-10-19"}))
    yield lambda: _amended("objection_window", (c.AnnulDeliberation, day))
    yield lambda: _amended("objection_window", (c.AnnulDeliberation, day | {"version": 1}))
    yield lambda: voted(j.REVISED, votes_for=3, votes_against=9)
    yield _sent_back_to_the_council


@pytest.mark.parametrize("walk", [*walks(), *amendments()])
def test_the_invariants_hold_after_every_decision_of_every_walk(walk: Walk) -> None:
    log = walk().log
    ends = (n for n in range(1, len(log)) if log[n].causation_id != log[n - 1].causation_id)

    for length in (*ends, len(log)):
        check(Scenario(now=log[length - 1].recorded_at, log=log[:length]))


def test_every_prefix_of_a_programme_can_be_read(histories: list[list[Event]]) -> None:
    for history in histories:
        for length in range(1, len(history) + 1):
            state = fold(DECIDER, history[:length])

            assert state.version == length
            assert state.because["stage"] in {event.event_id for event in history[:length]}


@pytest.mark.parametrize("walk", list(walks()))
def test_at_the_end_of_every_walk_the_next_steps_can_be_told(walk: Walk) -> None:
    given = walk()

    steps = given.steps(P)

    for step in steps.values():
        for unmet in step.unmet:
            assert all(unmet.sentence(language) for language in ("ar", "fr", "en"))
    assert bool(steps) is (given.state(P).reached not in OVER)


def test_along_the_straight_way_some_next_step_is_always_offered() -> None:
    log = closed().log
    closing = next(number for number, event in enumerate(log, start=1) if event.type == "ProgrammeClosed")
    for length in (number for number, event in enumerate(log[: closing - 1], 1) if event.stream == P):
        steps = Scenario(now=log[length - 1].recorded_at, log=log[:length]).steps(P)

        assert steps


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
