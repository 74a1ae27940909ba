"""The history says of every event what the fold of the events says, however the log was read into it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.rows import dict_row

from domain.kernel.amend import amend, fold
from domain.kernel.corrections import AnnulEvents, CorrectRecord
from domain.kernel.events import Event
from domain.kernel.two_times import true_on
from domain.registry import DECIDERS
from projections.changes import changes
from projections.editions import table
from projections.entries import Entry
from projections.history import History
from projections.model import as_json
from projections.registry import READ_MODELS
from projections.sentences import sentences
from projections.telling import Kept
from service.store.log import Log
from tests.conftest import Cluster
from tests.domain.scenario import Scenario, by
from tests.projections.following import connect, poured
from tests.property.streams import illustrative
from tests.vault_keys import KEYS

_numbers = count(1)
WHY = {"code": "correction_clerical"}
NAMED = "document:history-test"


def corrected_again_and_again() -> list[Event]:
    """The illustrative log, and a document whose title is corrected, that correction too, and annulled."""
    given = Scenario(log=list(illustrative()))
    given.at("2030-01-10")
    titles = [{"ar": name} for name in ("أول", "ثان", "ثالث")]
    given.when(
        NAMED,
        DECIDERS["document"].rules[0].command,
        actor=by("focal_point"),
        title=titles[0],
        kind="report",
        size=1,
        sha256="0" * 64,
    )
    first = given.log[-1].event_id
    amends: dict[str, Any] = {"actor": by("focal_point"), "reason": WHY}
    change = {"field": "title", "old": titles[0], "new": titles[1]}
    given.later(days=1).when(NAMED, CorrectRecord, **amends, target=first, **change)
    correction = given.log[-1].event_id
    again = {"field": "new", "old": titles[1], "new": titles[2]}
    given.later(days=1).when(NAMED, CorrectRecord, **amends, target=correction, **again)
    annulled = [{"stream": NAMED, "event_id": correction}]
    given.later(days=1).when(NAMED, AnnulEvents, **amends, events=annulled)
    annulled = [{"stream": NAMED, "event_id": first}]
    given.later(days=1).when(NAMED, AnnulEvents, **amends, events=annulled)
    return given.log


@pytest.fixture(scope="module")
def events() -> list[Event]:
    return corrected_again_and_again()


@pytest.fixture(scope="module")
def filled(embedded: Cluster, events: list[Event]) -> Iterator[Log]:
    log = Log(embedded.conninfo(embedded.new_log(), "infitah_service"), KEYS)
    poured(log, events)
    yield log
    log.close()


def rows(connection: psycopg.Connection[Any], edition: int) -> list[dict[str, Any]]:
    with connection.cursor(row_factory=dict_row) as cursor:
        statement = f"SELECT *, columns::text AS told FROM {table('history', edition)} ORDER BY position"
        return cursor.execute(statement.encode()).fetchall()


def built(log: Log, batches: Sequence[int], kept: int, *, forgetful: bool) -> list[dict[str, Any]]:
    """The rows of an edition made in batches of these lengths, the last of them again and again."""
    projection, edition = History(READ_MODELS, log, Kept(kept)), next(_numbers)
    with connect(log) as connection:
        projection.create(connection, edition)
        done, sizes = 0, iter(batches)
        while found := log.since(done, next(sizes, batches[-1])):
            projection.apply(connection, edition, [Entry(row) for row in found])
            done = found[-1].position
            if forgetful:
                projection.forget()
        made = rows(connection, edition)
        connection.rollback()
    return made


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    batches=st.lists(st.integers(1, 60), min_size=1, max_size=6),
    kept=st.sampled_from([0, 1, 3, 5000]),
    forgetful=st.booleans(),
)
def test_the_history_agrees_with_the_fold_at_every_position(
    filled: Log, events: list[Event], batches: list[int], kept: int, forgetful: bool
) -> None:
    made = built(filled, batches, kept, forgetful=forgetful)

    assert [row["position"] for row in made] == list(range(1, len(events) + 1))
    by_stream: dict[str, list[Event]] = {}
    documents: dict[str, dict[str, Any]] = {}
    for row, event in zip(made, events, strict=True):
        known = by_stream.setdefault(event.stream, [])
        earlier = list(known)
        known.append(event)
        kind = event.stream.partition(":")[0]
        model, state = READ_MODELS[kind], fold(DECIDERS[kind], known)
        first = next(place for place, one in enumerate(events, 1) if one.stream == event.stream)
        expected = model.row(state, first, row["position"])
        document = json.loads(expected["document"])
        assert row["document"] == expected["document"]
        assert (row["stream"], row["version"], row["type"]) == (event.stream, event.version, event.type)
        assert {name: row[name] for name in ("first_position", "public", "stage")} == {
            name: expected[name] for name in ("first_position", "public", "stage")
        }
        assert json.loads(row["told"]) == json.loads(
            as_json({column.name: column.value(state) for column in model.columns})
        )
        told = [list(one) for one in changes(documents.get(event.stream, {}), document)]
        assert json.loads(row["changes"]) == told
        assert json.loads(row["sentence"]) == sentences(event, earlier)
        documents[event.stream] = document


def test_where_facts_took_effect_in_their_order_what_is_true_is_what_is_known(
    filled: Log, events: list[Event]
) -> None:
    for row in built(filled, [50], 5000, forgetful=False):
        known = [event for event in events[: row["position"]] if event.stream == row["stream"]]
        decider = DECIDERS[row["kind"]]
        if row["last_end"] is None:
            assert not [event for event in amend(known) if event.type not in AMENDMENTS]
        elif row["in_order"]:
            truth = true_on(decider, known, row["last_end"].date().replace(year=2100))
            assert truth.state == fold(decider, known)
            assert not truth.uncertain


AMENDMENTS = {"RecordCorrected", "EventAnnulled"}


def test_a_correction_names_the_position_of_what_it_corrects(filled: Log, events: list[Event]) -> None:
    places = {event.event_id: place for place, event in enumerate(events, 1)}
    for row, event in zip(built(filled, [7], 0, forgetful=True), events, strict=True):
        target = getattr(event.data, "target", None)
        assert row["corrects"] == (places[target] if event.type in AMENDMENTS else None)


def test_what_was_recorded_by_an_instant_is_a_prefix_of_the_log(filled: Log, events: list[Event]) -> None:
    latest = events[0].recorded_at
    for row, event in zip(built(filled, [11], 3, forgetful=True), events, strict=True):
        latest = max(latest, event.recorded_at)
        assert (row["recorded_at"], row["recorded_upto"]) == (event.recorded_at, latest)
