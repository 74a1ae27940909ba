"""What was typed into a form whose session ended meanwhile: it goes through the sign-in and comes back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from starlette.datastructures import FormData
from starlette.requests import Request

from service.api.problems import Problem
from service.web.posting import CSRF_FIELD
from service.web.visiting import FORM

KEPT, RESUME = "kept.", "_resume"
"""What stands before the name of each field on its way through the sign-in, and where it goes afterwards."""
_CONSOLE = re.compile(r"/(ar|fr|en|zgh)/console(/[A-Za-z0-9._~-]+)*")
Pairs = list[tuple[str, str]]


class Interrupted(NamedTuple):
    """A form that was sent when nobody was signed in any more: where to, and what it held."""

    resume: str
    pairs: Pairs

    def told(self) -> dict[str, Any]:
        """As the page that asks to sign in again shows it."""
        return {"resume": self.resume, "kept": [(KEPT + name, value) for name, value in self.pairs]}


def interrupted(request: Request, problem: Problem) -> Interrupted | None:
    """What was typed into a form of the console that a session's end stood in the way of; None for every
    other problem. What another site's page sends is not read, and so not kept.
    """
    form = request.scope.get(FORM)
    path = str(request.scope["path"])
    if problem.code not in ("not_signed_in", "csrf") or not isinstance(form, FormData):
        return None
    if not _CONSOLE.fullmatch(path):
        return None
    return Interrupted(path, _texts(form.multi_items()))


def resumed(form: FormData) -> Interrupted | None:
    """What came through the sign-in; None where nothing did."""
    path = form.get(RESUME)
    if not isinstance(path, str) or not _CONSOLE.fullmatch(path):
        return None
    kept = _texts(form.multi_items())
    return Interrupted(
        path, [(name.removeprefix(KEPT), value) for name, value in kept if name.startswith(KEPT)]
    )


def _texts(pairs: Iterable[tuple[str, Any]]) -> Pairs:
    """The texts of a form. Its token was the other session's; a file has to be chosen again."""
    return [(name, value) for name, value in pairs if isinstance(value, str) and name != CSRF_FIELD]
