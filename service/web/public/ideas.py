"""Ideas: what citizens proposed, and what became of each."""

from __future__ import annotations

from typing import Any, get_args

from domain.kernel.values import Principle
from domain.programme.values import Channel
from projections.ideas import Status
from service.web.visiting import Page, View, Visit

SHOWN = 20
FILTERS = ("programme", "status", "channel", "principle")


async def ideas(visit: Visit) -> View:
    """The ideas that are public, newest programmes first in the choice of filters."""
    given = {name: value for name, value in visit.given.items() if value}
    found = await visit.ask.get("ideas", limit=SHOWN, **given)
    programmes = await visit.ask.items("programmes")
    told = {
        "found": found,
        "given": given,
        "titles": {one["id"]: one["title"] for one in programmes},
        "collecting": [one for one in programmes if takes_ideas(one)],
        "statuses": get_args(Status),
        "channels": get_args(Channel),
        "principles": [str(one) for one in Principle],
    }
    return View("participation/ideas.html", told)


async def idea(visit: Visit) -> View:
    """One idea: its words where they are public, its fate, the answer, and what it became."""
    found = await visit.ask.get(f"ideas/{visit.part('id')}")
    programme = await visit.ask.find(f"programmes/{found['programme_id']}")
    return View("participation/idea.html", {"idea": found, "programme": programme})


def takes_ideas(programme: dict[str, Any]) -> bool:
    """Whether ideas may be sent to a programme without an account now."""
    return programme["stage"] == "idea_collection" and "online" in programme["channels"]


IDEAS = (
    Page("ideas", ideas, parameters=frozenset({*FILTERS, "cursor"})),
    Page("ideas/{id}", idea),
)
