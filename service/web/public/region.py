"""A region: its members and what they have, its programmes, its own record."""

from __future__ import annotations

from domain.kernel.values import CollectivityType
from service.api.problems import Problem
from service.web.public.records import latest_decisions
from service.web.visiting import Page, View, Visit

SHOWN = 5


async def region(visit: Visit) -> View:
    """One region by its key. Raises Problem 404 for one that is not in the register, with those that are."""
    wanted = visit.part("region")
    try:
        board = await visit.ask.whole("network/board", region=wanted)
    except Problem as problem:
        if problem.status != 422:
            raise
        raise Problem(404, "not_found", errors=problem.errors) from None
    if not board["regions"]:
        raise Problem(404, "not_found")
    view = {
        "about": board["regions"][0],
        "itself": [one for one in board["items"] if one["type"] == CollectivityType.REGION.value],
        "members": [one for one in board["items"] if one["type"] != CollectivityType.REGION.value],
        "silence": board["conventions"]["silent_members"],
        "programmes": await visit.ask.items("programmes", region=wanted),
        "decisions": await latest_decisions(visit, SHOWN, region=wanted),
    }
    return View("network/region.html", view)


REGION = (Page("regions/{region}", region),)
