"""Whoever is signed in, as the pages of the console know them: what the interface tells of a session."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.kernel.values import Role
from service.access.permissions import audience
from service.web.visiting import View, Visit


@dataclass(frozen=True)
class Me:
    """An account's grants that hold now, the token that its pages send back, and the names of the
    collectivities that the grants are for.
    """

    account: str
    grants: tuple[Mapping[str, Any], ...]
    lapsed: tuple[Mapping[str, Any], ...]
    csrf: str
    names: Mapping[str, Any]

    @property
    def roles(self) -> frozenset[str]:
        """The roles that it holds, wherever."""
        return frozenset(grant["role"] for grant in self.grants)

    @property
    def collectivity_ids(self) -> tuple[str, ...]:
        """The collectivities that it acts for, each once."""
        found = (grant["collectivity_id"] for grant in self.grants)
        return tuple(dict.fromkeys(one for one in found if one))

    def may_open(self, path: str) -> bool:
        """Whether it may open a page of the console, by what follows the language in its address."""
        return audience("GET", f"/{{language}}/{path}").admits(frozenset(map(Role, self.roles)))

    def giving(self, command: str) -> list[Mapping[str, Any]]:
        """The grants by which it may give a command."""
        return [grant for grant in self.grants if command in grant["commands"]]


async def whoami(visit: Visit) -> Me:
    """Whose page this is. Raises Problem 401."""
    told = await visit.ask.get("session")
    holding = tuple(grant for grant in told["grants"] if grant["holds"])
    lapsed = tuple(grant for grant in told["grants"] if not grant["holds"])
    places = dict.fromkeys(grant["collectivity_id"] for grant in told["grants"] if grant["collectivity_id"])
    names = {}
    for place in places:
        found = await visit.ask.find(f"collectivities/{place}")
        names[place] = found["names"] if found else place
    return Me(told["account"], holding, lapsed, told.get("csrf_token", ""), names)


async def console_view(
    visit: Visit, template: str, me: Me | None = None, /, *, status: int = 200, **told: Any
) -> View:
    """A page of the console, which says whose it is."""
    return View(f"console/{template}", {"me": me or await whoami(visit), **told}, status)
