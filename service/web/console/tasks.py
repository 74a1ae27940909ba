"""My tasks: of each of my programmes the next legal step and what is missing for it, what falls due, what
waits for a decision.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from service.api.problems import Problem
from service.web.console.me import Me, console_view, whoami
from service.web.console.records import page_of_step
from service.web.console.triage import DECISIONS, PLURALS
from service.web.visiting import Page, View, Visit

OVER = frozenset({"closed", "withdrawn"})
"""Stages after which nothing more is to be done."""


async def tasks(visit: Visit) -> View:
    """What is to be done by whoever is signed in."""
    me = await whoami(visit)
    programmes = [await _programme(visit, me, one) for one in await _programmes(visit, me)]
    titles = {one["record"]["id"]: one["record"]["title"] for one in programmes}
    return await console_view(
        visit,
        "tasks.html",
        me,
        collectivities=[await _collectivity(visit, me, one) for one in me.collectivity_ids],
        programmes=[one for one in programmes if one["record"]["stage"] not in OVER],
        over=[one for one in programmes if one["record"]["stage"] in OVER],
        calendar=[{**one, "of": _of(me, one, titles)} for one in await _calendar(visit, me)],
        waiting=await _waiting(visit, me),
        sessions=await _sessions(visit, me),
        overview=await _overview(visit, me),
    )


async def _programmes(visit: Visit, me: Me) -> list[Mapping[str, Any]]:
    found: dict[str, Mapping[str, Any]] = {}
    for each in me.collectivity_ids:
        for one in await visit.ask.items("programmes", collectivity=each):
            found[one["id"]] = one
    return list(found.values())


async def _programme(visit: Visit, me: Me, listed: Mapping[str, Any]) -> dict[str, Any]:
    record = await visit.ask.get(f"programmes/{listed['id']}")
    steps = _steps(me, "programmes", record)
    return {"record": record, "mine": [one for one in steps if one["grants"]], "others": steps}


async def _collectivity(visit: Visit, me: Me, identity: str) -> dict[str, Any]:
    record = await visit.ask.get(f"collectivities/{identity}")
    steps = _steps(me, "collectivities", record)
    return {"record": record, "mine": [one for one in steps if one["grants"] and one["possible"]]}


def _steps(me: Me, plural: str, record: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The next steps of a record, those that are possible first."""
    found = [
        {**step, "grants": me.giving(step["command"]), "page": page_of_step(plural, record, step)}
        for step in record.get("next_steps", ())
    ]
    return sorted(found, key=lambda step: not step["possible"])


async def _calendar(visit: Visit, me: Me) -> list[Mapping[str, Any]]:
    found: dict[str, Mapping[str, Any]] = {}
    for each in me.collectivity_ids:
        for one in await visit.ask.items("calendar", collectivity=each):
            found[one["id"]] = one
    return sorted(found.values(), key=lambda one: str(one["begins"]))


def _of(me: Me, entry: Mapping[str, Any], titles: Mapping[str, Any]) -> Any:
    """What an entry of the calendar belongs to: the record's title, else its programme or its council."""
    if entry.get("title"):
        return entry["title"]
    programme = next((titles[one] for one in entry.get("programme_ids", ()) if one in titles), None)
    council = next((me.names[one] for one in entry.get("collectivity_ids", ()) if one in me.names), "")
    return programme or council


async def _waiting(visit: Visit, me: Me) -> dict[str, Any] | None:
    """How much citizens wrote waits for a decision that whoever is signed in may take, and the requests for
    erasure; None for those who may read none of it.
    """
    try:
        found = await visit.ask.get("waiting", limit=1)
    except Problem as problem:
        if problem.status != 403:
            raise
        return None
    mine = [
        one["number"]
        for one in found["counts"]
        if any(map(me.giving, DECISIONS[PLURALS[one["kind"]]].get(one["waits_for"], ())))
    ]
    return {"mine": sum(mine), "erasure_requests": found["erasure_requests"]}


async def _overview(visit: Visit, me: Me) -> dict[str, Any]:
    """What waits for those who look over all members: requests for erasure, and what the board counts."""
    found: dict[str, Any] = {}
    if me.may_open("console/operation"):
        found["erasures"] = len((await visit.ask.get("erasure-requests"))["items"])
    if me.may_open("console/coordination"):
        found["totals"] = (await visit.ask.get("network/board", limit=1))["totals"]
    return found


async def _sessions(visit: Visit, me: Me) -> list[Mapping[str, Any]]:
    """The sessions of my councils that are not over."""
    found: list[Mapping[str, Any]] = []
    for each in me.collectivity_ids:
        listed = await visit.ask.items("council-sessions", collectivity=each)
        found += [one for one in listed if one["status"] != "closed"]
    return found


TASKS = (Page("console", tasks, kept=False),)
