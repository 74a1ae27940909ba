"""The first page: what is open for participation, what was decided last, what is late."""

from __future__ import annotations

from service.web.visiting import Page, View, Visit

SHOWN = 5


async def home(visit: Visit) -> View:
    """What a citizen asks first."""
    programmes = await visit.ask.get("programmes", limit=50)
    consultations = await visit.ask.get("consultations", status="open", limit=SHOWN)
    decisions = await visit.ask.get("decisions", limit=200)
    overdue = await visit.ask.get("commitments", overdue="true", limit=SHOWN)
    return View(
        "network/home.html",
        {
            "collecting": [one for one in programmes["items"] if one["stage"] == "idea_collection"],
            "consultations": consultations["items"],
            "decisions": decisions["items"][: -SHOWN - 1 : -1],
            "overdue": overdue["items"],
            "programmes": programmes["items"],
        },
    )


HOME = (Page("", home),)
