"""What was recorded since somebody looked: shown to whoever meant to record something on what was before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from service.api.problems import Problem
from service.web.called import names_of
from service.web.console.asked import AskedFor
from service.web.visiting import Visit

MOST_EVENTS = 20


async def meanwhile(visit: Visit, asked: AskedFor, version: str) -> Mapping[str, Any] | None:
    """The fields that differ from a version, and the events since; None where the version never was."""
    path = f"{asked.route.plural}/{asked.identity}"
    try:
        found = await visit.ask.get(f"{path}/diff", **{"from": f"version:{version}"})
    except Problem as problem:
        if problem.status >= 500:
            raise
        return None
    since = found["from"]["as_of_position"]
    events = [one for one in await visit.ask.items(f"{path}/history") if one["position"] > since]
    own = [one for one in events if one["event"]["stream"] == f"{asked.route.kind}:{asked.identity}"]
    changes = found["changes"]
    shown = [(one["field"], one[side]) for one in changes for side in ("before", "after")]
    names = await names_of(visit, asked.record, shown)
    return {"kind": asked.route.kind, "changes": changes, "names": names, "events": own[-MOST_EVENTS:]}
