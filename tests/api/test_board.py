"""The network board: exact where the numbers can be told by hand, and as the states say everywhere else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from itertools import count
from typing import Any

import pytest

from domain.assessment.state import AssessmentState
from domain.collectivity.state import CollectivityState
from domain.commitment.state import CommitmentState
from domain.programme.state import ProgrammeState
from projections.model import identity_of
from service.api.board_query import _months_before
from service.reading.board import _ABOUT, READ_FROM
from service.store.log import Log
from tests.api.reading import read, reading
from tests.domain import programme_journey as j
from tests.domain import programme_turns as t
from tests.domain import programme_walks as w
from tests.domain.programme_journey import at
from tests.domain.scenario import Scenario
from tests.projections.following import caught_up, connect, followed, live_table, poured, until
from tests.register.imported import recorded

Counts = dict[str, int]


Ask = Callable[..., Any]


@contextmanager
def asking(log: Log) -> Iterator[Ask]:
    """Asks for the board on a day."""
    today = ["2025-01-01"]
    with reading(log, now=lambda: datetime.fromisoformat(f"{today[0]}T12:00:00+00:00")) as client:

        def ask(day: str, **parameters: Any) -> Any:
            today[0] = day
            # No two questions are the same, so that no answer of another day is kept for this one.
            limit = {"limit": 200 - next(numbers)} | parameters
            return read(client, "network/board", after_position=log.head(), **limit)

        numbers = count()
        yield ask


def board(log: Log, day: str, **parameters: Any) -> Any:
    with asking(log) as ask:
        return ask(day, **parameters)


def present(counts: Counts) -> Counts:
    return {name: count for name, count in counts.items() if count}


def joint_and_silent() -> Scenario:
    """c1 and c2 adopted a programme together and c1 has one of its own; c3 is a silent member, c4 is none."""
    given = t.joint()
    for session, day in (("s1", "2025-10-07"), ("s2", "2025-10-08")):
        j.opened(given, session, day)
        j.vote(given, session)
    j.joined(given, "c3")
    j.joined(given, "c4", member=False)
    given.at("2025-11-01").when(
        "programme:p2",
        j.c.InitiateProgramme,
        actor=j.FOCAL,
        collectivity_ids=["c1"],
        title=j.NAME,
        starts_on="2028-01-01",
        ends_on="2029-12-31",
    )
    return given


def test_the_board_is_exact_for_a_case_made_by_hand(log: Log) -> None:
    poured(log, joint_and_silent().log)

    found = board(log, "2025-12-01", silent_after_months=6)

    totals = found["totals"]
    assert (totals["collectivities"], totals["members"]["total"]) == (4, 3)
    assert totals["members"]["by_type"] == {"commune": 3, "prefecture_or_province": 0, "region": 0}
    assert totals["silent_members"] == {"total": 1, "no_programme": 1, "nothing_recorded": 1}
    assert totals["programmes"]["total"] == 2
    assert present(totals["programmes"]["by_stage"]) == {"adopted": 1, "initiated": 1}
    assert present(totals["commitments"]["by_status"]) == {"planned": 1}
    assert totals["commitments"]["overdue"] == 0
    assert totals["evaluations"]["due"] == 0
    [region] = found["regions"]
    assert {name: region[name] for name in totals} == totals
    items = {item["collectivity_id"]: item for item in found["items"]}
    assert list(items) == ["c1", "c2", "c3", "c4"]
    programmes = {identity: present(item["programmes"]["by_stage"]) for identity, item in items.items()}
    assert programmes == {
        "c1": {"adopted": 1, "initiated": 1},
        "c2": {"adopted": 1},
        "c3": {},
        "c4": {},
    }
    assert {identity: item["silent"] for identity, item in items.items()} == {
        "c1": [],
        "c2": [],
        "c3": ["no_programme", "nothing_recorded"],
        "c4": [],
    }
    assert [item["commitments"]["total"] for item in items.values()] == [1, 1, 0, 0]
    assert items["c1"]["last_recorded_on"] == "2025-11-01"


def test_a_commitment_is_overdue_from_the_day_after_its_deadline(log: Log) -> None:
    poured(log, joint_and_silent().log)

    with asking(log) as ask:
        assert ask("2026-06-30")["totals"]["commitments"]["overdue"] == 0
        assert ask("2026-07-01")["totals"]["commitments"]["overdue"] == 1


def test_a_member_is_silent_after_as_many_months_as_are_asked_for(log: Log) -> None:
    poured(log, joint_and_silent().log)

    def silent(ask: Ask, months: int) -> list[str]:
        found = ask("2026-05-01", silent_after_months=months, silent="true")
        assert str(months) in found["conventions"]["silent_members"]["en"]
        assert set(found["conventions"]["silent_members"]) == {"ar", "fr", "en"}
        return [item["collectivity_id"] for item in found["items"]]

    with asking(log) as ask:
        assert silent(ask, 6) == ["c2", "c3"]
        assert silent(ask, 7) == ["c3"]
        assert silent(ask, 120) == ["c3"]


def test_an_evaluation_is_missing_until_both_assessments_are_there(log: Log) -> None:
    given = at(j.executing)
    poured(log, given.log)
    with asking(log) as ask:
        assert ask("2027-12-31")["totals"]["evaluations"]["due"] == 0
        # The clock has not noticed the end yet; the period is over all the same.
        due = ask("2028-01-01")["totals"]["evaluations"]
    assert due == {
        "due": 1,
        "without_self_assessment": 1,
        "without_independent_assessment": 1,
        "without_any": 1,
        "incomplete": 1,
    }

    before = len(given.log)
    given.at("2028-01-03").when(j.P, j.c.EndExecutionPeriod, actor=j.by("system:clock"))
    j.rated(given)
    poured(log, given.log[before:])

    [item] = board(log, "2028-01-04")["items"]
    assert item["evaluations"] == {
        "due": 1,
        "without_self_assessment": 0,
        "without_independent_assessment": 0,
        "without_any": 0,
        "incomplete": 0,
        "programme_ids": [],
    }


def test_the_board_shows_the_whole_register(log: Log) -> None:
    poured(log, recorded(None).log)

    with asking(log) as ask:
        until(lambda: caught_up(log))
        found = ask("2025-06-02", limit=200)
        souss = ask("2025-06-02", region="souss-massa")

    totals = found["totals"]
    assert totals["members"] == {
        "total": 228,
        "by_type": {"commune": 199, "prefecture_or_province": 17, "region": 12},
    }
    assert totals["silent_members"] == {"total": 228, "no_programme": 228, "nothing_recorded": 0}
    assert len(found["regions"]) == 12
    assert all(region["names"]["ar"].startswith("جهة") for region in found["regions"])
    assert sum(region["members"]["total"] for region in found["regions"]) == 228
    assert (len(found["items"]), found["next"] is None) == (200, False)
    assert souss["totals"]["members"]["total"] == len(souss["items"])
    assert [region["region"] for region in souss["regions"]] == ["souss-massa"]


def test_the_board_is_filtered_by_a_name_in_any_spelling_and_by_the_stage_of_a_programme(log: Log) -> None:
    poured(log, joint_and_silent().log)
    with asking(log) as ask:
        until(lambda: caught_up(log))
        names = {one["collectivity_id"]: one["names"]["ar"] for one in ask("2025-11-02")["items"]}
        alike = names["c1"].replace("ا", "أ", 1)
        found = {stage: ask("2025-11-02", stage=stage) for stage in ("adopted", "initiated", "closed")}
        named = ask("2025-11-02", name=alike)
        both = ask("2025-11-02", name=alike, stage="closed")

    ids = {stage: [one["collectivity_id"] for one in told["items"]] for stage, told in found.items()}
    assert ids == {"adopted": ["c1", "c2"], "initiated": ["c1"], "closed": []}
    assert found["initiated"]["totals"]["programmes"]["by_stage"]["adopted"] == 1
    assert "c1" in {one["collectivity_id"] for one in named["items"]}
    assert both["items"] == []


def test_the_board_is_read_page_by_page(log: Log) -> None:
    poured(log, joint_and_silent().log)

    with reading(log) as client:
        first = read(client, "network/board", limit=3, after_position=log.head())
        second = read(client, "network/board", limit=3, cursor=first["next"])
        other = client.get("/api/v1/network/board", params={"cursor": first["next"], "region": "r5"})

    assert [len(page["items"]) for page in (first, second)] == [3, 1]
    assert (second["next"], other.status_code) == (None, 400)


def states(given: Scenario, kind: type[Any]) -> list[Any]:
    streams = dict.fromkeys(event.stream for event in given.log)
    found = (given.state(stream) for stream in streams)
    return [state for state in found if isinstance(state, kind) and state.stage]


def counted(given: Scenario, today: date) -> dict[str, Any]:
    """What the board should say of the network, from the states alone."""
    programmes, commitments = states(given, ProgrammeState), states(given, CommitmentState)
    stopped = {identity_of(one.stream): one.deadlines_stopped_on for one in programmes}
    assessed = {(one.programme_id, one.kind) for one in states(given, AssessmentState)}
    due = [one for one in programmes if evaluation_due(one, today)]
    return {
        "members": sum(one.stage == "member" for one in states(given, CollectivityState)),
        "by_stage": dict(Counter(one.stage for one in programmes)),
        "by_status": dict(Counter(one.status for one in commitments)),
        "overdue": sum(one.overdue(today, stopped_on=stopped[one.programme_id]) for one in commitments),
        "due": len(due),
        "unassessed": sum((one.programme_id, "self") not in assessed for one in due),
    }


def evaluation_due(state: ProgrammeState, today: date) -> bool:
    if state.stage in ("final_evaluation", "closed"):
        return True
    running = state.stage == "in_execution" or state.execution_suspended
    return running and state.deadlines_stopped_on is None and today > state.ends_on


WALKS = [
    w.closed,
    w.taken_up_again,
    w.suspended,
    lambda: t.suspended(stops_deadlines=True),
    w.joint_with_one_settled,
    lambda: w.withdrawn_by_the_council(t.rejected),
    lambda: w.left(w.suspended),
    lambda: w.ended_early(lambda: at(j.executing)),
]


@pytest.mark.parametrize("walk", WALKS)
def test_the_board_counts_what_the_states_say(log: Log, walk: Callable[[], Scenario]) -> None:
    given = walk()
    poured(log, given.log)

    days = ("2026-07-01", "2028-03-01")
    with asking(log) as ask:
        boards = [(date.fromisoformat(day), ask(day)["totals"]) for day in days]

    for today, totals in boards:
        assert {
            "members": totals["members"]["total"],
            "by_stage": present(totals["programmes"]["by_stage"]),
            "by_status": present(totals["commitments"]["by_status"]),
            "overdue": totals["commitments"]["overdue"],
            "due": totals["evaluations"]["due"],
            "unassessed": totals["evaluations"]["without_self_assessment"],
        } == counted(given, today)


def test_the_last_record_of_each_collectivity_is_found_by_an_index(log: Log) -> None:
    poured(log, joint_and_silent().log)
    with followed(log):
        until(lambda: caught_up(log))
    tables = {name: live_table(log, name) for name in READ_FROM}
    statement = f"EXPLAIN {_ABOUT.replace('{where}', '').format_map(tables)}"

    with connect(log) as connection:
        connection.execute("SET enable_seqscan = off")
        plan = "\n".join(row[0] for row in connection.execute(statement.encode(), {"upto": 9}).fetchall())

    assert plan.count("Index Only Scan using event_tags_pkey") + plan.count("Index Only Scan Backward") >= 2
    assert "Seq Scan on event_tags" not in plan


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        ("2026-03-31", 1, "2026-02-28"),
        ("2024-03-31", 1, "2024-02-29"),
        ("2026-01-15", 1, "2025-12-15"),
        ("2026-12-31", 6, "2026-06-30"),
        ("2026-01-31", 13, "2024-12-31"),
    ],
)
def test_months_are_counted_back_by_the_calendar(day: str, months: int, before: str) -> None:
    assert _months_before(date.fromisoformat(day), months).isoformat() == before


def test_a_parameter_that_is_not_right_is_named(log: Log) -> None:
    wrong = {
        "silent_after_months=0": "silent_after_months",
        "silent_after_months=121": "silent_after_months",
        "silent=perhaps": "silent",
        "type=village": "type",
        "stage=over": "stage",
        "name=%25": "name",
        "colour=green": "colour",
    }
    with reading(log, follow=False) as client:
        answers = {query: client.get(f"/api/v1/network/board?{query}") for query in wrong}

    assert {answer.status_code for answer in answers.values()} == {422}
    named = {query: answer.json()["errors"][0]["field"] for query, answer in answers.items()}
    assert named == wrong
