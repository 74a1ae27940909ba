"""Finding collectivities, and what is known of one: register, council, bodies, programmes, papers."""

from __future__ import annotations

from typing import Any

from domain.vocabulary import VOCABULARIES
from service.web.public.lists import listed, options
from service.web.public.nearest import nearest
from service.web.public.records import latest_decisions, regions_by_key, with_records
from service.web.public.sources import documents_among
from service.web.visiting import Page, View, Visit

LENGTH = 30
SHOWN = 5
FILTERS = ("name", "type", "region", "stage")


async def collectivities(visit: Visit) -> View:
    """The collectivities that fit what was asked."""
    found = await listed(visit, "network/board", limit=LENGTH, **visit.chosen)
    regions = await regions_by_key(visit)
    near = []
    if not found.problem and not found.found["items"] and (asked := visit.chosen.get("name")):
        others = {name: value for name, value in visit.chosen.items() if name in ("type", "region", "stage")}
        near = nearest(asked, await visit.ask.items("network/board", **others))
    return found.view(
        "network/collectivities.html",
        visit,
        regions=regions,
        near=near,
        named_regions=options(visit, regions),
        named_types=options(visit, VOCABULARIES["collectivity_type"]),
        named_stages=options(visit, VOCABULARIES["stage"]),
    )


async def collectivity(visit: Visit) -> View:
    """One collectivity."""
    wanted, ask = visit.part("id"), visit.ask
    found = await ask.get(f"collectivities/{wanted}")
    calendar = await ask.get("calendar", collectivity=wanted, limit=SHOWN)
    sessions = await ask.items("council-sessions", collectivity=wanted)
    view = {
        "one": found,
        "regions": await regions_by_key(visit),
        "programmes": await ask.items("programmes", collectivity=wanted),
        "calendar": await with_records(visit, calendar["items"]),
        "span": calendar["conventions"]["span"],
        "sessions": sessions[::-1],
        "decisions": await latest_decisions(visit, SHOWN, collectivity=wanted),
        "papers": await ask.items("documents", collectivity=wanted),
        "documents": await documents_among(visit, _sources(found)),
    }
    return View("network/collectivity.html", view)


def _sources(found: dict[str, Any]) -> list[str]:
    return [one["source"] for one in (*found["memberships"], *found["canonical"])]


COLLECTIVITIES = (
    Page("collectivities", collectivities, frozenset({*FILTERS, "cursor"})),
    Page("collectivities/{id}", collectivity),
)
