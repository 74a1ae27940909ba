"""A programme: where it stands, what happens next and who decides it, and what it promises."""

from __future__ import annotations

from typing import Any

from service.web.visiting import Page, View, Visit

COURSE = (
    "initiated", "idea_collection", "drafting", "consultation", "finalising", "submitted", "adopted",
    "under_control", "executory", "in_execution", "final_evaluation", "closed",
)  # fmt: skip
"""The stages of a programme that nothing stops, in their order."""


async def programme(visit: Visit) -> View:
    """One programme as it stands."""
    wanted = visit.part("id")
    found = await visit.ask.get(f"programmes/{wanted}")
    commitments = await visit.ask.get("commitments", programme=wanted, limit=200)
    told = {"programme": found, "commitments": commitments["items"], "course": course(found)}
    return View("network/programme.html", told)


def course(programme: dict[str, Any]) -> list[dict[str, Any]]:
    """The stages with the day on which each was reached, and whether it is done, under way or to come. A
    stage beside the course (rejected, suspended, withdrawn) is added where the programme stands in it.
    """
    days, stage = programme["days"], programme["stage"]
    reached = programme["reached"] if stage not in COURSE else stage
    at = COURSE.index(reached) if reached in COURSE else 0
    steps = [
        {
            "stage": one,
            "on": days.get(one),
            "state": "done" if place < at or stage == "closed" else "now" if one == stage else "to-come",
        }
        for place, one in enumerate(COURSE)
    ]
    if stage not in COURSE:
        steps.insert(at + 1, {"stage": stage, "on": days.get(stage), "state": "now"})
    return steps


PROGRAMME = (Page("programmes/{id}", programme),)
