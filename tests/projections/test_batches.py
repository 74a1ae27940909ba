"""Rows do not depend on how the log was cut into batches, whatever was corrected or annulled on the way."""

from __future__ import annotations

from random import Random

import pytest

from domain.kernel.corrections import AnnulEvents, CorrectRecord
from domain.kernel.guards import Refused
from service.store.log import Log
from tests.domain.scenario import Scenario, by
from tests.projections.feeding import fed
from tests.projections.following import poured
from tests.property.corpus import corpus
from tests.property.invariants import candidates

WHY = {"code": "correction_clerical"}
MINE = ("calendar", "decisions", "search")


def amended(seed: int) -> Scenario:
    """The illustrative programme with corrections and annulments at random moments of its course."""
    random, scenario = Random(seed), Scenario()  # noqa: S311 - chance of a test, not a secret
    for given in corpus():
        scenario.now = max(scenario.now, given.at)
        try:
            scenario.when(given.stream, given.command)
            if random.random() < 0.15:
                amend(scenario, random)
        except Refused:
            continue
    return scenario


def amend(scenario: Scenario, random: Random) -> None:
    if random.random() < 0.5:
        event = random.choice(scenario.log)
        named = [{"stream": event.stream, "event_id": event.event_id}]
        scenario.when(event.stream, AnnulEvents, actor=by("focal_point"), reason=WHY, events=named)
        return
    stream, target, field, old = random.choice(list(candidates(scenario)))
    others = [found[3] for found in candidates(scenario) if found[2] == field]
    fields = {"target": target, "field": field, "old": old, "new": random.choice(others)}
    scenario.when(stream, CorrectRecord, actor=by("focal_point"), reason=WHY, **fields)


@pytest.mark.parametrize("seed", [1, 2])
def test_rows_are_the_same_in_batches_of_any_size(log: Log, seed: int) -> None:
    given = amended(seed)
    amendments = {event.type for event in given.log} & {"RecordCorrected", "EventAnnulled"}
    poured(log, given.log, "نشر مقررات المجلس")

    for name in MINE:
        at_once = fed(log, name)
        assert at_once[name], name
        assert fed(log, name, [3, 1, 7]) == at_once, name
        assert fed(log, name, [40, 5]) == at_once, name
    assert amendments == {"RecordCorrected", "EventAnnulled"}
