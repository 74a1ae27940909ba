"""Who may ask what, in the OpenAPI document: as the permission table says."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from domain.kernel.values import Role
from service.access.permissions import audience, givers
from service.api.authentication import ACTING_AS, CHALLENGE, CSRF, READING, SESSION
from service.api.query_schemas import PROBLEM

Docs = dict[str, Any]
SCHEMES: Docs = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "A token of a program, which an operator makes. It may be for some grants and some"
        " commands of its account only.",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": SESSION,
        "description": f"What signing in sets; over TLS it is called `__Host-{SESSION}`.",
    },
    "page": {
        "type": "apiKey",
        "in": "header",
        "name": CSRF,
        "description": "The `csrf_token` of `GET /api/v1/session`: what changes something by a session"
        " sends it back, which a page of another site cannot.",
    },
}
ACTING: Docs = {
    "name": ACTING_AS,
    "in": "header",
    "description": "The id of the grant to act in, where several of yours would do (`GET /api/v1/session`).",
    "schema": {"type": "string", "pattern": "^[\\x21-\\x7e]{1,100}$"},
}
TOO_OFTEN: Docs = PROBLEM | {
    "description": "Asked too often; come again after so many seconds.",
    "headers": {"Retry-After": {"schema": {"type": "string"}}},
}
_UNSIGNED: Docs = PROBLEM | {
    "description": "Nobody is signed in, or what was shown holds no more.",
    "headers": {name: {"schema": {"type": "string"}} for name in CHALLENGE},
}
_FORBIDDEN: Docs = PROBLEM | {"description": "Signed in, and not permitted."}


def of_query(operation: Docs, method: str, path: str) -> Docs:
    """An operation with who may ask it. One that everybody may asks for no credentials."""
    found = audience(method, path)
    if found.everybody:
        return _answering(operation, {"429": TOO_OFTEN}) | {"security": []}
    refused = {"401": _UNSIGNED, "429": TOO_OFTEN}
    if found.roles is not None or method not in READING:
        refused["403"] = _FORBIDDEN
    return _answering(operation, refused) | _asked(method, found.roles)


def of_command(operation: Docs, command: str) -> Docs:
    """An operation that gives a command, with who may give it."""
    refused = {"401": _UNSIGNED, "403": _FORBIDDEN, "429": TOO_OFTEN}
    parameters = [*operation["parameters"], ACTING]
    return _answering(operation | {"parameters": parameters}, refused) | _asked("POST", givers(command))


def _asked(method: str, roles: Collection[Role] | None) -> Docs:
    by_session: dict[str, list[str]] = {"session": []} if method in READING else {"session": [], "page": []}
    if roles is not None:
        return {"security": [{"token": []}, by_session], "x-roles": sorted(roles)}
    # What is a person's own is not for their programs to change.
    return {"security": [{"token": []}, by_session] if method in READING else [by_session]}


def _answering(operation: Docs, refused: Docs) -> Docs:
    """What an operation says itself of a refusal stands: it knows more of it."""
    return operation | {"responses": dict(sorted((refused | operation["responses"]).items()))}
