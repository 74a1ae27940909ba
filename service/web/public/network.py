"""The Network: its regions as a map and as a table, what is said of its members, its charter, its axes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from service.api.problems import Problem, field_error
from service.web.public.cartogram import HEIGHT, LINE, WIDTH, cartogram
from service.web.public.sources import documents_among
from service.web.speech import Speech
from service.web.visiting import Page, View, Visit

_COUNTS: dict[str, Callable[[dict[str, Any]], int]] = {
    "members": lambda region: region["members"]["total"],
    "programmes": lambda region: region["programmes"]["total"],
    "commitments": lambda region: region["commitments"]["total"],
    "overdue": lambda region: region["commitments"]["overdue"],
}
"""What the table is sorted by beside the name, the greatest first."""
ORDERS = ("name", *_COUNTS)


async def network(visit: Visit) -> View:
    """The Network as it is known."""
    order = visit.chosen.get("sort", ORDERS[0])
    if order not in ORDERS:
        told = field_error("sort", "literal_error", expected=", ".join(ORDERS), found=order[:80])
        raise Problem(422, "invalid", errors=[told])
    found = await visit.ask.find("network")
    board = await visit.ask.get("network/board", limit=1)
    regions = _sorted(board["regions"], order, Speech(visit.language))
    view = {
        "network": found,
        "totals": board["totals"],
        "regions": regions,
        "order": order,
        "map": cartogram(board["regions"], visit.language.words),
        "tile": {"width": WIDTH, "height": HEIGHT, "line": LINE},
        "reconciliation": await visit.ask.find("network/reconciliation") if found else None,
        "documents": await documents_among(visit, _sources(found)) if found else {},
    }
    return View("network/network.html", view)


def _sorted(regions: list[dict[str, Any]], order: str, speech: Speech) -> list[dict[str, Any]]:
    named = sorted(regions, key=lambda region: speech.plain(region["names"]) or region["region"])
    count = _COUNTS.get(order)
    return named if count is None else sorted(named, key=count, reverse=True)


def _sources(network: dict[str, Any]) -> list[str]:
    told = [network["charter"], network["support_programme"], *network["claims"], *network["meetings"]]
    return [one["source"] for one in told if one]


NETWORK = (Page("network", network, frozenset({"sort"})),)
