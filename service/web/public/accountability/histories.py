"""The accountability history of a record: who did what, when, on what basis, and what it changed."""

from __future__ import annotations

from typing import Any

from domain.kernel.events import event_types
from domain.kernel.values import Role
from service.api.problems import Problem
from service.web.called import names_of
from service.web.public.accountability.records import Record, wanted
from service.web.public.accountability.told import event_of, named, told_values
from service.web.visiting import Page, View, Visit

SHOWN = 20
"""Events of a page: few enough for a weak connection."""
FILTERS = ("type", "role", "from", "to", "by", "order")
PARAMETERS = frozenset({*FILTERS, "cursor"})
OLDEST = "oldest"


async def history(visit: Visit) -> View:
    """The events in whose history a record appears, the newest first where nothing else is asked."""
    record = await wanted(visit)
    given = {name: value for name, value in visit.given.items() if value}
    asked: dict[str, Any] = {"order": "newest", **given, "limit": SHOWN}
    if asked["order"] == OLDEST:
        del asked["order"]
    try:
        found = await visit.ask.get(f"{record.path}/history", **asked)
    except Problem as problem:
        if problem.status not in (400, 422):
            raise
        refused = told(visit, record, given, problem=problem) | {"names": {}}
        return View("accountability/history.html", refused, problem.status)
    page = told(visit, record, given, found=found)
    names = await names_of(visit, record.found, told_values(page["events"]))
    return View("accountability/history.html", page | {"names": names})


def told(
    visit: Visit,
    record: Record,
    given: dict[str, str],
    *,
    found: dict[str, Any] | None = None,
    problem: Problem | None = None,
) -> dict[str, Any]:
    """What the page tells: events, or what was wrong with the filters, which are kept in any case."""
    body = problem.body(visit.language.words) if problem else None
    return {
        "record": record,
        "given": given,
        "chosen": {name: given.get(name) for name in FILTERS},
        "filtered": bool(given.keys() & set(FILTERS)),
        "found": found,
        "events": [event_of(item) for item in found["items"]] if found else [],
        "problem": body,
        "wrong": {error["field"]: error for error in (body or {}).get("errors", ())},
        "types": {one: named(one) for one in sorted(event_types())},
        "roles": [role.value for role in Role],
    }


HISTORIES = (
    Page("network/history", history, PARAMETERS),
    Page("{plural}/{id}/history", history, PARAMETERS),
)
