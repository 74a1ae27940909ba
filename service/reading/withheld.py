"""What not everybody may read of events: those of an idea or a contribution that waits, is inadmissible or
was taken back, and numbers of people so small that they could be recognised.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from pydantic_core import from_json

from domain.workshop.values import protected_wire
from projections.model import as_json
from service.messages import sentences

_TOLD = ("event_id", "type", "schema_version", "stream", "version", "recorded_at")
"""What is told of such an event: that it is there. Its author, channel, length and reply are not."""


def is_withheld(table: str) -> str:
    """The condition, on a row `h` of the history kept in a table, that what it is about is not public now."""
    latest = f"SELECT x.public FROM {table} x WHERE x.stream = h.stream ORDER BY x.position DESC LIMIT 1"  # noqa: S608 - made of our own names; values are parameters
    return f"CASE WHEN h.kind IN ('idea', 'contribution') THEN NOT ({latest}) ELSE false END"


def reduced(wire: Mapping[str, Any]) -> str:
    """What is left of an event, as JSON."""
    return as_json({name: wire[name] for name in _TOLD})


def protected(wire: Mapping[str, Any]) -> Mapping[str, Any]:
    """An event without numbers that tell of a few people: older ones hold them, and so do corrections of
    them. The same where there are none. The stored bytes are what they are: they are signed.
    """
    data = wire["data"]
    names = ("old", "new") if data.get("field") == "attendance" else ("attendance",)
    shown = {name: protected_wire(data[name]) for name in names if name in data}
    return (
        wire if all(data[name] == value for name, value in shown.items()) else {**wire, "data": data | shown}
    )


def without_words(decision: str) -> str:
    """A decision on such words, from its JSON: that it was taken, by whom, and for which reason. What was
    written to the author, or about the words, is not for everybody.
    """
    found: dict[str, Any] = from_json(decision)
    reason = found["reason"] and {"code": found["reason"]["code"]}
    return as_json(found | {"reason": reason, "details": {}, "evidence": [], "withheld": True})


@cache
def sentence() -> str:
    """What is said in the place of what happened, as JSON."""
    return as_json(sentences("conventions", "withheld"))
