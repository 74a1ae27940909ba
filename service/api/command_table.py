"""The one table of commands over HTTP, made from the deciders: which path takes which command."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from domain.kernel.commands import Command
from domain.kernel.decider import Decider
from domain.kernel.values import Role
from domain.registry import AMENDMENTS, DECIDERS

PREFIX = "/api/v1"
CLAIMABLE = frozenset(Role) - {Role.CLOCK}
"""The roles that somebody can act in; the clock is no somebody."""


class CommandRoute(NamedTuple):
    """A command with its path. `id_given` tells that its caller may choose the identity."""

    plural: str
    kind: str
    command: type[Command]
    creates: bool
    id_given: bool
    path: str


def command_routes() -> Iterator[CommandRoute]:
    """Every command on every aggregate. The first creating command of an aggregate is the plain POST to its
    collection.
    """
    for decider in DECIDERS.values():
        collection = f"{PREFIX}/{decider.plural}"
        plain = True
        for rule in decider.rules:
            command = rule.command
            name = command.command_name()
            if not rule.by & CLAIMABLE:
                continue
            if not command.creates:
                yield _route(decider, command, f"{collection}/{{id}}/{name}")
            else:
                path = collection if plain else f"{collection}/{name}"
                yield _route(decider, command, path, creates=True, id_given=Role.CITIZEN not in rule.by)
                plain = False
        for command in AMENDMENTS:
            yield _route(decider, command, f"{collection}/{{id}}/{command.command_name()}")


def _route(
    decider: Decider[Any],
    command: type[Command],
    path: str,
    *,
    creates: bool = False,
    id_given: bool = False,
) -> CommandRoute:
    """An identity chosen by a citizen could say who they are, so it is only ever given by the service."""
    return CommandRoute(decider.plural, decider.kind, command, creates, id_given, path)


Table = dict[tuple[str, str | None, bool], CommandRoute]
"""For dispatch: by plural, command name (None for the plain POST), and whether an id is addressed."""


def by_path() -> Table:
    """The table of commands, made for dispatch."""
    return {
        (
            route.plural,
            None if route.path.count("/") == PREFIX.count("/") + 1 else route.path.rsplit("/", 1)[1],
            not route.creates,
        ): route
        for route in command_routes()
    }
