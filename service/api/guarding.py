"""Every route asks the permission table: what it does not name, nobody may ask."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.requests import Request
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from service.access.access import Access
from service.access.callers import Caller
from service.access.permissions import Audience, audience
from service.api.authentication import require_caller
from service.api.commands import CommandEndpoint
from service.api.problems import Problem

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
    for route in routes:
        if isinstance(route, Route) and route.endpoint != commands.take:
            audiences = [audience(method, route.path) for method in methods(route)]
            if not all(one.everybody for one in audiences):
                route.app = _Guarded(route.app, audiences, access)


def methods(route: Route) -> frozenset[str]:
    """The methods of a route, without HEAD, which answers where GET does."""
    return frozenset(route.methods or ()) - {"HEAD"}


class _Guarded:
    """Lets in whoever all audiences of a route admit, and tells it who that is."""

    def __init__(self, app: ASGIApp, audiences: Iterable[Audience], access: Access) -> None:
        self._app, self._audiences, self._access = app, tuple(audiences), access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request. Raises Problem 401, 403."""
        caller = await require_caller(self._access, Request(scope))
        if not all(one.admits(caller.roles) for one in self._audiences):
            wanted = frozenset[str]().union(*(one.roles or () for one in self._audiences))
            raise Problem(403, "not_permitted", roles=sorted(wanted), yours=sorted(caller.roles))
        scope[CALLER] = caller
        await self._app(scope, receive, send)
