"""The queries in the OpenAPI document."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from domain.vocabulary import field_name
from projections.model import Filter, ReadModel
from service.api.query_parameters import DEFAULT_LIMIT, LIMIT, POSITION_HEADER, adapter
from service.messages import LANGUAGES, table

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
_SENTENCE = {
    "type": "object",
    "required": list(LANGUAGES),
    "properties": {language: {"type": "string"} for language in LANGUAGES},
}
_UNCERTAIN = {
    "type": "array",
    "description": "Facts that took effect by the day asked for or later: nobody can tell.",
    "items": {
        "type": "object",
        "required": ["position", "type", "effective_at", "sentence"],
        "properties": {"position": {"type": "integer"}, "type": {"type": "string"}, "sentence": _SENTENCE},
    },
}
_PAST = {
    "as_of_position": {"type": "integer", "minimum": 0, "description": "What was known: up to here."},
    "on": {"type": "string", "format": "date", "description": "The day that it was true on."},
    "uncertain": _UNCERTAIN,
}
_CHANGES = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["field", "name", "before", "after"],
        "properties": {
            "field": {"type": "string", "description": "A path, as milestones.0.due_on."},
            "name": {"anyOf": [_SENTENCE, {"type": "null"}]},
            "before": {},
            "after": {},
        },
    },
}
_LIST: dict[str, Any] = {
    "type": "object",
    "required": ["position", "items", "next"],
    "properties": {
        **_COMMON,
        "as_of_position": _PAST["as_of_position"],
        "on": _PAST["on"],
        "items": {"type": "array", "items": {"type": "object"}},
        "next": {"type": ["string", "null"], "description": "The cursor of the next page."},
    },
}
_EVENT = {
    "type": "object",
    "required": [
        *("position", "event", "sentence", "who", "effective_at", "recorded_at", "authority", "rule_set"),
        *("evidence", "reason", "changes", "corrects", "corrected_by", "receipt"),
    ],
    "properties": {
        "position": {"type": "integer", "minimum": 1},
        "event": {"type": "object", "description": "The stored event."},
        "sentence": _SENTENCE,
        "who": {"type": "object", "required": ["role", "role_name"]},
        "changes": _CHANGES,
        "corrects": {"type": ["object", "null"], "required": ["position", "event_id"]},
        "corrected_by": {"type": "array", "items": {"type": "object", "required": ["position", "type"]}},
        "receipt": {"type": "string", "description": "Where the proof is that the log holds the event."},
    },
}
_HISTORY: dict[str, Any] = _LIST | {
    "properties": {**_LIST["properties"], "items": {"type": "array", "items": _EVENT}},
}
_POINT = {"type": "object", "required": ["version", "as_of_position"], "properties": _PAST}
_DIFF = {
    "type": "object",
    "required": ["position", "id", "from", "to", "changes"],
    "properties": {**_COMMON, "id": {"type": "string"}, "from": _POINT, "to": _POINT, "changes": _CHANGES},
}
_DIGEST = {
    "type": "object",
    "required": ["position", "as_of_position", "id", "version", "state_digest"],
    "properties": {
        **_COMMON,
        "as_of_position": _PAST["as_of_position"],
        "id": {"type": "string"},
        "version": {"type": "integer", "minimum": 1},
        "state_digest": {
            "type": "string",
            "pattern": "^[0-9a-f]{64}$",
            "description": "SHA-256 of the canonical JSON (RFC 8785) of the state in version order.",
        },
    },
}
_KNOWN_TIMES: list[dict[str, Any]] = [
    {
        "name": "as_of_position",
        "in": "query",
        "x-summary": table("parameters")["as_of_position"],
        "description": "As it was known at this position of the log, with the corrections known then.",
        "schema": _POSITION,
    },
    {
        "name": "as_of",
        "in": "query",
        "x-summary": table("parameters")["as_of"],
        "description": "As it was known at this instant (RFC 3339): by the longest prefix of the log that was"
        " recorded at or before it. Instead of `as_of_position`.",
        "schema": {"type": "string", "format": "date-time"},
    },
]
_TIMES: list[dict[str, Any]] = [
    *_KNOWN_TIMES,
    {
        "name": "on",
        "in": "query",
        "x-summary": table("parameters")["on"],
        "description": "As it was true at the end of this day in Casablanca, by what is known (or was, with"
        " `as_of` or `as_of_position`).",
        "schema": {"type": "string", "format": "date"},
    },
]
_POINTS: list[dict[str, Any]] = [
    {
        "name": name,
        "in": "query",
        "required": name == "from",
        "description": f"{what}: `version:3`, `position:120` (as known there) or `day:2025-03-01` (as true"
        " then, by what is known now).",
        "schema": {
            "type": "string",
            "pattern": r"^(version:[0-9]{1,15}|position:[0-9]{1,15}|day:[0-9]{4}-[0-9]{2}-[0-9]{2})$",
        },
    }
    for name, what in (("from", "Where to begin"), ("to", "Where to end, the present when absent"))
]
_ONE = {"type": "object", "required": ["position"], "properties": _COMMON}
_AGGREGATE = {
    "type": "object",
    "required": ["position", "id", "version", "stage"],
    "properties": {
        **_COMMON,
        **_PAST,
        "id": {"type": "string"},
        "version": {"type": "integer", "description": "What If-Match of a command names."},
        "stage": {"type": "string"},
        "next_steps": {
            "type": "array",
            "description": "What may be done next; of the present alone, so not where the past is asked for.",
            "items": {
                "type": "object",
                "required": ["command", "summary", "by", "possible", "unmet"],
                "properties": {"summary": _SENTENCE},
            },
        },
    },
}
Docs = dict[str, Any]


def of_list(model: ReadModel[Any]) -> Docs:
    """The list of a kind, with its filters."""
    filters = [_filter(found) for found in model.filters]
    return _operation(_LIST, [*filters, *_TIMES, *_paging()], {"400": _PROBLEM})


def of_history(filters: Iterable[Filter], *, identity: bool = True) -> Docs:
    """The history of one aggregate."""
    given = [_IDENTITY] if identity else []
    asked = [*given, *(_filter(found) for found in filters), *_KNOWN_TIMES, *_paging()]
    found = _operation(_HISTORY, asked, {"400": _PROBLEM, "404": _PROBLEM})
    content = found["responses"]["200"]["content"]
    content |= {kind: {"schema": {"type": "string"}} for kind in ("application/jsonl", "text/csv")}
    return found


def of_diff(*, identity: bool = True) -> Docs:
    """The difference between two points in the course of one aggregate."""
    return _operation(_DIFF, [*([_IDENTITY] if identity else []), *_POINTS], {"404": _PROBLEM})


def of_digest(*, identity: bool = True) -> Docs:
    """The digest of the state of one aggregate."""
    return _operation(_DIGEST, [*([_IDENTITY] if identity else []), *_KNOWN_TIMES], {"404": _PROBLEM})


def of_aggregate(*, identity: bool = True) -> Docs:
    """One aggregate."""
    return _operation(_AGGREGATE, [*([_IDENTITY] if identity else []), *_TIMES], {"404": _PROBLEM})


def of_one() -> Docs:
    """An answer of its own shape."""
    return _operation(_ONE, [], {"404": _PROBLEM})


def _filter(found: Filter) -> Docs:
    schema = _schema(found.type)
    told = {"description": found.description, "x-summary": _label(found.name), "schema": schema}
    return {"name": found.name, "in": "query", **told}


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
