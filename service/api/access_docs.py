"""Sign-in, the permission table and the access journal in the OpenAPI document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import BaseModel

from domain.kernel.values import IDENTIFIER_FORM, REFERENCE_FORM, Role
from service.access.journal import Kind
from service.access.lasting import Lapse, Lasting
from service.access.permissions import COLLECTIVITY, NETWORK
from service.access.provider_settings import CALLBACK
from service.api.access_routes import MOST
from service.api.command_table import PREFIX
from service.api.credentials import Credentials, PasswordChange, PasswordReset
from service.api.provider_sign_in import LOCAL_PATH
from service.api.query_docs import parameter
from service.api.query_schemas import PROBLEM, SENTENCE
from service.api.route_summaries import summarised

Docs = dict[str, Any]
_TEXT, _TIME = {"type": "string"}, {"type": "string", "format": "date-time"}
_MAYBE, _TEXTS = {"type": ["string", "null"]}, {"type": "array", "items": {"type": "string"}}
_ROLE, _NUMBER = {"enum": sorted(Role)}, {"type": "integer", "minimum": 1}
_PLACE = {"type": ["string", "null"], "pattern": f"^{IDENTIFIER_FORM}$"}
_REFERENCE = {"type": "string", "pattern": f"^{REFERENCE_FORM}$"}
_TYPED = "a long enough password"


def _object(*optional: str, **properties: Docs) -> Docs:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "required": required, "properties": properties}


def _all_of(item: Docs) -> Docs:
    return {"type": "array", "items": item}


_GRANTED: Docs = dict(
    id=_TEXT | {"description": "What `Acting-As` names."},
    role=_ROLE,
    collectivity_id=_PLACE | {"description": "What it is held for; of the network where there is none."},
    mandate_id=_MAYBE | {"description": "The council's mandate with which it ends."},
    body=_TEXT | {"description": "The body that events will name."},
    **{"from": _TIME},
    until=_MAYBE | {"description": "Before when it holds; for ever where there is none."},
    holds={"type": "boolean"},
    state={
        "enum": ["holds", "past_foreseen_end", *Lapse],
        "description": "Why it does not hold; or that the end foreseen for the council's mandate has passed.",
    },
    state_name=SENTENCE,
)
_GRANT = _object(
    **_GRANTED, commands=_TEXTS | {"description": "The commands that it gives; none where it does not hold."}
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
                "from": "2025-01-02T09:00:00+00:00",
                "until": None,
                **Lasting(None).told(),
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
            of_a_body={"type": "boolean", "description": "Whether for an organisation, which a grant names."},
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
    mandates=_object(
        days_past_foreseen_end=_NUMBER
        | {"description": "Days for which a council's offices go on past an end that nobody recorded."}
    ),
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
_ACCOUNTS = _object(
    items=_all_of(
        _object(
            account=_TEXT | {"description": "A random reference; no e-mail address is told."},
            made_at=_TIME,
            closed_at=_MAYBE,
            illustrative={"type": "boolean", "description": "Made by the service itself, to try it."},
            grants=_all_of(_object(**_GRANTED)),
        )
    ),
    next=_MAYBE | {"description": "The `after` of the page that follows; none on the last."},
)
_LIMIT = {"name": "limit", "in": "query", "schema": _NUMBER | {"maximum": MOST, "default": 100}}
_PAGE = [
    parameter("before", _NUMBER, "Only entries before this one."),
    _LIMIT,
    parameter("account", _REFERENCE, "Only what is about this account."),
]
_AFTER = [parameter("after", _REFERENCE, "Only accounts made after this one."), _LIMIT]
_NEXT = [
    parameter(
        "next",
        {"type": "string", "pattern": f"^{LOCAL_PATH.pattern}$"},
        "The path on this host to go to afterwards.",
    )
]
_COME_BACK = [
    {"name": name, "in": "query", "description": f"As the provider sends it: {what}.", "schema": _TEXT}
    for name, what in (
        ("state", "which sign-in it is"),
        ("code", "what the person is asked for by"),
        ("iss", "which provider it is"),
        ("error", "why nobody signed in"),
    )
]


def _body(model: type[BaseModel], **example: str) -> Docs:
    schema = model.model_json_schema() | {"description": "Never kept, shown or repeated as it is given."}
    return {"required": True, "content": {"application/json": {"schema": schema, "example": example}}}


def _answer(schema: Docs) -> Docs:
    return {"200": {"description": "Done.", "content": {"application/json": {"schema": schema}}}}


_DONE: Docs = {"204": {"description": "Done."}}
_SENT_ON: Docs = {
    "303": {"description": "Go there.", "headers": {"Location": {"schema": {"type": "string"}}}},
}


def _operation(done: Docs, *, body: Docs | None = None, asked: Iterable[Docs] = (), **refused: str) -> Docs:
    """An operation with its answer; `refused` says of a status, as `on_403`, when it is answered."""
    parameters = list(asked)
    problems = ["503", *(["400", "413", "415", "422"] if body else []), *(["422"] if parameters else [])]
    told = {status.removeprefix("on_"): PROBLEM | {"description": why} for status, why in refused.items()}
    found: Docs = {"responses": done | dict.fromkeys(problems, PROBLEM) | told}
    if parameters:
        found["parameters"] = parameters
    return found if body is None else found | {"requestBody": body}


_SIGNING_IN = _body(Credentials, email="auditor@azilal.example", password=_TYPED)
_CHANGING = _body(PasswordChange, current=_TYPED, new=f"another, {_TYPED}")
_RESETTING = _body(PasswordReset, link="the secret of the link", new=_TYPED)
_NO_PROVIDER = "No provider is configured here."
_OPERATIONS: dict[tuple[str, str], tuple[str, Docs]] = {
    ("post", f"{PREFIX}/session"): (
        "session.begin",
        _operation(_answer(_SIGNED_IN), body=_SIGNING_IN, on_401="No such account, or another password."),
    ),
    ("get", f"{PREFIX}/session"): ("session.tell", _operation(_answer(_SIGNED_IN))),
    ("delete", f"{PREFIX}/session"): ("session.end", _operation(_DONE)),
    ("delete", f"{PREFIX}/sessions"): ("session.end_all", _operation(_DONE)),
    ("put", f"{PREFIX}/password"): ("password.change", _operation(_DONE, body=_CHANGING)),
    ("post", f"{PREFIX}/password-resets"): (
        "password.reset",
        _operation(_DONE, body=_RESETTING, on_403="The link is over, or was used."),
    ),
    ("get", f"{PREFIX}/sign-in/provider"): (
        "provider.begin",
        _operation(_SENT_ON, asked=_NEXT, on_404=_NO_PROVIDER),
    ),
    ("get", CALLBACK): (
        "provider.finish",
        _operation(
            _SENT_ON,
            asked=_COME_BACK,
            on_400="This browser began no such sign-in, or it is over.",
            on_403="The provider refused, is not trusted, or the person has no account.",
            on_404=_NO_PROVIDER,
        ),
    ),
    ("get", f"{PREFIX}/permissions"): ("access.permissions", _operation(_answer(_PERMISSIONS))),
    ("get", f"{PREFIX}/access-journal"): ("access.journal", _operation(_answer(_JOURNAL), asked=_PAGE)),
    ("get", f"{PREFIX}/accounts"): ("access.accounts", _operation(_answer(_ACCOUNTS), asked=_AFTER)),
}


def operations() -> Iterator[tuple[str, str, Docs]]:
    """Each operation, with its method and path."""
    for (method, path), (name, told) in _OPERATIONS.items():
        yield method, path, {"operationId": name, "tags": ["access"]} | summarised(name) | told
