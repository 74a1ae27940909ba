"""The runner: rows and checkpoints move together, once, whoever is active."""

from typing import Any
from uuid import uuid4

import pytest

from domain.kernel.corrections import AnnulEvents, CorrectRecord
from domain.workshop.commands import AnnounceWorkshop, CancelWorkshop, RecordWorkshopHeld
from projections.workshops import READ_MODEL as WORKSHOPS
from service.handling.handler import CommandHandler
from service.store.log import Log
from tests.api.serving import HELD, SECRET, STAFF, WORKSHOP
from tests.projections.following import (
    caught_up,
    connect,
    editions,
    followed,
    live_table,
    positions,
    table,
    until,
)


@pytest.fixture
def handler(log: Log) -> CommandHandler:
    return CommandHandler(log, secret=SECRET)


def announce(handler: CommandHandler, identity: str, **fields: Any) -> str:
    command = AnnounceWorkshop.model_validate(WORKSHOP | fields)
    return handler.handle(f"workshop:{identity}", command, key=str(uuid4())).events[0].event_id


def hold(handler: CommandHandler, identity: str) -> str:
    return handler.handle(f"workshop:{identity}", RecordWorkshopHeld.model_validate(HELD)).events[0].event_id


def test_what_was_recorded_before_and_after_the_start_is_shown(log: Log, handler: CommandHandler) -> None:
    announce(handler, "before")

    with followed(log):
        until(lambda: caught_up(log))
        announce(handler, "after")
        hold(handler, "before")
        until(lambda: caught_up(log))

    found = table(log, "workshops")
    assert {identity: (row["version"], row["stage"]) for identity, row in found.items()} == {
        "before": (2, "held"),
        "after": (1, "announced"),
    }
    assert (found["before"]["first_position"], found["before"]["position"]) == (1, 3)
    assert found["after"]["document"]["place"] == WORKSHOP["place"]


def test_a_runner_that_starts_again_goes_on_where_the_last_one_stopped(
    log: Log, handler: CommandHandler
) -> None:
    announce(handler, "w1")
    with followed(log):
        until(lambda: caught_up(log))
    hold(handler, "w1")

    with followed(log):
        until(lambda: caught_up(log))

    assert table(log, "workshops")["w1"]["document"]["attendance"]["present"] == 40


def test_a_correction_changes_the_row_and_its_annulment_changes_it_back(
    log: Log, handler: CommandHandler
) -> None:
    event_id = announce(handler, "w1")
    change = {"target": event_id, "field": "place", "old": WORKSHOP["place"], "new": "الخزانة"}
    reason = {"actor": STAFF, "reason": {"code": "correction_clerical"}}
    with followed(log):
        until(lambda: caught_up(log))

        answer = handler.handle("workshop:w1", CorrectRecord.model_validate(reason | change))
        until(lambda: caught_up(log))
        corrected = table(log, "workshops")["w1"]
        amendment = {"stream": "workshop:w1", "event_id": answer.events[0].event_id}
        handler.handle("workshop:w1", AnnulEvents.model_validate(reason | {"events": [amendment]}))
        until(lambda: caught_up(log))

    assert (corrected["version"], corrected["document"]["place"]) == (2, "الخزانة")
    assert table(log, "workshops")["w1"]["document"]["place"] == WORKSHOP["place"]


def test_two_runners_write_each_row_once_and_the_second_takes_over(log: Log, handler: CommandHandler) -> None:
    with followed(log) as first, followed(log):
        for number in range(30):
            announce(handler, f"w{number}")
            if number == 15:
                first.stop()
        until(lambda: caught_up(log))

    assert {row["version"] for row in table(log, "workshops").values()} == {1}
    assert len(table(log, "workshops")) == 30


def test_small_batches_lead_to_the_same_rows_as_large_ones(log: Log, handler: CommandHandler) -> None:
    for number in range(7):
        announce(handler, f"w{number}")
        hold(handler, f"w{number}")
    with followed(log, batch=3):
        until(lambda: caught_up(log))
    small = table(log, "workshops")

    with followed(log, code="the same in large batches"):
        until(lambda: len(table(log, "workshops", "the same in large batches")) == 7)

    assert table(log, "workshops", "the same in large batches") == small


def test_a_poison_event_stops_its_projection_there_and_the_others_go_on(
    log: Log, handler: CommandHandler, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(model: Any, state: Any, *where: int) -> dict[str, Any]:
        if state.stage == "cancelled":
            raise ValueError("a state that cannot be shown")
        return row(model, state, *where)

    row = type(WORKSHOPS).row
    monkeypatch.setattr(type(WORKSHOPS), "row", refuse)
    announce(handler, "w1")
    announce(handler, "w2")
    cancelled = {"actor": STAFF, "reason": {"code": "force_majeure"}}
    handler.handle("workshop:w2", CancelWorkshop.model_validate(cancelled))
    announce(handler, "w3")

    with followed(log):
        until(lambda: positions(log).get("programmes") == (4, None) and editions(log)["programmes"].live)

    position, stopped = positions(log)["workshops"]
    assert position == 2
    assert stopped is not None
    assert stopped.startswith("position 3, WorkshopCancelled in workshop:w2")
    assert set(table(log, "workshops")) == {"w1", "w2"}


def test_a_projection_that_stopped_is_tried_again_at_the_next_start(
    log: Log, handler: CommandHandler, monkeypatch: pytest.MonkeyPatch
) -> None:
    announce(handler, "w1")
    with monkeypatch.context() as broken:
        broken.setattr(type(WORKSHOPS), "row", None)
        with followed(log):
            until(lambda: positions(log).get("workshops", (0, None))[1] is not None)

    with followed(log):
        until(lambda: caught_up(log))

    assert positions(log)["workshops"] == (1, None)
    assert set(table(log, "workshops")) == {"w1"}


def test_other_code_makes_rows_of_its_own_and_leaves_those_that_are_read(
    log: Log, handler: CommandHandler
) -> None:
    announce(handler, "w1")
    with followed(log) as older:
        until(lambda: caught_up(log))
        with connect(log) as connection:
            connection.execute(f"UPDATE {live_table(log, 'workshops')} SET document = '{{}}'".encode())

        with followed(log, code="newer"):
            until(lambda: "workshops" in editions(log, "newer") and editions(log, "newer")["workshops"].live)
            announce(handler, "w2")
            until(lambda: len(table(log, "workshops", "newer")) == 2 and caught_up(log))
            older.stop()

    assert table(log, "workshops")["w1"]["document"] == {}
    assert table(log, "workshops", "newer")["w1"]["document"]["place"] == WORKSHOP["place"]
    assert set(table(log, "workshops")) == {"w1", "w2"}
