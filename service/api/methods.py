"""Which methods a path answers to, so that a wrong one is told apart from a path that leads nowhere."""

from __future__ import annotations

from starlette.requests import Request
from starlette.routing import Match

from service.api.command_table import PREFIX, Table
from service.api.problems import Problem


def allowed(request: Request, table: Table) -> list[str]:
    """The methods of the request's path. The routes of commands fit many paths; their table says which are
    meant.
    """
    asked = {**request.scope, "method": "GET"}
    readable = any(route.matches(asked)[0] is Match.FULL for route in request.app.router.routes)
    return ["GET", "HEAD"] * readable + ["POST"] * _takes_command(request.url.path, table)


def nothing_here(methods: list[str]) -> Problem:
    """The problem of a path that does not answer, or only to other methods."""
    if methods:
        return Problem(405, "method_not_allowed", headers={"Allow": ", ".join(methods)})
    return Problem(404, "not_found")


def _takes_command(path: str, table: Table) -> bool:
    if not path.startswith(f"{PREFIX}/"):
        return False
    plural, *rest = path.removeprefix(f"{PREFIX}/").split("/")
    return (plural, rest[-1] if rest else None, len(rest) == 2) in table
