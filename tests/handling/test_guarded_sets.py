"""A decision over a set holds for the set as it is when the decision is recorded."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from domain.idea.commands import SubmitIdea
from domain.kernel.guards import Refused
from domain.kernel.stored import decode
from domain.programme.commands import CloseIdeaCollection
from service.handling.answers import Contention
from service.store.log import Log
from tests.domain.programme_journey import collecting, initiated
from tests.domain.scenario import by
from tests.handling.recorded import handler, recorded, words

NOW = datetime(2025, 4, 30, 9, tzinfo=UTC)
IDEA = {"programme_id": "p1", "channel": "online", "author": {"kind": "anonymous"}, "text": {"text": "فكرة"}}


def test_no_idea_slips_in_while_the_collection_closes(log: Log) -> None:
    recorded(log, collecting(initiated()))
    writers = [handler(log, lambda: NOW) for _ in range(6)]
    closing = handler(log, lambda: NOW)

    def submit(number: int) -> bool:
        try:
            command = SubmitIdea.model_validate({"actor": by("citizen"), **IDEA})
            writers[number % 6].handle("idea", command, key=f"{number}")
        except Refused:
            return False
        return True

    def close() -> None:
        for _ in range(100):
            try:
                closing.handle("programme:p1", CloseIdeaCollection(actor=by("focal_point")))
                return
            except Contention:
                continue

    with ThreadPoolExecutor(7) as threads:
        submitted = [threads.submit(submit, number) for number in range(30)]
        closed = threads.submit(close)
        submitted += [threads.submit(submit, number) for number in range(30, 60)]
        closed.result()
        taken = sum(one.result() for one in submitted)

    events = [(row.position, decode(row.body)) for row in log.since(0, 10_000)]
    [(closed_at, closing_event)] = [found for found in events if found[1].type == "IdeaCollectionClosed"]
    ideas = [position for position, event in events if event.type == "IdeaSubmitted"]
    assert max(ideas) < closed_at
    assert closing_event.data.ideas == len(ideas) == taken + 1
    assert words(log) == taken


def test_what_was_kept_from_an_earlier_command_is_checked_and_read_anew(log: Log) -> None:
    recorded(log, collecting(initiated()))
    one, other = handler(log, lambda: NOW), handler(log, lambda: NOW)
    idea = SubmitIdea.model_validate({"actor": by("citizen"), **IDEA})
    one.handle("idea", idea)

    other.handle("programme:p1", CloseIdeaCollection(actor=by("focal_point")))
    with pytest.raises(Refused) as refused:
        one.handle("idea", idea)

    assert [check.guard.code for check in refused.value.unmet] == ["idea.collection_open"]
