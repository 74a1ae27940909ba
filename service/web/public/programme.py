"""A programme: where it stands, what happens next and who decides it, what it promises, and its proof."""

from __future__ import annotations

from typing import Any

from service.api.problems import Problem
from service.web.public.collecting import OPEN_AT, last_day
from service.web.public.course import course, foreseen, passed
from service.web.public.progress import progress, ratings
from service.web.public.records import collectivity_names, latest_decisions, with_records
from service.web.visiting import Page, View, Visit

SHOWN = 5


async def programme(visit: Visit) -> View:
    """One programme as it stands."""
    wanted, ask = visit.part("id"), visit.ask
    found = await ask.get(f"programmes/{wanted}")

    async def of_it(path: str) -> list[dict[str, Any]]:
        return await ask.items(path, programme=wanted)

    consultations = await of_it("consultations")
    sessions = await of_it("council-sessions")
    assessments = await of_it("assessments")
    calendar = await ask.get("calendar", programme=wanted, limit=SHOWN)
    commitments = await of_it("commitments")
    until = await last_day(visit, wanted)
    view = {
        "programme": found,
        "until": until if found["stage"] == OPEN_AT else None,
        "collectivities": await collectivity_names(visit, found["collectivity_ids"]),
        "course": course(found, foreseen(found, consultations, sessions, until)),
        "passed": passed(found),
        "assessments": assessments,
        "commitments": [one | {"progress": progress(one)} for one in commitments],
        "independent": ratings(assessments, "independent"),
        "by_itself": ratings(assessments, "self"),
        "consultations": consultations,
        "sessions": sessions,
        "workshops": await of_it("workshops"),
        "calendar": await with_records(visit, calendar["items"]),
        "decisions": await latest_decisions(visit, SHOWN, programme=wanted),
        "papers": await of_it("documents"),
        "checkpoint": await _checkpoint(visit),
    }
    return View("network/programme.html", view)


async def _checkpoint(visit: Visit) -> dict[str, Any] | None:
    """The size of the signed log, and when its last event was recorded; None where none can be shown now."""
    try:
        signed = await visit.ask.read("/log/checkpoint")
    except Problem as problem:
        if problem.status != 503:
            raise
        return None
    size = int(signed.split(b"\n")[1])
    last = await visit.ask.find(f"events/{size}") if size else None
    return {"size": size, "recorded_at": last["recorded_at"]} if last else None


PROGRAMME = (Page("programmes/{id}", programme),)
