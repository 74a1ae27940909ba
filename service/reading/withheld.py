"""Events that not everybody may read: those of an idea that waits, is inadmissible or was taken back."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from projections.model import as_json
from service.messages import sentences

_TOLD = ("event_id", "type", "schema_version", "stream", "version", "recorded_at")
"""What is told of such an event: that it is there. Its author, channel, length and reply are not."""


def is_withheld(table: str) -> str:
    """The condition, on a row `h` of the history kept in a table, that its idea is not public now."""
    latest = f"SELECT x.public FROM {table} x WHERE x.stream = h.stream ORDER BY x.position DESC LIMIT 1"
    return f"CASE WHEN h.kind = 'idea' THEN NOT ({latest}) ELSE false END"


def reduced(wire: Mapping[str, Any]) -> str:
    """What is left of an event, as JSON."""
    return as_json({name: wire[name] for name in _TOLD})


@cache
def sentence() -> str:
    """What is said in the place of what happened, as JSON."""
    return as_json(sentences("conventions", "withheld"))
