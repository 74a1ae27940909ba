"""Every route asks the permission table: what it does not name, nobody may ask."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace

from anyio import to_thread
from starlette.requests import Request
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from domain.document.commands import RegisterDocument
from service.access.access import Access
from service.access.callers import Caller
from service.access.lasting import councils
from service.access.lasting import holding as hold
from service.access.permissions import Audience, audience
from service.api.authentication import READING, require_caller
from service.api.commands import CommandEndpoint
from service.api.problems import Problem
from service.handling.handler import CommandHandler

Holding = Callable[[Caller], Awaitable[Caller]]
"""Leaves of a caller's grants those that hold now."""
NAMING = RegisterDocument.command_name()
CALLER = "infitah.caller"
"""Where a guarded route finds its caller in the scope."""


def caller_of(request: Request) -> Caller:
    """The caller of a route that is not for everybody. Raises KeyError on one that is."""
    found: Caller = request.scope[CALLER]
    return found


def guard(routes: Iterable[BaseRoute], access: Access, *, commands: CommandEndpoint) -> None:
    """Put a guard before every route that is not for everybody, with all its methods. One that is costs
    nothing more; those of `commands` ask the table for each command themselves.
    """
    holding = grants_that_hold(commands.handler)
    for route in routes:
        if isinstance(route, Route) and route.endpoint != commands.take:
            audiences = [audience(method, route.path) for method in methods(route)]
            if not all(one.everybody for one in audiences):
                route.app = _Guarded(route.app, audiences, access, holding)


def grants_that_hold(handler: CommandHandler) -> Holding:
    """What leaves of a caller's grants those whose mandate lasts, as the register says now."""

    async def holding(caller: Caller) -> Caller:
        bound = councils(caller.grants)
        if not bound:
            return caller
        states = await to_thread.run_sync(handler.states, bound)
        return replace(caller, grants=hold(caller.grants, states, handler.now()))

    return holding


def methods(route: Route) -> frozenset[str]:
    """The methods of a route, without HEAD, which answers where GET does."""
    return frozenset(route.methods or ()) - {"HEAD"}


class _Guarded:
    """Lets in whoever all audiences of a route admit, and tells it who that is."""

    def __init__(self, app: ASGIApp, audiences: Iterable[Audience], access: Access, holding: Holding) -> None:
        self._app, self._audiences, self._access = app, tuple(audiences), access
        self._holding = holding

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request. Raises Problem 401, 403."""
        request = Request(scope)
        caller = await require_caller(self._access, request)
        if scope["method"] not in READING:
            self._refuse_token(caller)
        if any(one.roles is not None for one in self._audiences):
            caller = await self._holding(caller)
        if not all(one.admits(caller.roles) for one in self._audiences):
            wanted = frozenset[str]().union(*(one.roles or () for one in self._audiences))
            raise Problem(403, "not_permitted", roles=sorted(wanted), yours=sorted(caller.roles))
        scope[CALLER] = caller
        await self._app(scope, receive, send)

    def _refuse_token(self, caller: Caller) -> None:
        """What is a person's own is not for their programs; and one that is for certain commands gives in
        contents only where it may name them. Raises Problem 403.
        """
        if all(one.roles is None for one in self._audiences):
            if caller.session is None:
                raise Problem(403, "session_needed")
        elif caller.commands is not None and NAMING not in caller.commands:
            raise Problem(403, "token_not_for_command", command=NAMING)
