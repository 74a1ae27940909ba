"""Workshops: their announcement, how many came, and the report."""

from __future__ import annotations

from service.web.visiting import Page, View, Visit


async def workshop(visit: Visit) -> View:
    """One workshop. What tells of a few people is left out of the counts, and that it is is said."""
    found = await visit.ask.get(f"workshops/{visit.part('id')}")
    reports = await visit.ask.get(f"workshops/{found['id']}/history", limit=1, type="WorkshopReportPublished")
    programme = await visit.ask.find(f"programmes/{found['programme_id']}") if found["programme_id"] else None
    told = {
        "workshop": found,
        "programme": programme,
        "collectivity": await visit.ask.find(f"collectivities/{found['collectivity_id']}"),
        "report": reports["items"][0] if reports["items"] else None,
    }
    return View("participation/workshop.html", told)


WORKSHOPS = (Page("workshops/{id}", workshop),)
