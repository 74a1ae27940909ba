"""The service as an ASGI application."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from functools import partial
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Lifespan

from service.access.access import Access
from service.api.access_routes import access_routes
from service.api.command_table import Table
from service.api.commands import CommandEndpoint
from service.api.fields import validation_error
from service.api.front import Front
from service.api.gate import Gate
from service.api.guarding import guard
from service.api.methods import allowed, nothing_here
from service.api.openapi import document
from service.api.problems import MEDIA_TYPE, Problem, problem_response
from service.api.provider_sign_in import ProviderSignIn
from service.api.route_summaries import summarised
from service.api.sign_in import SignIn
from service.handling.handler import CommandHandler
from service.web.pages import Pages, read_forms

if TYPE_CHECKING:
    from service.access.provider import Provider

_PROBLEM = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
UNHEALTHY: dict[str, Any] = {
    "description": "The log is not as it was signed, or a read model stopped at the event that is named.",
    "content": _PROBLEM,
}
UNREADY: dict[str, Any] = {
    "description": "The database does not answer, the log is not checked or signed, or reading is behind.",
    "content": _PROBLEM,
}
Readiness = Callable[[], Awaitable[dict[str, Any]]]
"""Tells how far the service is; raises Problem 503 while it cannot serve."""
Health = Callable[[], dict[str, Any]]
"""Tells what is known of the process and its log; raises Problem 503 where something is wrong."""


def create_app(
    handler: CommandHandler,
    access: Access,
    *,
    illustrative: bool,
    ready: Readiness,
    health: Health = dict,
    refuse_commands: Callable[[], None] = lambda: None,
    routers: Iterable[APIRouter] = (),
    lifespan: Lifespan[FastAPI] | None = None,
    provider: Provider | None = None,
    front: Front | None = None,
    pages: Pages | None = None,
) -> FastAPI:
    """The application over one log: commands by `handler`, queries by `routers`, for people by `pages`.
    `refuse_commands` raises Problem 503 while nothing may be recorded; at `provider` people may sign in,
    where there is one; `front` is what the settings say of whoever asks.
    """
    app = FastAPI(
        title="infitah",
        version=version("infitah"),
        description="The openness programmes of Morocco's collectivities, from the first idea to closure.",
        docs_url=None,
        redirect_slashes=False,  # a path with a slash too many leads nowhere, and is told so
        redoc_url=None,
        # Spans hold addresses and queries as they were sent; the gate's own line does not.
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
        lifespan=partial(_with_access, access, lifespan),
    )
    app.state.illustrative, app.state.access = illustrative, access
    app.state.as_page = pages.problem if pages is not None else None
    app.state.provider = provider is not None
    commands = CommandEndpoint(handler, access, illustrative=illustrative, refuse=refuse_commands)
    # One flat table, tried in order: a router that is included has all of its routes asked for itself. The
    # routes of commands fit whatever is posted, so those of a name of their own come before them.
    sign_in = SignIn(access, handler, illustrative=illustrative)
    named = [*sign_in.routes(), *ProviderSignIn(sign_in, access, provider).routes()]
    named += access_routes(access, handler)
    given = [route for router in routers for route in router.routes]
    posted = [route for route in given if "POST" in (getattr(route, "methods", None) or ())]
    read = [route for route in given if route not in posted]
    app.router.routes.extend([*named, *posted, *commands.routes(), *read])
    _add_health(app, ready, health)
    _add_problems(app, commands.table)
    guarded = [*app.router.routes]
    if pages is not None:
        for_people, beside = pages.routes(), pages.around()
        app.router.routes[:] = [for_people, *app.router.routes, *beside]
        guarded += [*for_people.routes, *beside]
    guard(guarded, access, commands=commands)
    read_forms(guarded)
    app.add_middleware(Gate, illustrative=illustrative, front=front)
    app.openapi = lambda: document(app)  # type: ignore[method-assign]
    return app


@asynccontextmanager
async def _with_access(access: Access, inner: Lifespan[FastAPI] | None, app: FastAPI) -> AsyncIterator[None]:
    """The lifespan of an application: what finds callers connects before the rest begins."""
    await access.callers.start()
    try:
        if inner is None:
            yield
        else:
            async with inner(app):
                yield
    finally:
        await access.callers.stop()


def _add_health(app: FastAPI, ready: Readiness, health: Health) -> None:
    async def healthz() -> Response:
        """The process answers, its log is as it was signed and goes on being signed, and nothing stopped."""
        mark = {"illustrative": True} if app.state.illustrative else {}
        return JSONResponse({"status": "ok"} | mark | health())

    async def readyz() -> Response:
        """The database answers, the log is checked and signed, and the read models follow, but for those that
        stopped.
        """
        return JSONResponse({"status": "ok", **await ready()})

    route: dict[str, Any] = {"methods": ["GET"], "tags": ["health"], "response_class": JSONResponse}
    for path, asked, problem in (("/healthz", healthz, UNHEALTHY), ("/readyz", readyz, UNREADY)):
        told = summarised(f"health.{asked.__name__}")
        app.add_api_route(path, asked, openapi_extra=told, responses={503: problem}, **route)


def _add_problems(app: FastAPI, table: Table) -> None:
    async def as_problem(request: Request, error: Exception) -> Response:
        if isinstance(error, Problem):
            return problem_response(request, error)
        if isinstance(error, RequestValidationError):
            errors = [validation_error(found) for found in error.errors()[:50]]
            return problem_response(request, Problem(422, "invalid", errors=errors))
        assert isinstance(error, HTTPException)  # noqa: S101 - tells the type checker what is so already
        return problem_response(request, _from_http(request, error, table))

    for kind in (Problem, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, as_problem)


def _from_http(request: Request, error: HTTPException, table: Table) -> Problem:
    """The framework's own refusals. The command routes fit more paths than there are commands."""
    if error.status_code in (404, 405):
        return nothing_here(allowed(request, table) if error.status_code == 405 else [])
    return Problem(error.status_code, "bad_request", headers=error.headers)
