"""The commands in the OpenAPI document, from their one table."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from pydantic.json_schema import models_json_schema

from domain.kernel.commands import Command
from domain.kernel.values import IDENTIFIER_FORM
from service.api.command_table import CommandRoute
from service.api.preconditions import KEY
from service.api.query_schemas import IDENTITY, PROBLEM
from service.api.security_docs import of_command

Docs = dict[str, Any]
_SCHEMAS = "#/components/schemas/"
_IDENTIFIER = {"type": "string", "pattern": f"^{IDENTIFIER_FORM}$"}
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "The same key and body from the same actor answers the first result again.",
    "schema": {"type": "string", "pattern": f"^{KEY.pattern}$"},
}
_IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "The version that you have read, in quotation marks.",
    "schema": {"type": "string", "pattern": '^"(0|[1-9][0-9]{0,9})"$'},
    "example": '"1"',
}
_DRY_RUN = {
    "name": "Dry-Run",
    "in": "header",
    "description": "`true` only tries the command: by the same rights, guards and preconditions the answer"
    " says what would be recorded, or refuses it as recording would. Nothing is recorded and no key used up."
    " By the time the command is given, what it rests on may have changed.",
    "schema": {"type": "string", "enum": ["true"]},
}


def _outcome(title: str, own: Docs, of_event: Docs, **head: Any) -> Docs:
    """What a command leads to: `own` and `of_event` are what only this kind of outcome tells, in all and of
    each event.
    """
    always = own | {"stream": {"type": "string"}, "id": _IDENTIFIER, "version": _AT_LEAST_1}
    event = of_event | {name: {"type": kind} for name, kind in _EVENT.items()}
    events = {"type": "array", "items": {"type": "object", "required": [*event], "properties": event}}
    seldom = {
        "illustrative": {"type": "boolean"},
        "unverified": {"type": "array", "items": {"type": "string"}},
    }
    required, properties = [*always, "events"], always | seldom | {"events": events}
    return {"title": title, **head, "type": "object", "required": required, "properties": properties}


_AT_LEAST_1: Docs = {"type": "integer", "minimum": 1}
_EVENT = {"type": "string", "stream": "string", "version": "integer"}
RECORDED = _outcome(
    "Recorded",
    {"position": _AT_LEAST_1},
    {"event_id": {"type": "string", "format": "uuid"}, "position": {"type": "integer"}},
)
FORETOLD = _outcome(
    "Foretold",
    {"dry_run": {"type": "boolean", "enum": [True]}},
    {},
    description="What a command that was only tried would record.",
)


def body_schemas(routes: Iterable[CommandRoute]) -> Docs:
    """The schemas of all bodies by the names of their commands, and what they refer to. No body names the
    actor, which is whoever is signed in; where the caller may choose the identity, there is an `id`.
    """
    by_name = {route.command.__name__: route for route in routes}
    found = _command_schemas([by_name[name].command for name in sorted(by_name)])
    for name, route in by_name.items():
        schema = found[name]
        own = {field: told for field, told in schema["properties"].items() if field != "actor"}
        identity = {"id": _IDENTIFIER} if route.creates and route.id_given else {}
        required = [field for field in schema.get("required", ()) if field != "actor"]
        found[name] = schema | {"properties": identity | own, "required": required}
    return _referred_to(found, by_name)


def operation(route: CommandRoute) -> Docs:
    """The operation that takes a command."""
    answers = ["400", "409", "413", "415", "422", "503"] + ([] if route.creates else ["404", "412", "428"])
    told = {
        "operationId": f"{route.kind}.{route.command.command_name()}",
        "summary": route.command.summary.en,
        "x-summary": route.command.summary.model_dump(),
        "tags": [route.plural],
        "parameters": [
            *([_KEY | {"required": True}] if route.creates else [IDENTITY, _IF_MATCH, _KEY]),
            _DRY_RUN,
        ],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": _SCHEMAS + route.command.__name__}}},
        },
        "responses": _answers(route) | dict.fromkeys(answers, PROBLEM),
    }
    return of_command(told, route.command.command_name())


def _answers(route: CommandRoute) -> Docs:
    """What was recorded, and what would be where the command was only tried."""
    names = ("ETag", "X-Log-Position", *(("Location",) if route.creates else ()))
    recorded = {
        "description": "Recorded, or recorded before with the same key.",
        "headers": {name: {"schema": {"type": "string"}} for name in names},
        "content": {"application/json": {"schema": {"$ref": _SCHEMAS + "Recorded"}}},
    }
    foretold = {"$ref": _SCHEMAS + "Foretold"}
    tried = {"description": "Would be recorded.", "content": {"application/json": {"schema": foretold}}}
    if route.creates:
        return {"201": recorded, "200": tried}
    either = {"oneOf": [{"$ref": _SCHEMAS + "Recorded"}, foretold]}
    found = {"description": f"{recorded['description']} With Dry-Run: would be recorded."}
    return {"200": recorded | found | {"content": {"application/json": {"schema": either}}}}


def _command_schemas(commands: list[type[Command]]) -> Docs:
    _, definitions = models_json_schema(
        [(command, "validation") for command in commands], ref_template=_SCHEMAS + "{model}"
    )
    return dict(definitions["$defs"])


def _referred_to(schemas: Docs, wanted: Iterable[str]) -> Docs:
    """The wanted schemas, with those that they refer to, and no other."""
    found: Docs = {}
    left = list(wanted)
    while left:
        if (name := left.pop()) not in found:
            found[name] = schemas[name]
            left += re.findall(f'"{_SCHEMAS}([^"]+)"', json.dumps(schemas[name]))
    return {name: found[name] for name in schemas if name in found}
