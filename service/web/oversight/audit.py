"""Auditors: who decided what across a region or the Network, with what leads to its proof; and the access
journal, page by page.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.kernel.values import CollectivityType, Role
from projections.decisions.kinds import KINDS, NAMES
from service.api.problems import Problem
from service.web.console.me import Me, whoami
from service.web.public.accountability.records import address
from service.web.visiting import Page, View, Visit

FILTERS = ("region", "collectivity", "role", "kind", "type", "from", "to", "standing", "q")
SHOWN, ENTRIES, RECORDS = 20, 50, 10
"""Decisions of a page, entries of the journal of a page, and records that are named beside decisions."""


async def audit(visit: Visit) -> View:
    """Decisions by what is asked for, the newest first; where words are, the records that they stand in."""
    me = await whoami(visit)
    given = {name: value for name, value in visit.chosen.items() if name in (*FILTERS, "cursor")}
    told = await _choices(visit, me, given)
    try:
        found = await visit.ask.get("decisions", order="newest", limit=SHOWN, **given)
        records = await _records(visit, given)
    except Problem as problem:
        if problem.status not in (400, 422):
            raise
        body = problem.body(visit.language.words)
        nothing: dict[str, Any] = {"found": None, "decisions": [], "programmes": {}, "records": []}
        return View("oversight/audit.html", told | nothing | {"problem": body}, problem.status)
    programmes = await _programmes(visit, found["items"])
    decisions = [{**one, "record": address(one["stream"])} for one in found["items"]]
    view = {"found": found, "decisions": decisions, "programmes": programmes, "records": records}
    return View("oversight/audit.html", told | view | {"problem": None})


async def _choices(visit: Visit, me: Me, given: Mapping[str, str]) -> dict[str, Any]:
    """What may be chosen from, and what was."""
    board = await visit.ask.whole("network/board")
    return {
        "me": me,
        "given": {name: given.get(name, "") for name in FILTERS},
        "asked": given,
        "regions": board["regions"],
        "places": {one["collectivity_id"]: one for one in board["items"]},
        "roles": [role.value for role in Role],
        "kinds": {kind: NAMES[kind].model_dump() for kind in KINDS},
        "types": [one.value for one in CollectivityType],
    }


async def _records(visit: Visit, given: Mapping[str, str]) -> list[dict[str, Any]]:
    """The records in which the words stand, as the search finds them."""
    if "q" not in given:
        return []
    asked = {name: given.get(name) for name in ("q", "region", "collectivity")}
    found = await visit.ask.get("search", limit=RECORDS, **asked)
    return [
        {**one, "path": path}
        for one in found["items"]
        if one["kind"] != "decision" and (path := address(f"{one['kind']}:{one['id']}"))
    ]


async def _programmes(visit: Visit, items: list[Mapping[str, Any]]) -> dict[str, Any]:
    """The titles of the programmes that decisions belong to, by their identity."""
    found = {}
    for key in dict.fromkeys(one["programme_id"] for one in items if one["programme_id"]):
        if (record := await visit.ask.find(f"programmes/{key}")) is not None:
            found[key] = record["title"]
    return found


async def journal(visit: Visit) -> View:
    """The access journal, the newest entries first, of one account where it is named."""
    me, given = await whoami(visit), visit.chosen
    asked = {name: given.get(name) for name in ("before", "account")}
    view: dict[str, Any] = {"me": me, "given": given, "problem": None, "entries": [], "next": None}
    try:
        found = (await visit.ask.get("access-journal", limit=ENTRIES + 1, **asked))["items"]
    except Problem as problem:
        if problem.status != 422:
            raise
        body = problem.body(visit.language.words)
        return View("oversight/journal.html", view | {"problem": body}, problem.status)
    shown = found[:ENTRIES]
    more = shown[-1]["entry"] if len(found) > ENTRIES else None
    return View("oversight/journal.html", view | {"entries": shown, "next": more})


AUDIT = (
    Page("console/audit", audit, frozenset({*FILTERS, "cursor"}), kept=False),
    Page("console/journal", journal, frozenset({"before", "account"}), kept=False),
)
