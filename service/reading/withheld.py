"""Events that not everybody may read: those of an idea that waits, is inadmissible or was taken back."""

from __future__ import annotations

import json
from collections.abc import Iterable

from domain.idea.state import IdeaState
from projections.model import as_json
from service.reading.steps import Past
from service.store.log import Log

_TOLD = ("event_id", "type", "schema_version", "stream", "version", "recorded_at")
"""What is told of such an event: that it is there. Its author, channel, length and reply are not."""


def withheld(log: Log, streams: Iterable[str], position: int) -> frozenset[str]:
    """Those of `streams` that were not public at a position of the log."""
    ideas = [stream for stream in dict.fromkeys(streams) if stream.startswith("idea:")]
    past = Past(log, position)
    past.load(ideas)
    return frozenset(
        stream for stream in ideas if isinstance(state := past.states[stream], IdeaState) and not state.public
    )


def shown(position: int, body: bytes, *, hidden: bool) -> str:
    """One event of a history as JSON: its stored bytes, or of a hidden one that it is there."""
    if not hidden:
        return f'{{"position":{position},"event":{body.decode()}}}'
    event = json.loads(body)
    told = as_json({name: event[name] for name in _TOLD})
    return f'{{"position":{position},"withheld":true,"event":{told}}}'
