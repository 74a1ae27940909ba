"""What rows say agrees with the states that they are made from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from domain.programme.events import ProgrammeSuspended
from projections.commitments import OVERDUE
from projections.model import identity_of
from projections.registry import READ_MODELS
from service.reading.rows import joined
from service.store.log import Log
from tests.domain.commitments import extend, report, started_commitment
from tests.domain.programme_journey import at, evaluating
from tests.domain.scenario import Scenario
from tests.projections.following import caught_up, connect, followed, live_table, poured, table, until

BESIDE = frozenset({"position", "illustrative", "next_steps"})


def followed_to_the_end(log: Log, given: Scenario) -> None:
    poured(log, given.log)
    with followed(log):
        until(lambda: caught_up(log))


def test_every_aggregate_of_a_whole_programme_has_a_row_of_its_state(log: Log) -> None:
    given = at(evaluating)

    followed_to_the_end(log, given)

    streams = {event.stream for event in given.log}
    found = {
        f"{model.kind}:{identity}": row["version"]
        for model in READ_MODELS.values()
        for identity, row in table(log, model.name).items()
    }
    assert found == {stream: given.state(stream).version for stream in streams}


def finished() -> Scenario:
    given = started_commitment()
    report(given, "m1")
    return given


def moved() -> Scenario:
    given = started_commitment()
    extend(given, "2027-03-31")
    return given


def stopped() -> Scenario:
    given = started_commitment().at("2026-10-01")
    given.given("programme:p1", ProgrammeSuspended(decided_by="court", stops_deadlines=True))
    return given


def stopped_too_late() -> Scenario:
    given = started_commitment().at("2027-02-01")
    given.given("programme:p1", ProgrammeSuspended(decided_by="court", stops_deadlines=True))
    return given


@pytest.mark.parametrize("reach", [started_commitment, finished, moved, stopped, stopped_too_late])
def test_a_row_is_overdue_on_the_days_on_which_its_commitment_is(
    log: Log, reach: Callable[[], Scenario]
) -> None:
    given = reach()
    followed_to_the_end(log, given)
    states = {
        identity_of(event.stream): given.state(event.stream)
        for event in given.log
        if event.stream.startswith("commitment:")
    }
    days = [date(2025, 12, 25) + timedelta(days=7 * week) for week in range(90)]

    with connect(log) as connection:
        overdue = OVERDUE.format(programmes=live_table(log, "programmes"))
        statement = f"SELECT id, {overdue} FROM {live_table(log, 'commitments')}".encode()
        found = {day: dict(connection.execute(statement, {"today": day}).fetchall()) for day in days}

    still = given.state("programme:p1").deadlines_stopped_on
    assert found == {
        day: {identity: state.overdue(day, stopped_on=still) for identity, state in states.items()}
        for day in days
    }


def test_no_document_has_a_member_that_every_answer_has_beside_it(log: Log) -> None:
    followed_to_the_end(log, at(evaluating))

    for model in READ_MODELS.values():
        for row in table(log, model.name).values():
            assert not BESIDE & set(row["document"]), model.kind
            assert not set(model.derived) & set(row["document"]), model.kind


def test_members_are_added_to_a_ready_document() -> None:
    assert joined('{"id":"p1"}', {"overdue": True}) == '{"id":"p1","overdue":true}'
    assert joined('{"id":"p1"}', {}) == '{"id":"p1"}'
