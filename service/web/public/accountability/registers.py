"""What the service says of itself: what was removed, what can be downloaded, who may do what, and help."""

from __future__ import annotations

from typing import Any

from service.api.command_table import command_routes
from service.web.public.accountability.records import PLURALS
from service.web.visiting import Page, View, Visit

SHOWN = 50
LISTS = (
    *("programmes", "commitments", "ideas", "consultations", "contributions", "council-sessions"),
    *("assessments", "documents", "collectivities", "workshops", "decisions", "calendar"),
)
"""Lists that programs read."""


async def redactions(visit: Visit) -> View:
    """The public register of redactions and erasures."""
    given = {name: value for name, value in visit.given.items() if value}
    found = await visit.ask.get("redactions", limit=SHOWN, **given)
    entries = [
        {**one, "path": f"{PLURALS[one['record']['kind']]}/{one['record']['id']}"} for one in found["items"]
    ]
    told = {"found": found, "entries": entries, "given": given}
    return View("accountability/redactions.html", told)


async def data(visit: Visit) -> View:
    """Everything that can be downloaded, and where the log itself is served."""
    given = {name: value for name, value in visit.given.items() if value}
    found = await visit.ask.get("programmes", limit=SHOWN, **given)
    told = {"found": found, "given": given, "lists": LISTS}
    return View("accountability/data.html", told)


async def permissions(visit: Visit) -> View:
    """Who may do what, from the table that the service itself decides by."""
    found = await visit.ask.get("permissions")
    summaries = {
        route.command.command_name(): route.command.summary.model_dump() for route in command_routes()
    }
    roles: list[dict[str, Any]] = [
        {"role": role, **told, "summaries": [summaries.get(one) or {"ar": one} for one in told["commands"]]}
        for role, told in found["roles"].items()
    ]
    clock = found["clock"]
    by_itself = [summaries.get(one) or {"ar": one} for one in clock["commands"]]
    return View("accountability/permissions.html", {"roles": roles, "clock": by_itself})


async def accessibility(_visit: Visit) -> View:
    """The accessibility statement."""
    return View("accountability/accessibility.html")


async def guide(_visit: Visit) -> View:
    """Help: how to take part, how to read a history, how to verify."""
    return View("accountability/help.html")


_CURSOR = frozenset({"cursor"})
REGISTERS = (
    Page("redactions", redactions, _CURSOR),
    Page("data", data, _CURSOR),
    Page("permissions", permissions),
    Page("accessibility", accessibility),
    Page("help", guide),
)
