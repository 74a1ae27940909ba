"""What somebody sent, followed with its tracking code: shown, taken back, erased. The code is posted, never
part of an address, which others keep.
"""

from __future__ import annotations

from typing import Any, get_args

from service.api.command_table import PREFIX
from service.api.problems import Problem
from service.submissions.kinds import Scope
from service.web.visiting import Page, View, Visit

CODE = "code"
WAYS = ("withdraw", "withdraw-consent", "ask-for-erasure")
"""What may be done with a code, as the interface's routes name it."""


async def enter(_visit: Visit) -> View:
    """Where a code is entered."""
    return View("participation/code.html", {"problem": None})


async def follow(visit: Visit) -> View:
    """What belongs to a code; what is to be done with it, once that is confirmed."""
    code, way = visit.written(CODE).strip(), visit.written("way")
    done = None
    try:
        found = await _followed(visit, code)
        if way in WAYS and not visit.written("confirmed"):
            told = {
                "found": found,
                "code": code,
                "way": way,
                "may": _way(found, way),
                "scopes": get_args(Scope),
            }
            return View("participation/confirm.html", told)
        if way in WAYS:
            await visit.ask.post(f"submissions/{way}", _body(visit, way), tracking_code=code)
            found, done = await _followed(visit, code), way
    except Problem as problem:
        told = {"problem": problem.body(visit.language.words)}
        return View("participation/code.html", told, status=problem.status, headers=problem.headers)
    ways = [(name, _way(found, name)) for name in WAYS]
    return View("participation/followed.html", {"found": found, "code": code, "done": done, "ways": ways})


async def _followed(visit: Visit, code: str) -> dict[str, Any]:
    answered = await visit.ask.send("GET", f"{PREFIX}/submissions/mine", headers={"tracking-code": code})
    found: dict[str, Any] = answered.json()
    return found


def _way(found: dict[str, Any], way: str) -> dict[str, Any]:
    """What the author is told of a way: what it does, and what is missing where it is not possible now."""
    may: dict[str, Any] = next(one for one in found["may"] if one["path"].endswith(f"/{way}"))
    return may


def _body(visit: Visit, way: str) -> dict[str, Any]:
    return {"scope": visit.written("scope")} if way == "ask-for-erasure" and visit.written("scope") else {}


FOLLOWING = (
    Page("submissions", enter),
    Page("submissions", follow, method="POST", kept=False),
)
