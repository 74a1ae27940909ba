"""Events that not everybody may read: those of an idea that waits, is inadmissible or was taken back."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from pydantic_core import from_json

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


def without_words(decision: str) -> str:
    """A decision on such an idea, from its JSON: that it was taken, by whom, and for which reason. What was
    written to the author, or about the idea, is not for everybody.
    """
    found: dict[str, Any] = from_json(decision)
    reason = found["reason"] and {"code": found["reason"]["code"]}
    return as_json(found | {"reason": reason, "details": {}, "evidence": [], "withheld": True})


@cache
def sentence() -> str:
    """What is said in the place of what happened, as JSON."""
    return as_json(sentences("conventions", "withheld"))
