"""The OpenAPI document: the queries as FastAPI describes them, and the commands from their table."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from service.api import access_docs, command_docs
from service.api.command_table import command_routes
from service.api.query_schemas import SENTENCE
from service.api.security_docs import SCHEMES, of_query

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
                "properties": {"code": {"type": "string"}, "sentence": SENTENCE, "field": {"type": "string"}},
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
                    "sentence": SENTENCE,
                    "expected": {},
                    "found": {},
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
        paths, components = found["paths"], found.setdefault("components", {})
        for method, path, operation in access_docs.operations():
            paths.setdefault(path, {})[method] = operation
        for path, operations in paths.items():
            for method, operation in operations.items():
                operations[method] = of_query(operation, method.upper(), path)
        routes = list(command_routes())
        for route in routes:
            paths.setdefault(route.path, {})["post"] = command_docs.operation(route)
        schemas = components.setdefault("schemas", {})
        schemas |= command_docs.body_schemas(routes)
        schemas |= {"Problem": _PROBLEM, "Recorded": command_docs.RECORDED, "Foretold": command_docs.FORETOLD}
        components["securitySchemes"] = SCHEMES
        app.openapi_schema = found
    return app.openapi_schema
