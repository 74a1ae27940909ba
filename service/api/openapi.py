"""The OpenAPI document: the queries as FastAPI describes them, and the commands from their table."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from domain.kernel.commands import Command
from domain.kernel.values import IDENTIFIER_FORM
from service.api.command_table import CommandRoute, command_routes
from service.api.problems import MEDIA_TYPE

_SCHEMAS = "#/components/schemas/"
_IDENTIFIER = {"type": "string", "pattern": f"^{IDENTIFIER_FORM}$"}
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "The same key and body from the same actor answers the first result again.",
    "schema": {"type": "string", "pattern": "^[\\x21-\\x7e]{1,255}$"},
}
_IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "The version that you have read, in quotation marks.",
    "schema": {"type": "string", "pattern": '^"(0|[1-9][0-9]{0,9})"$'},
    "example": '"1"',
}
_SENTENCE = {
    "type": "object",
    "required": ["ar", "fr", "en"],
    "properties": {language: {"type": "string"} for language in ("ar", "fr", "en")},
}
_PROBLEM = {
    "title": "Problem",
    "type": "object",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "illustrative": {"type": "boolean", "description": "Present and true where nothing of it is real."},
        "unmet": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["code", "sentence"],
                "properties": {"code": {"type": "string"}, "sentence": _SENTENCE},
            },
        },
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "code", "sentence"],
                "properties": {
                    "field": {"type": "string"},
                    "code": {"type": "string"},
                    "sentence": _SENTENCE,
                    "expected": {},
                    "found": {},
                },
            },
        },
    },
}
_RECORDED = {
    "title": "Recorded",
    "type": "object",
    "required": ["stream", "id", "version", "position", "events"],
    "properties": {
        "stream": {"type": "string"},
        "id": _IDENTIFIER,
        "version": {"type": "integer", "minimum": 1},
        "position": {"type": "integer", "minimum": 1},
        "illustrative": {"type": "boolean"},
        "unverified": {"type": "array", "items": {"type": "string"}},
        "events": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["event_id", "type", "stream", "version", "position"],
                "properties": {
                    "event_id": {"type": "string", "format": "uuid"},
                    "type": {"type": "string"},
                    "stream": {"type": "string"},
                    "version": {"type": "integer"},
                    "position": {"type": "integer"},
                },
            },
        },
    },
}


def document(app: FastAPI) -> dict[str, Any]:
    """The whole document, made once."""
    if app.openapi_schema is None:
        found = get_openapi(
            title=app.title, version=app.version, description=app.description, routes=app.routes
        )
        routes = list(command_routes())
        schemas = found.setdefault("components", {}).setdefault("schemas", {})
        schemas |= _command_schemas({route.command for route in routes})
        schemas |= {"Problem": _PROBLEM, "Recorded": _RECORDED}
        for route in routes:
            name = _body_schema(route, schemas)
            found["paths"].setdefault(route.path, {})["post"] = _operation(route, name)
        app.openapi_schema = found
    return app.openapi_schema


def _command_schemas(commands: set[type[Command]]) -> dict[str, Any]:
    ordered = sorted(commands, key=lambda command: command.__name__)
    _, definitions = models_json_schema(
        [(command, "validation") for command in ordered], ref_template=_SCHEMAS + "{model}"
    )
    return dict(definitions["$defs"])


def _body_schema(route: CommandRoute, schemas: dict[str, Any]) -> str:
    """The schema of a body; where the caller may choose the identity, it is the command's and an `id`."""
    name = route.command.__name__
    if route.creates and route.id_given:
        schema = schemas[name]
        schemas[name] = schema | {"properties": {"id": _IDENTIFIER, **schema["properties"]}}
    return name


def _operation(route: CommandRoute, schema: str) -> dict[str, Any]:
    answers = ["400", "409", "413", "415", "422", "503"] + ([] if route.creates else ["404", "412", "428"])
    identity = {"name": "id", "in": "path", "required": True, "schema": _IDENTIFIER}
    recorded = {
        "description": "Recorded, or recorded before with the same key.",
        "headers": {
            name: {"schema": {"type": "string"}}
            for name in ("ETag", "X-Log-Position", *(("Location",) if route.creates else ()))
        },
        "content": {"application/json": {"schema": {"$ref": _SCHEMAS + "Recorded"}}},
    }
    problem = {
        "description": "A problem (RFC 9457).",
        "content": {MEDIA_TYPE: {"schema": {"$ref": _SCHEMAS + "Problem"}}},
    }
    return {
        "operationId": f"{route.kind}.{route.command.command_name()}",
        "summary": route.command.summary.en,
        "x-summary": route.command.summary.model_dump(),
        "tags": [route.plural],
        "parameters": [_KEY | {"required": True}] if route.creates else [identity, _IF_MATCH, _KEY],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": _SCHEMAS + schema}}},
        },
        "responses": {"201" if route.creates else "200": recorded} | dict.fromkeys(sorted(answers), problem),
    }
