"""Commitments: what was promised, by when, how often the date moved and why, and what was shown for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, get_args

from domain.kernel.values import Principle
from projections.commitments import Status
from service.web.public.assessments import ratings_of
from service.web.public.charts import Line
from service.web.visiting import Page, View, Visit

SHOWN = 30
FILTERS = ("programme", "status", "principle", "overdue")
MOST_IDEAS, MOST_DOCUMENTS = 12, 40
"""So many linked ideas and documents are shown with their words and titles; the rest by their numbers."""


async def commitments(visit: Visit) -> View:
    """All commitments, the next deadline first."""
    given = {name: value for name, value in visit.given.items() if value}
    found = await visit.ask.get("commitments", limit=SHOWN, order="due", **given)
    programmes = await visit.ask.items("programmes")
    told = {
        "found": found,
        "given": given,
        "titles": {one["id"]: one["title"] for one in programmes},
        "statuses": get_args(Status),
        "principles": [str(one) for one in Principle],
    }
    return View("participation/commitments.html", told)


async def commitment(visit: Visit) -> View:
    """One commitment."""
    found = await visit.ask.get(f"commitments/{visit.part('id')}")
    programme = await visit.ask.find(f"programmes/{found['programme_id']}")
    history = await visit.ask.items(f"commitments/{found['id']}/history")
    assessments = await visit.ask.items("assessments", programme=found["programme_id"])
    told = {
        "commitment": found,
        "programme": programme,
        "axis": next((one["title"] for one in _axes(programme) if one["key"] == found["axis"]), None),
        "moves": list(_moves(found, {one["event"]["event_id"]: one for one in history})),
        "rows": _rows(found, visit),
        "evidence": [one for one in history if one["evidence"] and _of(one, found["id"])],
        "documents": await _documents(visit, history, found),
        "ideas": [(one, await _idea(visit, one, place)) for place, one in enumerate(found["ideas"])],
        "ratings": list(ratings_of(assessments, found["id"])),
        "reached": sum(1 for one in found["milestones"] if one["reported_on"]),
        "verified": sum(1 for one in found["milestones"] if one["verified_on"]),
    }
    return View("participation/commitment.html", told)


def _of(one: Mapping[str, Any], identity: str) -> bool:
    """Whether an event is the commitment's own, and no contestation of it, which is told elsewhere."""
    event = one["event"]
    return bool(event["stream"] == f"commitment:{identity}" and event["type"] != "EvidenceContested")


def _axes(programme: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    return list(programme["axes"]) if programme else []


def _moves(found: Mapping[str, Any], told: Mapping[str, Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Each time that a deadline moved, of the commitment and of its milestones, with why and by whom."""
    for title, of in [(None, found), *((one["title"], one) for one in found["milestones"])]:
        for before, after in zip(of["deadlines"], of["deadlines"][1:], strict=False):
            event = told.get(after["event_id"])
            days = (date.fromisoformat(after["due_on"]) - date.fromisoformat(before["due_on"])).days
            yield {
                "milestone": title,
                "before": before["due_on"],
                "after": after["due_on"],
                "days": days,
                "by": after["decided_by"],
                "decision": after["decision"],
                "reason": event["reason"] if event else None,
                "code": after["reason"],
                "on": event["effective_at"] if event else None,
                "position": event["position"] if event else None,
            }


def _rows(found: Mapping[str, Any], visit: Visit) -> dict[str, Any] | None:
    """The deadlines and what was reported, as rows over one line of time; None where no day is known."""
    given = [_row(None, found, {"reported": found["completed_on"], "given_up": found["given_up_on"]})]
    for one in found["milestones"]:
        marks = {"reported": one["reported_on"], "verified": one["verified_on"]}
        given.append(_row(one["title"], one, marks))
    days = [day for row in given for day in row["days"]]
    if not days:
        return None
    line = Line(days, visit.language.dir)
    for row in given:
        row["from"], row["to"] = (line.at(day) for day in row["span"])
        row["marks"] = [(kind, line.at(day)) for kind, day in row["seen"]]
    return {"rows": given, "years": line.years()}


def _row(title: Any, of: Mapping[str, Any], marks: Mapping[str, str | None]) -> dict[str, Any]:
    first, last = of["deadlines"][0]["due_on"], of["deadlines"][-1]["due_on"]
    span = (date.fromisoformat(first), date.fromisoformat(last))
    seen = [(kind, day) for kind, value in marks.items() if (day := drawn(value)) is not None]
    return {
        "title": title,
        "original": first,
        "current": last,
        "times": len(of["deadlines"]) - 1,
        "moved": (span[1] - span[0]).days,
        "missed": of["missed"],
        "told": marks,
        "span": span,
        "seen": seen,
        "days": [*span, *(day for _, day in seen)],
    }


def drawn(value: str | None) -> date | None:
    """Where a date as far as it is known is drawn: of a month or a year in its middle."""
    if not value or value == "unknown":
        return None
    middle = {4: "-07-01", 7: "-15"}.get(len(value), "")
    return date.fromisoformat(value[:10] + middle)


async def _documents(
    visit: Visit, history: list[dict[str, Any]], found: Mapping[str, Any]
) -> dict[str, dict[str, Any]]:
    """The documents that are named as evidence, by their identity, as far as they are known."""
    named = [one for entry in history for one in entry["evidence"]]
    named += [one for dispute in found["disputes"] for one in dispute["evidence"] or ()]
    wanted = dict.fromkeys(one["document_id"] for one in named if one.get("document_id"))
    told = {one: await visit.ask.find(f"documents/{one}") for one in list(wanted)[:MOST_DOCUMENTS]}
    return {identity: one for identity, one in told.items() if one is not None}


async def _idea(visit: Visit, linked: Mapping[str, Any], place: int) -> dict[str, Any] | None:
    if not linked["public"] or place >= MOST_IDEAS:
        return None
    return await visit.ask.find(f"ideas/{linked['id']}")


COMMITMENTS = (
    Page("commitments", commitments, parameters=frozenset({*FILTERS, "cursor"})),
    Page("commitments/{id}", commitment),
)
