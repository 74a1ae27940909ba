"""A plain route that the gate's log line can name."""

from __future__ import annotations

from starlette.routing import Match, Route
from starlette.types import Scope


class NamedRoute(Route):
    """Says its template to the gate, as the framework's own routes do."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """As any route, with its template beside."""
        match, found = super().matches(scope)
        if match is not Match.NONE:
            found["route_template"] = self.path
        return match, found
