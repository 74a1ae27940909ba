"""The calendar: sessions, consultations, deadlines of programmes and of the law."""

from __future__ import annotations

from typing import Any

from projections.calendar.dated import NAMES
from service.web.public.collecting import OPEN_AT, with_last_days
from service.web.public.lists import listed, options
from service.web.public.records import collectivity_names, programme_titles, regions_by_key, with_records
from service.web.visiting import Page, View, Visit

LENGTH = 40
PARAMETERS = frozenset({"from", "to", "kind", "region", "collectivity", "programme", "undated", "cursor"})


async def calendar(visit: Visit) -> View:
    """What falls on the days asked for."""
    found = await listed(visit, "calendar", limit=LENGTH, **visit.chosen)
    programme, collectivity = visit.chosen.get("programme"), visit.chosen.get("collectivity")
    right = not found.problem
    return found.view(
        "network/calendar.html",
        visit,
        collecting=await _collecting(visit) if right else [],
        entries=await with_records(visit, found.found["items"]),
        named_kinds=options(visit, NAMES),
        named_regions=options(visit, await regions_by_key(visit)),
        titles=await programme_titles(visit, [programme]) if right else {},
        names=await collectivity_names(visit, [collectivity]) if right and collectivity else {},
    )


async def _collecting(visit: Visit) -> list[dict[str, Any]]:
    """The programmes, among those asked for, whose collection of ideas has a last day."""
    asked = {name: visit.chosen.get(name) for name in ("region", "collectivity")}
    if set(visit.chosen) - {"region", "collectivity", "programme"}:  # other days or kinds were asked for
        return []
    listed = await visit.ask.items("programmes", stage=OPEN_AT, **asked)
    wanted = visit.chosen.get("programme")
    found = await with_last_days(visit, (one for one in listed if wanted in (None, one["id"])))
    return sorted((one for one in found if one["until"]), key=lambda one: one["until"])


CALENDAR = (Page("calendar", calendar, PARAMETERS),)
