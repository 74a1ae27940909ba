"""Signs requests in as the actor that they name, so that a test says who acts beside what is done.

Each actor has an account, a grant for the collectivity that the request is about, and a token, made by the
service's own code in the log's own database; what reaches the service is the token, and a body without an
actor. A request that names no actor that an account could be comes from a focal point.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from pydantic import ValidationError
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from domain.kernel.values import Actor, Role
from domain.registry import DECIDERS
from service.access.access import Access
from service.access.permissions import COLLECTIVITY, held_roles
from service.api.bodies import MAX_BODY

SOMEBODY = Actor(role=Role.FOCAL_POINT, body="focal-point")
NOWHERE = "c1"
"""The collectivity of a request that says nothing of one."""
_KNOWN: dict[str, tuple[dict[Actor, str], dict[tuple[Actor, str | None], str]]] = {}
"""The accounts and tokens of each log: who acts stays the same from one server on it to the next."""
PLURALS = {decider.plural: kind for kind, decider in DECIDERS.items()}


class Signer:
    """Finds out who is to act in a request, and has a token for them."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._accounts, self._tokens = _KNOWN.setdefault(access.log.conninfo, ({}, {}))

    def signed(self, path: str, body: bytes) -> tuple[str, bytes]:
        """A token, and the body as the service takes it."""
        actor, sent = _without_actor(body)
        return self.token(actor, self._collectivity(path, sent)), sent

    def token(self, actor: Actor, collectivity: str | None) -> str:
        """A token of an account that acts so there."""
        held = held_roles()[actor.role]
        place = collectivity if COLLECTIVITY in held.held_for else None
        if (actor, place) not in self._tokens:
            access = self._access
            if actor not in self._accounts:
                email = f"{len(self._accounts)}@{id(self)}.example"
                self._accounts[actor] = access.accounts.make(email, by="test")
            account = self._accounts[actor]
            person = actor.person_ref if not any(one == actor for one, _ in self._tokens) else None
            body = actor.body or ("an-organisation" if held.of_a_body else None)
            grant = access.grants.make(
                account, actor.role, by="test", collectivity=place, body=body, person_ref=person
            )
            assert grant is not None
            ends_at = datetime.now(UTC) + timedelta(days=1)
            made = access.tokens.make(account, by="test", ends_at=ends_at, grants=[grant])
            assert made is not None
            self._tokens[actor, place] = made.secret
        return self._tokens[actor, place]

    def _collectivity(self, path: str, body: bytes) -> str:
        """The collectivity that a request is about, by its body or by the record that it addresses."""
        plural, *rest = [*path.split("/"), "", "", "", ""][3:]
        if plural == "collectivities" and rest[0]:
            return rest[0]
        kind = PLURALS.get(plural, plural)
        given = self._first(f"{kind}:{rest[0]}") if rest[1] else _object(body)
        return next(self._of(given), NOWHERE)

    def _of(self, given: dict[str, Any]) -> Iterator[str]:
        if isinstance(one := given.get("collectivity_id"), str):
            yield one
        several = given.get("collectivity_ids")
        yield from several if isinstance(several, list) else ()
        for kind in ("programme", "consultation", "commitment"):
            if isinstance(identity := given.get(f"{kind}_id"), str):
                yield from self._of(self._first(f"{kind}:{identity}"))

    def _first(self, stream: str) -> dict[str, Any]:
        """The data of the event that made a record."""
        rows = self._access.log.load([stream])[stream] if "\x00" not in stream else []
        return json.loads(rows[0].body)["data"] if rows else {}


class SignedIn:
    """In front of an application: a request without credentials gets those of the actor in its body."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app, self._signer = app, Signer(access)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "POST" or _header(scope, b"authorization"):
            await self._app(scope, receive, send)
            return
        body, whole = await _read(receive)
        token, sent = self._signer.signed(scope["path"], body)
        headers = [pair for pair in scope["headers"] if pair[0] != b"content-length"]
        headers.append((b"authorization", f"Bearer {token}".encode()))
        if whole:
            headers.append((b"content-length", str(len(sent)).encode()))
        await self._app(scope | {"headers": headers}, _again(sent, receive, whole=whole), send)


class SigningTransport(httpx.HTTPTransport):
    """For a service in a process of its own: signs each request on its way."""

    def __init__(self, access: Access) -> None:
        super().__init__()
        self._signer = Signer(access)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.method != "POST":
            return super().handle_request(request)
        token, sent = self._signer.signed(request.url.path, request.read())
        kept = {name: value for name, value in request.headers.items() if name != "content-length"}
        headers = kept | {"authorization": f"Bearer {token}"}
        return super().handle_request(httpx.Request("POST", request.url, headers=headers, content=sent))


def _header(scope: Scope, name: bytes) -> bytes | None:
    return next((value for found, value in scope["headers"] if found == name), None)


async def _read(receive: Receive) -> tuple[bytes, bool]:
    """The body, as far as the service reads one, and whether that is all of it."""
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if message["type"] != "http.request" or not message.get("more_body"):
            return body, True
        if len(body) > MAX_BODY:
            return body, False


def _again(body: bytes, receive: Receive, *, whole: bool) -> Receive:
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": not whole}]

    async def receiving() -> Message:
        return waiting.pop() if waiting else await receive()

    return receiving


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _without_actor(body: bytes) -> tuple[Actor, bytes]:
    """Who is to act, and the body as the service takes it. What is no actor stays where it is."""
    found = _object(body)
    try:
        actor = Actor.model_validate(found["actor"])
    except (KeyError, ValidationError):
        return SOMEBODY, body
    if actor.role not in held_roles():
        return SOMEBODY, body
    rest = {name: value for name, value in found.items() if name != "actor"}
    try:
        return actor, json.dumps(rest, ensure_ascii=False).encode()
    except UnicodeEncodeError:  # half a character has no other form
        return actor, json.dumps(rest).encode()
