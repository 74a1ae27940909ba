"""Why the rules would refuse ideas of a file, asked of the rules with what is public of a programme, so that
nothing is recorded of a file of which a row would be refused.

Ideas do not change what others are decided on: each row meets the programme as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.idea.commands import SubmitIdea
from domain.idea.decider import GUARDS as IDEAS
from domain.kernel.dates import PartialDate
from domain.kernel.decider import Facts
from domain.kernel.deciding import effective_by
from domain.kernel.guards import Check
from domain.participation import rules as participation
from domain.programme.rules.order import not_earlier
from domain.programme.stages import Stage
from service.api.problems import unmet_guard
from service.web.console.csv_ideas import Given, told
from service.web.console.csv_reading import Wrong


def refusals(programme: Mapping[str, Any], found: Iterable[Given], now: datetime) -> list[Wrong]:
    """What recording would refuse, by row and column; what is refused whatever a row says is told once."""
    wrong: list[Wrong] = []
    for row, _, command in found:
        unmet = [unmet_guard(check) for check in _checks(programme, command, now) if not check.met]
        wrong += [one for one in told(row, {"unmet": unmet}) if one not in wrong]
    return wrong


def _checks(programme: Mapping[str, Any], command: SubmitIdea, now: datetime) -> Iterator[Check]:
    collecting = programme["reached"] == Stage.IDEA_COLLECTION
    yield IDEAS["collection_open"].check(
        collecting, programme=command.programme_id, found=Stage(programme["stage"])
    )
    day, facts = command.effective_at, Facts(now, UUID(int=0))
    yield participation.entered_by_staff(command.channel, command.actor)
    yield participation.own_reference(command.author, command.actor)
    yield participation.dated_by_arrival(command.channel, day, facts)
    yield from effective_by(now, day)
    if collecting:
        opened = programme["days"].get(Stage.IDEA_COLLECTION)
        yield not_earlier(Stage.IDEA_COLLECTION, day, PartialDate(opened) if opened else None)
        yield participation.channel_declared(command.channel, programme["channels"] or (), None)
        axes = {axis["key"] for axis in programme["axes"]}
        yield IDEAS["axis_known"].check(
            command.axis is None or command.axis in axes, found=command.axis, expected=axes
        )
