"""A rebuild drops the old tables at once; what is recorded in the moment after is no fault of any event."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from projections.batches import take
from projections.checkpoints import Displaced
from projections.editions import Edition
from projections.entries import Entry
from projections.registry import projections
from service.handling.handler import CommandHandler
from service.store.log import Log
from tests.api.serving import SECRET
from tests.projections.following import caught_up, connect, editions, followed, table, until
from tests.projections.rebuilds import rebuilt, tables_live, tables_there
from tests.projections.test_runner import announce

TIMES = 8


@pytest.fixture
def handler(log: Log) -> CommandHandler:
    return CommandHandler(log, secret=SECRET)


def test_an_event_right_after_a_rebuild_is_no_poison(log: Log, handler: CommandHandler) -> None:
    announce(handler, "before")
    with capture_logs() as lines, followed(log):
        until(lambda: caught_up(log))
        for number in range(TIMES):
            rebuilt(log, "workshops")
            announce(handler, f"w{number}")
        until(lambda: caught_up(log))

    assert [line for line in lines if line["log_level"] in ("critical", "error", "warning")] == []
    assert {found.stopped for found in editions(log).values()} == {None}
    assert set(table(log, "workshops")) == {"before", *(f"w{number}" for number in range(TIMES))}
    assert {row["version"] for row in table(log, "workshops").values()} == {1}
    assert tables_there(log) == tables_live(log)


def test_what_a_rebuild_has_dropped_is_displaced_and_the_others_of_the_batch_forget_nothing(
    log: Log, handler: CommandHandler
) -> None:
    announce(handler, "w1")
    with followed(log):
        until(lambda: caught_up(log))
    held = {name: editions(log)[name] for name in ("ideas", "workshops")}
    forgot: list[str] = []
    ours = [Edition(projections(log)[name](), kept.edition, kept.position) for name, kept in held.items()]
    for edition in ours:
        forget = edition.projection.forget
        edition.projection.forget = lambda forget=forget: (forgot.append("forgot"), forget())  # type: ignore[method-assign]
    rebuilt(log, "workshops")
    announce(handler, "w2")

    entries = [Entry(row) for row in log.since(1, 10)]
    with connect(log) as connection, pytest.raises(Displaced):
        take(connection, ours, entries)

    assert forgot == []
    assert editions(log)["ideas"].position == 1
    assert [edition.position for edition in ours] == [1, 1]
