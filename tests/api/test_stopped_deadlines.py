"""While a decision holds a programme's deadlines still, none of them passes; the past is told so, too."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from domain.programme.events import ProgrammeResumed, ProgrammeSuspended
from service.store.log import Log
from tests.api.reading import read, reading
from tests.domain.commitments import started_commitment
from tests.projections.following import poured

NEW_YEAR = datetime.fromisoformat("2027-02-01T12:00:00+00:00")
"""A month after the commitment was due."""


def late(client: Any, **asked: Any) -> tuple[bool, int, int]:
    """Whether the commitment is told to be overdue, in how many answers of a list, and on the board."""
    one = read(client, "commitments/k1", **asked)["overdue"]
    listed = len(read(client, "commitments", overdue="true", **asked)["items"])
    return one, listed, read(client, "network/board", limit=1)["totals"]["commitments"]["overdue"]


def test_a_commitment_is_overdue_before_its_deadlines_stop_and_after_they_run_again_but_not_between(
    log: Log,
) -> None:
    given = started_commitment()
    begun = len(given.log)
    given.at("2026-12-31").given("programme:p1", ProgrammeSuspended(decided_by="court", stops_deadlines=True))
    stopped = len(given.log)
    poured(log, given.log)

    with reading(log, now=lambda: NEW_YEAR) as client:
        now = late(client, after_position=stopped)
        before = late(client, as_of_position=begun, on="2027-01-15")
        then = late(client, as_of_position=stopped)
        on_a_day = late(client, on="2027-01-15")

    assert now == (False, 0, 0)
    assert before == (True, 1, 0)
    assert then == on_a_day == (False, 0, 0)

    given.at("2027-02-01").given("programme:p1", ProgrammeResumed(decided_by="court"))
    poured(log, given.log[stopped:])
    with reading(log, now=lambda: NEW_YEAR) as client:
        assert late(client, after_position=len(given.log))[:2] == (True, 1)
        assert late(client, as_of_position=stopped)[:2] == (False, 0)


def test_what_was_late_already_when_the_deadlines_stopped_stays_late(log: Log) -> None:
    given = started_commitment().at("2027-01-01")
    given.given("programme:p1", ProgrammeSuspended(decided_by="court", stops_deadlines=True))
    poured(log, given.log)

    with reading(log, now=lambda: NEW_YEAR) as client:
        assert late(client, after_position=len(given.log))[:2] == (True, 1)
