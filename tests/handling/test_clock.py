"""The clock gives what is due, each once, also after a pause, and whoever else runs it too."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import psycopg
import pytest

from domain.kernel.stored import decode
from domain.programme.commands import SuspendProgramme
from service.clock import CLOCK_LOCK, Clock, ClockLoop
from service.store.log import Log
from tests.domain.programme_journey import BECAUSE, COURT, P, at, executing, objection_window
from tests.domain.scenario import Scenario
from tests.handling.recorded import handler, recorded

BEFORE = datetime(2025, 10, 15, 9, tzinfo=UTC)
LATER = datetime(2026, 9, 1, 9, tzinfo=UTC)
AFTER_THE_PERIOD = datetime(2028, 2, 1, 9, tzinfo=UTC)


def issued(log: Log, given: Scenario) -> Counter[str]:
    """What the clock gave beyond the history that it found."""
    events = [decode(row.body) for row in log.since(len(given.log), 10_000)]
    assert {event.actor.role for event in events} == {"system:clock"}
    return Counter(event.type for event in events)


@pytest.fixture(scope="module")
def awaiting() -> Scenario:
    return at(objection_window)


@pytest.fixture(scope="module")
def running() -> Scenario:
    return at(executing)


@pytest.fixture(scope="module")
def stopped() -> Scenario:
    """A court stopped all deadlines before the first passed."""
    given = at(executing).at("2026-03-01")
    fields = {"decided_by": "court", "stops_deadlines": True, "reason": BECAUSE}
    given.when(P, SuspendProgramme, actor=COURT, **fields)
    return given


def test_nothing_is_given_before_it_is_due(log: Log, awaiting: Scenario) -> None:
    recorded(log, awaiting)

    assert Clock(handler(log, lambda: BEFORE)).tick() == (0, 0)


def test_what_fell_due_in_a_pause_is_given_once(log: Log, running: Scenario) -> None:
    recorded(log, running)
    clock = Clock(handler(log, lambda: LATER))

    first, again = clock.tick(), clock.tick()
    restarted = Clock(handler(log, lambda: LATER)).tick()

    assert first.issued == issued(log, running).total() > 0
    assert issued(log, running).keys() == {"DeadlineMissed"}
    assert (again.issued, restarted.issued) == (0, 0)


def test_catching_up_gives_what_makes_something_else_due(log: Log, running: Scenario) -> None:
    recorded(log, running)

    Clock(handler(log, lambda: AFTER_THE_PERIOD)).tick()

    assert issued(log, running)["ExecutionPeriodEnded"] == 1


def test_a_deadline_that_a_decision_stopped_is_not_even_asked_about(log: Log, stopped: Scenario) -> None:
    recorded(log, stopped)

    assert Clock(handler(log, lambda: LATER)).tick() == (0, 0)


def test_clocks_in_several_processes_give_each_thing_once(log: Log, running: Scenario) -> None:
    recorded(log, running)
    clocks = [Clock(handler(log, lambda: AFTER_THE_PERIOD)) for _ in range(4)]

    with ThreadPoolExecutor(4) as threads:
        done = list(threads.map(lambda clock: clock.tick().issued, clocks))

    assert sum(done) == issued(log, running).total()
    assert issued(log, running)["ExecutionPeriodEnded"] == 1


def test_the_clock_of_a_service_waits_while_another_has_the_lock(log: Log, running: Scenario) -> None:
    recorded(log, running)
    loop = ClockLoop(handler(log, lambda: LATER), lambda: psycopg.connect(log.conninfo), interval=0.02)

    with psycopg.connect(log.conninfo, autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [CLOCK_LOCK])
        loop.start()
        waiting = log.head()
        other.execute("SELECT pg_sleep(0.2)")
        assert log.head() == waiting

    for _ in range(200):
        if log.head() > waiting:
            break
        with psycopg.connect(log.conninfo) as watching:
            watching.execute("SELECT pg_sleep(0.02)")
    loop.stop()
    assert issued(log, running).keys() == {"DeadlineMissed"}
