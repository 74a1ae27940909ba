"""Lists that a form asks for: a page of one, or what is wrong with what was asked, and the form as it was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from domain.kernel.values import Localised
from service.api.problems import Problem
from service.web.speech import Speech
from service.web.visiting import View, Visit


class Listed(NamedTuple):
    """The answer of a list, empty where what was asked for is not right, and what then is wrong."""

    found: dict[str, Any]
    problem: dict[str, Any] | None = None

    def view(self, template: str, visit: Visit, **told: Any) -> View:
        """A page of it."""
        wrong = [one["field"] for one in (self.problem or {}).get("errors", ())]
        around = {"found": self.found, "problem": self.problem, "wrong": wrong, "given": visit.chosen}
        return View(template, around | told, status=self.problem["status"] if self.problem else 200)


async def listed(visit: Visit, path: str, **parameters: Any) -> Listed:
    """Ask for a list. Raises Problem for anything but parameters that are not right."""
    try:
        return Listed(await visit.ask.get(path, **parameters))
    except Problem as problem:
        if problem.status not in (400, 422):
            raise
        return Listed({"items": [], "next": None}, problem.body(visit.language.words))


def options(visit: Visit, names: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What a field of a form picks from: values with their names in the visit's language. `names` are texts
    of several languages by value; a value without one is its own name.
    """
    speech = Speech(visit.language)
    told = {key: name.model_dump() if isinstance(name, Localised) else name for key, name in names.items()}
    return [(key, speech.plain(name) or key) for key, name in told.items()]
