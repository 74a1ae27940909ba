"""Until when ideas are collected: the day that the opening named, as it was corrected last."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from domain.programme.events import IdeaCollectionOpened
from service.web.visiting import Visit

_FIELD = "closes_on"
OPEN_AT = "idea_collection"
"""The stage in which ideas are collected."""


async def last_day(visit: Visit, programme_id: str) -> str | None:
    """The last day (ISO 8601) of the collection that was opened last; None where none is known."""
    path, kind = f"programmes/{programme_id}/history", IdeaCollectionOpened.__name__
    found = await visit.ask.get(path, type=kind, order="newest", limit=1)
    if not found["items"]:
        return None
    opened = found["items"][0]
    if any(one["type"] == "EventAnnulled" for one in opened["corrected_by"]):
        return None
    if opened["corrected_by"]:
        later = await visit.ask.get(path, type="RecordCorrected", order="newest", limit=50)
        for one in later["items"]:
            told = one["corrects"] or {}
            if told.get("event_id") == opened["event"]["event_id"] and told.get("field") == _FIELD:
                corrected: str | None = told["after"]
                return corrected
    closes_on: str | None = opened["event"]["data"].get(_FIELD)
    return closes_on


async def with_last_days(visit: Visit, programmes: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Programmes, each with `until`: the last day on which ideas are collected for it, where that goes on."""
    return [
        {**one, "until": await last_day(visit, one["id"]) if one["stage"] == OPEN_AT else None}
        for one in programmes
    ]
