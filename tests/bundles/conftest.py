"""A bundle of the illustrative programme, from a real log in which it was played once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from domain.kernel.stored import decode
from projections.bundles.writing import Stored
from service.example.play import play
from service.example.preparation import STREAM
from service.example.stage import ScenarioClock
from service.handling.handler import CommandHandler
from service.store.log import Log
from tests.bundles.making import Kept, bundled, events_in, new_signer
from tests.conftest import Cluster, opened_log
from tests.log.signing import signed_up_to, signing
from tests.projections.following import until
from tests.store.facts import append

PROGRAMME = STREAM.partition(":")[2]
AT_ONCE = 100


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


@pytest.fixture
def signed_log(log: Log, example: Example, tmp_path: Path) -> Log:
    """A log of its own with the example's events, signed up to its end."""
    events = [decode(body) for body in example.kept.bodies]
    for first in range(0, len(events), AT_ONCE):
        append(log, *events[first : first + AT_ONCE])
    with signing(log, tmp_path / "checkpoint"):
        until(lambda: signed_up_to(log, len(events)), 30)
    return log
