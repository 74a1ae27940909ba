"""The queries in the OpenAPI document."""

from __future__ import annotations

from typing import Any

from domain.kernel.values import Line
from projections.model import ReadModel
from service.api.query_parameters import DEFAULT_LIMIT, LIMIT, POSITION_HEADER, adapter

_IDENTITY = {
    "name": "id",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "pattern": "^[a-z0-9][a-z0-9-]{0,79}$"},
}
_POSITION = {"type": "integer", "minimum": 0, "maximum": 10**15 - 1}
_WAITING: list[dict[str, Any]] = [
    {
        "name": name,
        "in": place,
        "description": "Answer only once everything up to this position of the log is shown.",
        "schema": _POSITION,
    }
    for name, place in ((POSITION_HEADER, "header"), ("after_position", "query"))
]
_PROBLEM = {
    "description": "A problem (RFC 9457).",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
_COMMON: dict[str, Any] = {
    "position": {"type": "integer", "minimum": 0, "description": "The position of the log it is of."},
    "illustrative": {"type": "boolean", "description": "Present and true where nothing of it is real."},
}
_LIST = {
    "type": "object",
    "required": ["position", "items", "next"],
    "properties": {
        **_COMMON,
        "items": {"type": "array", "items": {"type": "object"}},
        "next": {"type": ["string", "null"], "description": "The cursor of the next page."},
    },
}
_ONE = {"type": "object", "required": ["position"], "properties": _COMMON}
_AGGREGATE = {
    "type": "object",
    "required": ["position", "id", "version", "stage", "next_steps"],
    "properties": {
        **_COMMON,
        "id": {"type": "string"},
        "version": {"type": "integer", "description": "What If-Match of a command names."},
        "stage": {"type": "string"},
        "next_steps": {
            "type": "array",
            "items": {"type": "object", "required": ["command", "by", "possible", "unmet"]},
        },
    },
}
Docs = dict[str, Any]


def of_list(model: ReadModel[Any]) -> Docs:
    """The list of a kind, with its filters."""
    filters = [
        {
            "name": found.name,
            "in": "query",
            "description": found.description,
            "schema": _schema(found.type),
        }
        for found in model.filters
    ]
    return _operation(_LIST, [*filters, *_paging()], {"400": _PROBLEM})


def of_history(*, identity: bool = True) -> Docs:
    """The history of one aggregate."""
    given = [_IDENTITY] if identity else []
    return _operation(_LIST, [*given, *_paging()], {"400": _PROBLEM, "404": _PROBLEM})


def of_aggregate(*, identity: bool = True) -> Docs:
    """One aggregate."""
    return _operation(_AGGREGATE, [_IDENTITY] if identity else [], {"404": _PROBLEM})


def of_reconciliation() -> Docs:
    """An answer of its own shape, about one source."""
    source = {
        "name": "source",
        "in": "query",
        "description": "A source; the latest that states a total and lists members when absent.",
        "schema": _schema(Line),
    }
    return _operation(_ONE, [source], {"404": _PROBLEM})


def _paging() -> list[dict[str, Any]]:
    limit = {"name": "limit", "in": "query", "schema": _schema(LIMIT) | {"default": DEFAULT_LIMIT}}
    cursor = {"name": "cursor", "in": "query", "schema": {"type": "string", "maxLength": 100}}
    return [limit, cursor]


def _operation(schema: Docs, parameters: list[dict[str, Any]], answers: Docs) -> Docs:
    found = {
        "description": "Found.",
        "headers": {name: {"schema": {"type": "string"}} for name in ("ETag", POSITION_HEADER)},
        "content": {"application/json": {"schema": schema}},
    }
    unchanged = {"description": "Unchanged since the ETag in If-None-Match."}
    responses = {"200": found, "304": unchanged, "422": _PROBLEM, "503": _PROBLEM} | answers
    return {"parameters": [*parameters, *_WAITING], "responses": dict(sorted(responses.items()))}


def _schema(kind: Any) -> dict[str, Any]:
    return adapter(kind).json_schema()
