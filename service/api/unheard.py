"""Refusals to whoever has no account, without what they sent: it may say who somebody is, whatever field it
stands in, and be the name of the field itself.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping
from functools import cache, wraps
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from domain.kernel.guards import Check
from domain.kernel.values import CitizenText
from domain.participation.values import Author
from service.api.problems import Problem, field_error
from service.submissions.kinds import KINDS, SenderGiven

Handle = Callable[[Request], Awaitable[Response]]
ON_RECORD = "programme"
"""What guards call a record that was found to be there: that its name was sent as well gives nobody away."""
_OF_A_CHARACTER = frozenset({"more_than_one_line", "control_character"})
"""Errors whose `found` is the number of one character that nobody reads, such as U+000A."""
_HEADERS = frozenset({"Idempotency-Key", "Tracking-Code"})


def unheard(handle: Handle) -> Handle:
    """A route that repeats nothing of what was sent; `hear` says what that was."""

    @wraps(handle)
    async def quiet(request: Request) -> Response:
        try:
            return await handle(request)
        except Problem as problem:
            sent: frozenset[str] = getattr(request.state, "sent", frozenset())
            problem.errors = tuple(map(without_sent, problem.errors))
            problem.unmet = tuple(_check(check, sent) for check in problem.unmet)
            raise

    return quiet


def hear(request: Request, fields: Mapping[str, Any]) -> None:
    """Remember every text among the fields that were sent, while the request lasts."""
    request.state.sent = frozenset(_texts(fields))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for one in inner:
        yield from _texts(one)


def without_sent(error: Mapping[str, Any]) -> Mapping[str, Any]:
    """What is wrong with a field that is known here, else with what it stands in; not what stood in it."""
    return without_found(error, _known_part(error["field"]))


def without_found(error: Mapping[str, Any], field: str) -> Mapping[str, Any]:
    """What is wrong with a field, not the text that stood in it. Which character does not belong there may be
    told.
    """
    found = error.get("found")
    is_safe = not isinstance(found, str) or error["code"] in _OF_A_CHARACTER
    if field == error["field"] and is_safe:
        return error
    shown = found if is_safe else None
    return field_error(field, error["code"], expected=error.get("expected"), found=shown)


def _known_part(field: str) -> str:
    parts = field.split(".")
    known = next((at for at, part in enumerate(parts) if part not in known_names()), len(parts))
    return ".".join(parts[:known])


def _check(check: Check, sent: Collection[str]) -> Check:
    """A guard whose sentence shows what the record says, and a dash for what was only sent."""
    found = {
        name: None if name != ON_RECORD and _was_sent(value, sent) else value
        for name, value in check.found.items()
    }
    return check._replace(found=found)


def _was_sent(value: Any, sent: Collection[str]) -> bool:
    return isinstance(value, str) and (value in sent or value.partition(":")[2] in sent)


@cache
def known_names() -> frozenset[str]:
    """The names of fields that a submission has, or that its command has and nobody may send."""
    models = [
        model for kind in KINDS.values() for model in (kind.given, kind.submit, kind.erase, kind.withdraw)
    ]
    named = [name for model in (*models, SenderGiven, CitizenText, Author) for name in model.model_fields]
    return frozenset(named) | _HEADERS
