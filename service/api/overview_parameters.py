"""Parameters of queries over tables that are no aggregate's: filters, and cursors of several parts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from domain.kernel.values import Identifier
from projections.filters import IDS_OF_REGION
from projections.model import Filter, as_json
from service.api.problems import Problem, field_error
from service.api.query_parameters import HISTORY_PARAMETERS, Asked, page, scope, value
from service.api.reading import Reader
from service.reading import keysets
from service.reading.answers import Answer
from service.reading.cursors import BadCursor
from service.reading.rows import Page

Handler = Callable[[Request], Awaitable[Response]]
Now = Callable[[], datetime]

BOUND_BY_PROGRAMME = "SELECT p.id FROM {programmes} p WHERE p.collectivity_ids"


def of_programme_or_own(name: str, kind: Any, among: str, description: str) -> Filter:
    """Rows of a collectivity, their own or, where they name none, their programme's (an idea is so)."""
    condition = (
        f"(collectivity_ids && {among} OR collectivity_ids = '{{{{}}}}'"
        f" AND programme_id IN ({BOUND_BY_PROGRAMME} && {among}))"
    )
    return Filter(name, kind, condition, description)


BINDING = (
    of_programme_or_own("collectivity", Identifier, "ARRAY[%(collectivity)s]", "A collectivity's id."),
    of_programme_or_own("region", Identifier, f"ARRAY({IDS_OF_REGION})", "A region's key."),
)


def keyset_page(
    question: Asked, filters: tuple[Filter, ...], shape: keysets.Shape
) -> tuple[Page, tuple[Any, ...] | None]:
    """The page asked for and after what it begins. Raises Problem 422, or 400 for a strange cursor."""
    given = dict(question.given)
    cursor = given.pop("cursor", None)
    wanted = page(Asked(question.path, given, question.position), filters)
    if cursor is None:
        return wanted, None
    try:
        return wanted, keysets.decode(scope(question), cursor, shape)
    except BadCursor:
        raise Problem(400, "bad_cursor", errors=[field_error("cursor", "other")]) from None


def keyset_cursor(question: Asked, parts: tuple[object, ...] | None) -> str | None:
    """The cursor of the page that follows."""
    return None if parts is None else keysets.encode(scope(question), parts)


def allowed_with(filters: tuple[Filter, ...], *more: str) -> frozenset[str]:
    """The parameters of a list with filters and more."""
    return HISTORY_PARAMETERS | {one.name for one in filters} | set(more)


def given_as(question: Asked, name: str, kind: Any, default: Any) -> Any:
    """The value of a parameter that is no filter. Raises Problem 422."""
    if name not in question.given:
        return default
    errors: list[dict[str, Any]] = []
    found = value(name, kind, question.given[name], errors)
    if errors:
        raise Problem(422, "invalid", errors=errors)
    return found


def page_of(
    reader: Reader, position: int, items: Iterable[str], following: str | None, more: dict[str, Any]
) -> Answer:
    """The answer that is a page, with members more."""
    members = as_json(more)[1:-1]
    told = f'"items":[{",".join(items)}],"next":{as_json(following)}'
    return reader.answer(position, f"{told},{members}" if members else told)
