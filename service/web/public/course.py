"""The course of a programme: its stages with the days on which each was reached, or is to be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

COURSE = (
    "initiated", "idea_collection", "drafting", "consultation", "finalising", "submitted", "adopted",
    "under_control", "executory", "in_execution", "final_evaluation", "closed",
)  # fmt: skip
"""The stages of a programme that nothing stops, in their order."""
BESIDE = ("rejected", "referred_back", "suspended", "withdrawn")


def course(programme: Mapping[str, Any], planned: Mapping[str, str]) -> list[dict[str, Any]]:
    """The stages, each with its day (`on`), the day that was foreseen (`planned`), and its `state`: `done`,
    `now` or `to-come`. One beside the course (rejected, suspended) follows the last that was reached.
    """
    days, stage = programme["days"], programme["stage"]
    at = _reached(programme)
    steps = [
        {
            "stage": one,
            "on": days.get(one),
            "planned": planned.get(one),
            "state": "done" if place < at or stage == "closed" else "now" if one == stage else "to-come",
        }
        for place, one in enumerate(COURSE)
    ]
    if stage not in COURSE:
        steps[at]["state"] = "done"
        steps.insert(at + 1, {"stage": stage, "on": days.get(stage), "planned": None, "state": "now"})
    return steps


def passed(programme: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The stages beside the course in which it stood once and does not any more, with their days."""
    days, stage = programme["days"], programme["stage"]
    return [{"stage": one, "on": days[one]} for one in BESIDE if one in days and one != stage]


def foreseen(
    programme: Mapping[str, Any],
    consultations: Iterable[Mapping[str, Any]],
    sessions: Iterable[Mapping[str, Any]],
    collected_until: str | None = None,
) -> dict[str, str]:
    """The days that were foreseen: of the end of collecting ideas, of the consultation and its end, of the
    council's sitting (the day of the first convocation, or the month of its session), and of the programme's
    own period.
    """
    planned = {"in_execution": programme["starts_on"], "final_evaluation": programme["ends_on"]}
    if collected_until:
        planned["drafting"] = collected_until
    for one in consultations:
        planned.setdefault("finalising", one["closes_on"])
    for one in sessions:
        called = one["convocations"][0]["held_on"] if one["convocations"] else one["month"]
        if called and _adopts(one):
            planned.setdefault("adopted", called)
    return planned


def _adopts(session: Mapping[str, Any]) -> bool:
    return any(item["matter"]["kind"] == "programme_adoption" for item in session["items"])


def _reached(programme: Mapping[str, Any]) -> int:
    """The place of the stage reached last; where it stands beside the course, of the last with a day."""
    if programme["stage"] in COURSE:
        return COURSE.index(programme["stage"])
    if programme["reached"] in COURSE:
        return COURSE.index(programme["reached"])
    return max((place for place, one in enumerate(COURSE) if one in programme["days"]), default=0)
