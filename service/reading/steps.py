"""What may be done next, computed from the events up to a position, never from a read model."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.kernel.amend import fold
from domain.kernel.decider import FactNeeded, Facts, State
from domain.kernel.next_steps import NextStep, next_steps
from domain.kernel.stored import decode
from domain.registry import DECIDERS
from service.access.permissions import takers
from service.handling.reading import kind_of
from service.messages import LANGUAGES
from service.store.log import Log


class Past:
    """States and sets as they were at a position of the log, loaded as they are asked for."""

    def __init__(self, log: Log, position: int) -> None:
        self._log, self._before = log, position + 1
        self.states: dict[str, State] = {}
        self.sets: dict[str, tuple[str, ...]] = {}

    def state(self, stream: str) -> State:
        """The state of one stream."""
        self.load([stream])
        return self.states[stream]

    def load(self, streams: Iterable[str]) -> None:
        """Load the states of streams that are not loaded yet, in one query."""
        wanted = [stream for stream in dict.fromkeys(streams) if stream not in self.states]
        rows = self._log.load(wanted, before=self._before) if wanted else {}
        for stream in wanted:
            events = [decode(row.body) for row in rows[stream]]
            self.states[stream] = fold(DECIDERS[kind_of(stream)], events)

    def load_set(self, tag: str) -> None:
        """Load the streams found under a tag, with their states."""
        rows = self._log.tagged(tag, before=self._before)
        self.sets[tag] = tuple(dict.fromkeys(row.stream for row in rows))
        self.load(self.sets[tag])


def steps_at(log: Log, stream: str, position: int, now: datetime) -> list[dict[str, Any]]:
    """The next steps of one aggregate as readers see them: the command, who may give it, what is missing."""
    past, decider = Past(log, position), DECIDERS[kind_of(stream)]
    state = past.state(stream)
    facts = Facts(now, UUID(int=0), past.states, past.sets)
    while True:
        try:
            found = next_steps(decider, state, facts)
        except FactNeeded as needed:
            if needed.stream is not None:
                past.load([needed.stream])
            if needed.tag is not None:
                past.load_set(needed.tag)
        else:
            return [_shown(step) for step in found]


def _shown(step: NextStep) -> dict[str, Any]:
    unmet = [
        {
            "code": check.guard.code,
            "sentence": {language: check.sentence(language) for language in LANGUAGES},
        }
        for check in step.unmet
    ]
    name = step.command.command_name()
    return {
        "command": name,
        "aggregate": step.command.aggregate,
        "summary": {language: getattr(step.command.summary, language) for language in LANGUAGES},
        "by": sorted(role.value for role in takers(name, step.by)),
        "possible": not unmet,
        "unmet": unmet,
        "streams": list(step.streams),
    }
