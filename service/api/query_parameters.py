"""Reading what a query asks: filters, page, position. What is not right is named by its parameter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter, ValidationError
from starlette.requests import Request

from domain.kernel.values import IDENTIFIER_FORM
from projections.model import Filter, ReadModel
from service.api.fields import validation_error
from service.api.problems import Problem, field_error
from service.reading import cursors, regions
from service.reading.rows import Page
from service.reading.snapshots import Snapshot

POSITION_HEADER = "X-Log-Position"
LIMIT = Annotated[int, Field(ge=1, le=200)]
DEFAULT_LIMIT = 50
_POSITION = re.compile(r"\d{1,15}", re.ASCII)
_IDENTIFIER = re.compile(IDENTIFIER_FORM)
HISTORY_PARAMETERS = frozenset({"limit", "cursor"})
"""What a history takes, and every list beside its filters."""
RECONCILIATION_PARAMETERS = frozenset({"source"})
_MOST_ERRORS = 20


@dataclass(frozen=True)
class Asked:
    """The parameters of one request that were allowed, as text; each was given once."""

    path: str
    given: dict[str, str]
    position: int

    @property
    def key(self) -> str:
        """What tells this question from every other."""
        return f"{self.path}?{sorted(self.given.items())}"


def asked(request: Request, allowed: Iterable[str] = ()) -> Asked:
    """What a request asks. `allowed` are the parameters beside `after_position`. Raises Problem 422."""
    pairs = request.query_params.multi_items() if request.scope["query_string"] else []
    given = dict(pairs)
    errors = [
        field_error(name[:80], "unknown_parameter")
        for name in given
        if name not in allowed and name != "after_position"
    ]
    if len(pairs) > len(given):
        names = [name for name, _ in pairs]
        errors += [field_error(name[:80], "duplicate_key") for name in given if names.count(name) > 1]
    position = given.pop("after_position", None)
    field = "after_position"
    if position is None:
        position, field = request.headers.get(POSITION_HEADER, "0"), POSITION_HEADER
    if not _POSITION.fullmatch(position):
        errors.append(field_error(field, "int_type", found=position[:80]))
    if errors:
        raise Problem(422, "invalid", errors=errors[:_MOST_ERRORS])
    return Asked(request.scope["path"], given, int(position))


def identity(request: Request) -> str:
    """The identity in the path. Raises Problem 422."""
    found: str = request.path_params["id"]
    if not _IDENTIFIER.fullmatch(found):
        raise Problem(
            422,
            "invalid",
            errors=[field_error("id", "string_pattern_mismatch", expected=_IDENTIFIER.pattern)],
        )
    return found


def list_parameters(model: ReadModel[Any]) -> frozenset[str]:
    """The parameters that the list of a kind takes."""
    ordered = {"order"} if model.orders else set()
    return HISTORY_PARAMETERS | {found.name for found in model.filters} | ordered


def order_of(orders: Iterable[str]) -> Any:
    """The type of the parameter that names an order."""
    return Literal[tuple(orders)]


def page(found: Asked, filters: tuple[Filter, ...] = (), orders: Iterable[str] = ()) -> Page:
    """The page asked for. Raises Problem 422 for a value that does not fit, 400 for a strange cursor."""
    errors: list[dict[str, Any]] = []
    used = tuple(one for one in filters if one.name in found.given)
    values = {one.name: value(one.name, one.type, found.given[one.name], errors) for one in used}
    limit = value("limit", LIMIT, found.given.get("limit", str(DEFAULT_LIMIT)), errors)
    asked_order = found.given.get("order")
    order = value("order", order_of(orders), asked_order, errors) if asked_order is not None else None
    errors += reversed_span(values)
    if errors:
        raise Problem(422, "invalid", errors=errors)
    compared = {one.name: one.value(values[one.name]) for one in used}
    return Page(used, compared, _after(found), limit, order)


def reversed_span(values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What is wrong with days `from` and `to` where there is no day between them."""
    first, last = values.get("from"), values.get("to")
    if first is None or last is None or first <= last:
        return []
    return [
        field_error("from", "after_to", expected=f"<= {last}", found=str(first)),
        field_error("to", "before_from", expected=f">= {first}", found=str(last)),
    ]


async def refuse_unknown_region(snapshot: Snapshot, values: Mapping[str, Any]) -> None:
    """A region that is none is named, as any other value that a filter does not have. Raises Problem 422."""
    if known := await regions.other_regions(snapshot, values):
        told = field_error(
            "region", "region_unknown", expected=", ".join(known), found=str(values["region"])[:80]
        )
        raise Problem(422, "invalid", errors=[told])


def filter_value(found: Asked, name: str, kind: Any) -> Any:
    """The value of one parameter, None where it was not given. Raises Problem 422."""
    if name not in found.given:
        return None
    errors: list[dict[str, Any]] = []
    answered = value(name, kind, found.given[name], errors)
    if errors:
        raise Problem(422, "invalid", errors=errors)
    return answered


def cursor(found: Asked, last: int | None) -> str | None:
    """The cursor of the page that follows."""
    return None if last is None else cursors.encode(scope(found), last)


def _after(found: Asked) -> int:
    if "cursor" not in found.given:
        return 0
    try:
        return cursors.decode(scope(found), found.given["cursor"])
    except cursors.BadCursor:
        raise Problem(400, "bad_cursor", errors=[field_error("cursor", "other")]) from None


def scope(found: Asked) -> str:
    """A cursor belongs to one list with one set of filters; pages may change in length."""
    kept = sorted((name, value) for name, value in found.given.items() if name not in HISTORY_PARAMETERS)
    return f"{found.path}?{kept}"


def value(name: str, kind: Any, text: str, errors: list[dict[str, Any]]) -> Any:
    """A parameter read as its type; what does not fit is added to the errors."""
    try:
        found = adapter(kind).validate_strings(text)
    except ValidationError as error:
        wrong = validation_error(error.errors(include_url=False)[0])
        errors.append(wrong | {"field": name})
        return None
    return found.value if isinstance(found, Enum) else found


@lru_cache(maxsize=256)
def adapter(kind: Any) -> TypeAdapter[Any]:
    """The reader of a type of parameter."""
    return TypeAdapter(kind)
