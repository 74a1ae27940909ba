"""A bundle of the illustrative programme, from a real log in which it was played once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pytest

from projections.bundles.writing import Stored
from service.example.play import play
from service.example.preparation import STREAM
from service.example.stage import ScenarioClock
from service.handling.handler import CommandHandler
from service.store.log import Log
from tests.bundles.making import Kept, bundled, events_in, new_signer
from tests.conftest import Cluster, opened_log

PROGRAMME = STREAM.partition(":")[2]


class Example(NamedTuple):
    """The log of the example, what its operator holds, and the programme's bundle."""

    log: Log
    kept: Kept
    events: list[Stored]
    bundle: bytes
    programme: str = PROGRAMME


@pytest.fixture(scope="session")
def example(embedded: Cluster) -> Iterator[Example]:
    with opened_log(embedded, illustrative=True) as log:
        clock = ScenarioClock()
        play(CommandHandler(log, secret=b"test", now=clock), clock, lambda _done, _all: None)
        kept = Kept([row.body for row in log.since(0, 10_000)], new_signer())
        events = events_in(log, PROGRAMME, len(kept.bodies))
        yield Example(log, kept, events, bundled(kept, PROGRAMME, events))
