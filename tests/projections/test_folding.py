"""States kept from batch to batch: as many as their facts leave room for; what is not kept is read again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pytest

from domain.registry import DECIDERS
from projections.entries import Entry, Row
from projections.folding import KEPT_ANYWAY, Fold
from service.store.log import Log
from tests.store.facts import append, held

STREAMS = [f"workshop:w{number:02}" for number in range(KEPT_ANYWAY + 4)]


class Reader:
    """Reads a log, and knows which streams were read again."""

    def __init__(self, log: Log) -> None:
        self._log, self.again = log, list[str]()

    def since(self, position: int, limit: int) -> Sequence[Row]:
        return self._log.since(position, limit)

    def load(self, streams: Iterable[str], *, before: int | None = None) -> Mapping[str, Sequence[Row]]:
        wanted = list(streams)
        self.again += wanted
        return self._log.load(wanted, before=before)


@pytest.fixture
def reader(log: Log) -> Reader:
    """A log with two facts of each stream: first one of each, then another."""
    for version in (1, 2):
        for stream in STREAMS:
            append(log, held(stream, version))
    return Reader(log)


def folded(reader: Reader, **most: int) -> list[str]:
    """The streams that were read again for the second facts."""
    fold, entries = Fold(DECIDERS["workshop"], reader, **most), [Entry(row) for row in reader.since(0, 100)]
    fold.after(entries[: len(STREAMS)])
    found = [one for entry in entries[len(STREAMS) :] for one in fold.after([entry])]
    assert [(one.state.stream, one.state.version) for one in found] == [(stream, 2) for stream in STREAMS]
    return reader.again


def test_states_of_few_facts_are_all_kept(reader: Reader) -> None:
    assert folded(reader) == []


def test_states_of_more_facts_than_there_is_room_for_give_way_to_those_touched_later(reader: Reader) -> None:
    size = len(reader.since(0, 1)[0].body)

    again = folded(reader, kept_bytes=(KEPT_ANYWAY + 2) * size)

    assert again[:2] == STREAMS[:2]
    assert set(again) <= set(STREAMS)


def test_a_few_are_kept_however_large_they_are(reader: Reader) -> None:
    fold = Fold(DECIDERS["workshop"], reader, kept_bytes=1)
    entries = [Entry(row) for row in reader.since(0, 100)]
    fold.after(entries[: len(STREAMS)])

    for entry in reversed(entries[len(STREAMS) :]):
        fold.after([entry])

    assert reader.again == STREAMS[3::-1]
