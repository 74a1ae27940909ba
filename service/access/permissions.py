"""The permission table: which role may give which command, ask which route and see which private field.

It joins what the domain says with each rule (`Rule.by`) and `permissions.toml`. What neither names is
refused.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from domain.kernel.values import Role
from domain.registry import AMENDMENTS, DECIDERS

NETWORK, COLLECTIVITY = "network", "collectivity"


class HeldRole(NamedTuple):
    """How a role is held by an account: for a collectivity, the network or either; whether only as long as
    the council's mandate; whether for an organisation that has to be named; whether by those who keep the
    commune's record; and the commands that the account has by it.
    """

    role: Role
    held_for: frozenset[str]
    of_council: bool
    of_a_body: bool
    keeps: bool
    commands: frozenset[str]


class Audience(NamedTuple):
    """Who may ask a route: everybody, whoever is signed in, or the roles that see a private field."""

    everybody: bool
    roles: frozenset[Role] | None

    def admits(self, roles: frozenset[Role]) -> bool:
        """Whether somebody with these roles, signed in, is among it."""
        return self.everybody or self.roles is None or bool(self.roles & roles)


NOBODY = Audience(everybody=False, roles=frozenset())
"""Who may ask a route that the table does not name."""


def by_rule() -> dict[str, frozenset[Role]]:
    """Who may give each command, as the domain says; of corrections, who may ask at all."""
    found = {rule.command.command_name(): rule.by for decider in DECIDERS.values() for rule in decider.rules}
    amenders = frozenset(map(Role, _table()["amendments"]["roles"]))
    return found | {command.command_name(): amenders for command in AMENDMENTS}


@cache
def held_roles() -> Mapping[Role, HeldRole]:
    """The roles that accounts hold. Raises ValueError where the table gives a role what no rule does."""
    rules = by_rule()
    return {role: _held(role, given, rules) for role, given in _roles()}


@cache
def givers(command: str) -> frozenset[Role]:
    """The roles whose accounts may give a command; none for one that is not in the table."""
    return frozenset(held.role for held in held_roles().values() if command in held.commands)


def takers(command: str, by: frozenset[Role]) -> frozenset[Role]:
    """Of the roles that a rule names for a step, those that readers are told of: without those whose accounts
    the table does not let give the command. Roles that no account holds are told as the rule names them.
    """
    held = held_roles()
    return frozenset(role for role in by if role not in held or command in held[role].commands)


@cache
def seers(field: str) -> frozenset[Role]:
    """The roles that see a private field. Raises KeyError for one that is not in the table."""
    return frozenset(map(Role, _table()["private"][field]))


def days_past_foreseen_end() -> int:
    """For how many days past the end that was foreseen a council's offices go on where no end is recorded."""
    return int(_table()["mandates"]["days_past_foreseen_end"])


def audience(method: str, path: str) -> Audience:
    """Who may ask a route, by its method and template."""
    return _audiences().get((method, path), NOBODY)


def routes() -> Iterator[tuple[str, str]]:
    """Every route that the table names, by method and template."""
    yield from _audiences()


def is_page(path: str) -> bool:
    """Whether a route is of the pages, which people read, and not of the interface."""
    return path == "/" or path.startswith(("/{language}", "/assets/"))


def as_table() -> dict[str, Any]:
    """The whole table as JSON: roles with their commands, commands of the clock, routes, private fields."""
    clock = sorted(command for command, by in by_rule().items() if Role.CLOCK in by)
    return {
        "roles": {
            held.role: {
                "held_for": sorted(held.held_for),
                "of_council": held.of_council,
                "of_a_body": held.of_a_body,
                "commands": sorted(held.commands),
            }
            for held in held_roles().values()
        },
        "clock": {"role": Role.CLOCK, "commands": clock},
        "routes": [
            {"method": method, "path": path, "audience": _told(found)}
            for (method, path), found in sorted(_audiences().items())
        ],
        "private": _table()["private"],
        "mandates": {"days_past_foreseen_end": days_past_foreseen_end()},
    }


def _told(found: Audience) -> str | list[str]:
    if found.everybody:
        return "everybody"
    return "signed_in" if found.roles is None else sorted(found.roles)


@cache
def _audiences() -> Mapping[tuple[str, str], Audience]:
    table = _table()
    found = {
        (method, path): Audience(everybody=everybody, roles=None)
        for everybody, name in ((True, "everybody"), (False, "signed_in"))
        for part in (table, table["pages"])
        for method, paths in part[name].items()
        for path in paths
    }
    for route, field in (table["for_private"] | table["pages"]["for_private"]).items():
        method, _, path = route.partition(" ")
        found[method, path] = Audience(everybody=False, roles=seers(field))
    return found


def _roles() -> Iterator[tuple[Role, dict[str, Any]]]:
    for name, given in _table()["roles"].items():
        yield Role(name), given


def _held(role: Role, given: Mapping[str, Any], rules: Mapping[str, frozenset[Role]]) -> HeldRole:
    may = frozenset(command for command, by in rules.items() if role in by)
    named = frozenset(given["commands"]) if "commands" in given else may
    without = frozenset(given.get("without", ()))
    if wrong := sorted((named | without) - may):
        raise ValueError(f"permissions.toml: {role} is given or refused {wrong}, which no rule gives it")
    marks = {name: bool(given.get(name)) for name in ("of_council", "of_a_body", "keeps")}
    return HeldRole(role, frozenset(given["held_for"]), commands=named - without, **marks)


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("permissions.toml").read_text("utf-8"))
