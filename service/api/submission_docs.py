"""Submissions in the OpenAPI document."""

from __future__ import annotations

from typing import Any

from service.api.preconditions import KEY
from service.api.query_schemas import AUTHOR_NAME, PROBLEM, SENTENCE
from service.submissions.kinds import Kind

Docs = dict[str, Any]
_TEXT, _NUMBER = {"type": "string"}, {"type": "integer", "minimum": 1}
_TIME = {"type": "string", "format": "date-time"}


def _listed(*required: str) -> Docs:
    return {"type": "array", "items": {"type": "object", "required": list(required)}}


RECEIPT: Docs = {
    "type": "object",
    "required": ["stream", "id", "position", "received_at", "status", "tracking_code", "next", "keep"],
    "properties": {
        "stream": _TEXT,
        "id": _TEXT,
        "version": _NUMBER,
        "position": _NUMBER,
        "received_at": _TIME,
        "status": _TEXT,
        "tracking_code": {"type": "string", "description": "Told once, to you alone; kept nowhere."},
        "next": SENTENCE,
        "keep": SENTENCE,
        "named": {
            **SENTENCE,
            "type": ["object", "null"],
            "description": "Where a name is kept and when it is shown; null where none was given.",
        },
        "follow": _TEXT,
    },
}
FOLLOWED: Docs = {
    "type": "object",
    "required": ["stream", "status", "received_at", "words", "history", "may", "erasure"],
    "properties": {
        "stream": _TEXT,
        "status": _TEXT,
        "next": SENTENCE,
        "received_at": _TIME,
        "name": {
            "type": ["string", "null"],
            "description": "That of an author who consents to be named, while the consent stands.",
        },
        "organisation": {
            "type": ["string", "null"],
            "description": "Its name, where it was given and stands.",
        },
        "author_name": AUTHOR_NAME,
        "words": {"type": "object", "required": ["status", "text"]},
        "reason": {"type": ["object", "null"]},
        "response": {"type": ["object", "null"]},
        "history": _listed("type", "recorded_at", "sentence"),
        "may": _listed("name", "path", "possible", "unmet"),
        "erasure": _listed("scope", "asked_at", "due_on", "open", "rule"),
    },
}
RECORDED: Docs = {
    "type": "object",
    "required": ["stream", "version", "position"],
    "properties": {"stream": _TEXT, "version": _NUMBER, "position": _NUMBER},
}
ERASURE: Docs = {
    "type": "object",
    "required": ["scope", "asked_at", "due_on", "open", "rule"],
    "properties": {
        "scope": _TEXT,
        "asked_at": _TIME,
        "due_on": {"type": "string", "format": "date"},
        "open": {"type": "boolean"},
        "rule": {"type": "object"},
    },
}
_CODE = {
    "name": "Tracking-Code",
    "in": "header",
    "required": True,
    "description": "The code of the receipt. Never in a URL, which others keep.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[\\x21-\\x7e]+$"},
}
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "Random, of your own making: the same key and body are answered with the same receipt.",
    "schema": {"type": "string", "pattern": f"^{KEY.pattern}$", "minLength": 16},
}


def of_sending(kind: Kind) -> Docs:
    """Sending something of a kind."""
    schema = kind.given.model_json_schema()
    body = _inlined(schema, schema.pop("$defs", {}))
    return _operation(RECEIPT, [_KEY], body, "201", "400", "404", "409", "413", "415")


def of_following() -> Docs:
    """Following what was sent."""
    return _operation(FOLLOWED, [_CODE], None, "200", "400", "404")


def of_doing(answer: Docs, *, scope: bool = False) -> Docs:
    """Doing something with what was sent."""
    scopes = {"scope": {"type": "string", "enum": ["words", "identity", "everything"]}} if scope else {}
    body = {"type": "object", "additionalProperties": False, "properties": scopes}
    found = _operation(answer, [_CODE], body, "200", "400", "404", "409", "413", "415")
    found["requestBody"]["required"] = False
    return found


def _operation(answer: Docs, headers: list[Docs], body: Docs | None, status: str, *problems: str) -> Docs:
    found: Docs = {
        "parameters": headers,
        "responses": {
            status: {"description": "Done.", "content": {"application/json": {"schema": answer}}},
            **dict.fromkeys([*problems, "422", "503"], PROBLEM),
        },
    }
    if body is not None:
        found["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    return found


def _inlined(schema: Any, definitions: Docs) -> Any:
    """A schema with each reference replaced by what it refers to; no model refers to itself."""
    if isinstance(schema, list):
        return [_inlined(one, definitions) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _inlined(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    return {name: _inlined(value, definitions) for name, value in schema.items()}
