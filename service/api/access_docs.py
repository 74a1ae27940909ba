"""Sign-in, the permission table and the access journal in the OpenAPI document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import BaseModel

from domain.kernel.values import IDENTIFIER_FORM, REFERENCE_FORM, Role
from service.access.journal import Kind
from service.access.permissions import COLLECTIVITY, NETWORK
from service.api.access_routes import MOST
from service.api.command_table import PREFIX
from service.api.credentials import Credentials, PasswordChange, PasswordReset
from service.api.query_docs import parameter
from service.api.query_schemas import PROBLEM, SENTENCE
from service.api.route_summaries import summarised

Docs = dict[str, Any]
_TEXT, _TIME = {"type": "string"}, {"type": "string", "format": "date-time"}
_MAYBE, _TEXTS = {"type": ["string", "null"]}, {"type": "array", "items": {"type": "string"}}
_ROLE, _NUMBER = {"enum": sorted(Role)}, {"type": "integer", "minimum": 1}
_PLACE = {"type": ["string", "null"], "pattern": f"^{IDENTIFIER_FORM}$"}
_REFERENCE = {"type": "string", "pattern": f"^{REFERENCE_FORM}$"}
_PASSWORD = "a long enough password"


def _object(*optional: str, **properties: Docs) -> Docs:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "required": required, "properties": properties}


def _all_of(item: Docs) -> Docs:
    return {"type": "array", "items": item}


_GRANT = _object(
    id=_TEXT | {"description": "What `Acting-As` names."},
    role=_ROLE,
    collectivity_id=_PLACE | {"description": "What it is held for; of the network where there is none."},
    mandate_id=_MAYBE | {"description": "The council's mandate with which it ends."},
    body=_TEXT | {"description": "The body that events will name."},
    commands=_TEXTS | {"description": "The commands that the role may give."},
)
_SIGNED_IN = _object(
    "csrf_token",
    "illustrative",
    account=_TEXT | {"description": "A random reference."},
    grants=_all_of(_GRANT),
    csrf_token=_TEXT | {"description": "Of a session: what `X-CSRF-Token` sends back."},
    illustrative={"type": "boolean"},
) | {
    "example": {
        "account": "account-5f0c",
        "grants": [
            {
                "id": "grant-91ab",
                "role": Role.AUDITOR,
                "collectivity_id": None,
                "mandate_id": None,
                "body": NETWORK,
                "commands": [],
            }
        ],
        "csrf_token": "kX3v…",
    }
}
_PERMISSIONS = _object(
    roles={
        "type": "object",
        "additionalProperties": _object(
            held_for=_all_of({"enum": [COLLECTIVITY, NETWORK]}),
            of_council={"type": "boolean", "description": "Whether it ends with the council's mandate."},
            commands=_TEXTS,
        ),
    },
    clock=_object(role=_ROLE, commands=_TEXTS),
    routes=_all_of(
        _object(
            method=_TEXT,
            path=_TEXT,
            audience={"anyOf": [{"enum": ["everybody", "signed_in"]}, _all_of(_ROLE)]},
        )
    ),
    private={"type": "object", "additionalProperties": _all_of(_ROLE)},
)
_JOURNAL = _object(
    items=_all_of(
        _object(
            entry=_NUMBER,
            at=_TIME,
            kind={"enum": sorted(Kind)},
            sentence=SENTENCE,
            account=_MAYBE,
            by=_MAYBE | {"description": "Who did it; empty where the account did."},
            about=_MAYBE | {"description": "The grant, token or command that it is about."},
        )
    )
)
_PAGE = [
    parameter("before", _NUMBER, "Only entries before this one."),
    {"name": "limit", "in": "query", "schema": _NUMBER | {"maximum": MOST, "default": 100}},
    parameter("account", _REFERENCE, "Only what is about this account."),
]


def _body(model: type[BaseModel], **example: str) -> Docs:
    schema = model.model_json_schema() | {"description": "Never kept, shown or repeated as it is given."}
    return {"required": True, "content": {"application/json": {"schema": schema, "example": example}}}


def _operation(answer: Docs | None, *, body: Docs | None = None, asked: Iterable[Docs] = ()) -> Docs:
    """An operation that answers with a shape, or with nothing where there is none."""
    done: Docs = {"description": "Done."}
    if answer is not None:
        done["content"] = {"application/json": {"schema": answer}}
    problems = ["503"]
    if body is not None:
        problems += ["400", "413", "415", "422"]
    if asked:
        problems += ["422"]
    found: Docs = {"responses": {"204" if answer is None else "200": done} | dict.fromkeys(problems, PROBLEM)}
    if asked:
        found["parameters"] = list(asked)
    return found if body is None else found | {"requestBody": body}


def _also(operation: Docs, status: str, description: str) -> Docs:
    told = PROBLEM | {"description": description}
    return operation | {"responses": operation["responses"] | {status: told}}


_SIGNING_IN = _body(Credentials, email="auditor@azilal.example", password=_PASSWORD)
_CHANGING = _body(PasswordChange, current=_PASSWORD, new=f"another, {_PASSWORD}")
_RESETTING = _body(PasswordReset, link="the secret of the link", new=_PASSWORD)
_OPERATIONS: dict[tuple[str, str], tuple[str, Docs]] = {
    ("post", f"{PREFIX}/session"): (
        "session.begin",
        _also(_operation(_SIGNED_IN, body=_SIGNING_IN), "401", "No such account, or another password."),
    ),
    ("get", f"{PREFIX}/session"): ("session.tell", _operation(_SIGNED_IN)),
    ("delete", f"{PREFIX}/session"): ("session.end", _operation(None)),
    ("delete", f"{PREFIX}/sessions"): ("session.end_all", _operation(None)),
    ("put", f"{PREFIX}/password"): ("password.change", _operation(None, body=_CHANGING)),
    ("post", f"{PREFIX}/password-resets"): (
        "password.reset",
        _also(_operation(None, body=_RESETTING), "403", "The link is over, or was used."),
    ),
    ("get", f"{PREFIX}/permissions"): ("access.permissions", _operation(_PERMISSIONS)),
    ("get", f"{PREFIX}/access-journal"): ("access.journal", _operation(_JOURNAL, asked=_PAGE)),
}


def operations() -> Iterator[tuple[str, str, Docs]]:
    """Each operation, with its method and path."""
    for (method, path), (name, told) in _OPERATIONS.items():
        yield method, path, {"operationId": name, "tags": ["access"]} | summarised(name) | told
