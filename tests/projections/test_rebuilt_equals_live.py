"""What is rebuilt equals what is live, for every projection there is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from domain.idea.commands import EraseIdeaPersonalData
from service.example.play import play
from service.example.stage import ScenarioClock
from service.handling.handler import CommandHandler
from service.store.log import Log
from tests.api.serving import SECRET
from tests.conftest import Cluster
from tests.projections.following import (
    caught_up,
    editions,
    followed,
    table,
    until,
)
from tests.projections.rebuilds import NAMES, content, rebuilt
from tests.vault_keys import KEYS


@pytest.fixture(scope="module")
def lived(embedded: Cluster) -> Iterator[Log]:
    """A log whose rows came in small batches while it was written: a whole programme, corrections, and words
    that were erased.
    """
    log = Log(embedded.conninfo(embedded.new_log(), "infitah_service"), KEYS)
    clock = ScenarioClock()
    handler = CommandHandler(log, secret=SECRET, now=clock)
    with followed(log, batch=3):
        play(handler, clock, lambda _done, _all: None)
        given = {"actor": {"role": "operator", "body": "operator"}, "legal_basis": "law 09-08"}
        why = {"reason": {"code": "other", "text": {"ar": "طلب صاحب المعطيات"}}}
        until(lambda: caught_up(log), seconds=60)
        idea = min(table(log, "ideas"))
        handler.handle(f"idea:{idea}", EraseIdeaPersonalData.model_validate(given | why))
        until(lambda: caught_up(log), seconds=60)
        yield log
    log.close()


@pytest.mark.parametrize("name", NAMES)
def test_what_is_rebuilt_equals_what_is_live_row_by_row(lived: Log, name: str) -> None:
    live = editions(lived)[name]
    before = content(lived, live)

    rebuilt(lived, name, batch=400)

    after = editions(lived)[name]
    assert after.edition > live.edition
    assert content(lived, after) == before
    assert sum(map(len, before.values())) > 0
