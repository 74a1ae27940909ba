"""The routes of the pages as one, found by what follows the language in an address."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from urllib.parse import quote

from starlette.responses import RedirectResponse
from starlette.routing import BaseRoute, Match, NoMatchFound, Route
from starlette.types import Receive, Scope, Send

from service.web.languages import of_path

FOUND = "infitah.page_route"


def _as_written(path: str) -> str:
    """An address of a page as pages write it: its language in small letters, and no slash at the end."""
    language, slash, rest = path[1:].partition("/")
    return f"/{language.lower()}{slash}{rest}".rstrip("/")


class _Elsewhere:
    """Leads to the address of a page as pages write it."""

    def __init__(self, path: str) -> None:
        self._path = path

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Redirect, with what was asked."""
        asked = scope["query_string"].decode("latin-1")
        to = quote(self._path) + (f"?{asked}" if asked else "")
        await RedirectResponse(to, status_code=308)(scope, receive, send)


class PageRoutes(BaseRoute):
    """Leads to one of `routes`, each of a path that begins with a language. Where no language is named, it
    fits nothing; so it may stand before all else.
    """

    def __init__(self, routes: Iterable[Route]) -> None:
        self.routes = tuple(routes)
        self._by_form: dict[tuple[int, str], list[Route]] = defaultdict(list)
        for route in self.routes:
            parts = route.path.split("/")[2:]
            first = parts[0] if parts and not parts[0].startswith("{") else ""
            self._by_form[len(parts), first].append(route)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """What fits: the route that is found, or the first that takes other methods."""
        if scope["type"] != "http":
            return Match.NONE, {}
        path = _as_written(scope["path"])
        if of_path(path) is None:
            return Match.NONE, {}
        if path != scope["path"]:
            fitting, _ = self.matches({**scope, "path": path})
            return (fitting, {FOUND: _Elsewhere(path)}) if fitting is Match.FULL else (Match.NONE, {})
        parts = path.split("/")[2:]
        partial: tuple[Match, Scope] = Match.NONE, {}
        for first in dict.fromkeys((parts[0] if parts else "", "")):
            for route in self._by_form.get((len(parts), first), ()):
                match, found = route.matches(scope)
                if match is Match.FULL:
                    return match, {**found, FOUND: route}
                if match is Match.PARTIAL and partial[0] is Match.NONE:
                    partial = match, {**found, FOUND: route}
        return partial

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer by the route that was found."""
        found: Route | _Elsewhere = scope[FOUND]
        await found.handle(scope, receive, send)

    def url_path_for(self, name: str, /, **path_params: object) -> str:  # type: ignore[override]
        """Pages have no names. Raises NoMatchFound."""
        raise NoMatchFound(name, path_params)
