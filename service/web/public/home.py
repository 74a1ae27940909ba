"""The first page: what is open for participation, what was decided last, what is late, where all stand."""

from __future__ import annotations

from service.web.public.collecting import with_last_days
from service.web.public.records import latest_decisions, programme_titles
from service.web.visiting import Page, View, Visit

SHOWN = 5
FEW = 6
"""Programmes that are shown one by one; of more, only how many stand at which stage."""


async def home(visit: Visit) -> View:
    """What a citizen asks first."""
    ask = visit.ask
    collecting = await ask.get("programmes", stage="idea_collection", limit=FEW)
    consultations = await ask.get("consultations", status="open", limit=FEW)
    overdue = await ask.get("commitments", overdue="true", order="due", limit=SHOWN)
    programmes = await ask.get("programmes", limit=FEW)
    board = await ask.get("network/board", limit=1)
    view = {
        "collecting": await with_last_days(visit, collecting["items"]),
        "consultations": consultations["items"],
        "titles": await programme_titles(visit, (one["programme_id"] for one in consultations["items"])),
        "decisions": await latest_decisions(visit, SHOWN),
        "overdue": overdue["items"],
        "late": board["totals"]["commitments"]["overdue"],
        "programmes": programmes["items"] if programmes["next"] is None else [],
        "totals": board["totals"],
    }
    return View("network/home.html", view)


HOME = (Page("", home),)
