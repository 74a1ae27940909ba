"""The queries in the OpenAPI document."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from domain.kernel.values import Line
from domain.vocabulary import field_name
from projections.model import Filter, ReadModel
from service.api.query_parameters import DEFAULT_LIMIT, LIMIT, POSITION_HEADER, adapter, order_of
from service.api.query_schemas import (
    AGGREGATE,
    DIFF,
    DIGEST,
    HISTORY,
    IDENTITY,
    KNOWN_TIMES,
    LIST,
    ONE,
    POINTS,
    PROBLEM,
    TIMES,
    WAITING,
)
from service.messages import LANGUAGES, table

Docs = dict[str, Any]


def of_list(model: ReadModel[Any]) -> Docs:
    """The list of a kind, with its filters."""
    filters = [_parameter_of(found) for found in model.filters]
    told = "By a day; otherwise in the order in which they were recorded."
    ordered = [parameter("order", order_of(model.orders), told)] if model.orders else []
    return _operation(LIST, [*filters, *ordered, *TIMES, *paging()], {"400": PROBLEM})


def of_history(filters: Iterable[Filter], orders: Iterable[str], *, identity: bool = True) -> Docs:
    """The history of one aggregate."""
    given = [IDENTITY] if identity else []
    told = "The newest first; otherwise in the order in which they were recorded."
    ordered = parameter("order", order_of(orders), told)
    asked = [*given, *(_parameter_of(found) for found in filters), ordered, *KNOWN_TIMES, *paging()]
    found = _operation(HISTORY, asked, {"400": PROBLEM, "404": PROBLEM})
    content = found["responses"]["200"]["content"]
    content |= {kind: {"schema": {"type": "string"}} for kind in ("application/jsonl", "text/csv")}
    return found


def of_diff(*, identity: bool = True) -> Docs:
    """The difference between two points in the course of one aggregate."""
    return _operation(DIFF, [*([IDENTITY] if identity else []), *POINTS], {"404": PROBLEM})


def of_digest(*, identity: bool = True) -> Docs:
    """The digest of the state of one aggregate."""
    return _operation(DIGEST, [*([IDENTITY] if identity else []), *KNOWN_TIMES], {"404": PROBLEM})


def of_aggregate(*, identity: bool = True) -> Docs:
    """One aggregate."""
    return _operation(AGGREGATE, [*([IDENTITY] if identity else []), *TIMES], {"404": PROBLEM})


def of_reconciliation() -> Docs:
    """An answer of its own shape, about one source."""
    told = "A source; the latest that states a total and lists members when absent."
    return _operation(ONE, [parameter("source", Line, told)], {"404": PROBLEM})


def _parameter_of(found: Filter) -> Docs:
    return parameter(found.name, found.type, found.description)


def _label(name: str) -> dict[str, str]:
    """The name of a query parameter in each language. Raises KeyError where it has none."""
    if name in table("parameters"):
        return table("parameters")[name]
    found = field_name(name)
    if found is None:
        raise KeyError(
            f"{name}: expected a name in messages/parameters.toml or domain/vocabulary/fields.toml"
        )
    return {language: str(getattr(found, language)) for language in LANGUAGES}


def parameter(name: str, kind: Any, description: str, *, place: str = "query") -> Docs:
    """A parameter; `kind` is its type or its schema."""
    schema = kind if isinstance(kind, dict) else _schema(kind)
    required = {"required": True} if place == "path" else {}
    told = {"description": description, "x-summary": _label(name), "schema": schema}
    return {"name": name, "in": place, **required, **told}


def operation(schema: Docs, parameters: list[dict[str, Any]], *, found: bool = False) -> Docs:
    """A query of a shape of its own; `found` tells that there may be nothing to find."""
    return _operation(schema, parameters, {"404": PROBLEM} if found else {"400": PROBLEM})


def paging(longest: int = 100) -> list[dict[str, Any]]:
    """The parameters of a page; `longest` is the length of its cursors at most."""
    limit = {"name": "limit", "in": "query", "schema": _schema(LIMIT) | {"default": DEFAULT_LIMIT}}
    cursor = {"name": "cursor", "in": "query", "schema": {"type": "string", "maxLength": longest}}
    return [limit, cursor]


def _operation(schema: Docs, parameters: list[dict[str, Any]], answers: Docs) -> Docs:
    found = {
        "description": "Found.",
        "headers": {name: {"schema": {"type": "string"}} for name in ("ETag", POSITION_HEADER)},
        "content": {"application/json": {"schema": schema}},
    }
    unchanged = {"description": "Unchanged since the ETag in If-None-Match."}
    responses = {"200": found, "304": unchanged, "422": PROBLEM, "503": PROBLEM} | answers
    return {"parameters": [*parameters, *WAITING], "responses": dict(sorted(responses.items()))}


def _schema(kind: Any) -> dict[str, Any]:
    return adapter(kind).json_schema()
