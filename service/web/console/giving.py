"""A command as it was typed: what is wrong with it, what it would record, and giving it to the interface."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.kernel.commands import Command
from service.api.fields import parse_command
from service.api.problems import Problem
from service.web.asking import Answered
from service.web.console.asked import AskedFor
from service.web.forms.filling import fields, filled
from service.web.visiting import Visit

STEP, KEY, VERSION, ACTING = "_step", "_key", "_version", "_acting_as"
"""Fields of the page itself; no field of a command begins like them."""


IN_HISTORY = {"Cache-Control": "private, no-cache"}
"""A form may stay in the history of the browser, and in no other cache: whoever goes back to it finds what
was typed. Signing out clears it.
"""


@dataclass(frozen=True)
class Filling:
    """A form that is being filled in: what was typed, the key under which it is recorded once, the version
    that was seen, and by which grant.
    """

    typed: dict[str, Any]
    key: str
    version: str
    acting_as: str


@dataclass(frozen=True)
class Refusal:
    """Why the form is shown again."""

    problem: Mapping[str, Any] | None = None
    errors: tuple[Mapping[str, Any], ...] = ()
    meanwhile: Mapping[str, Any] | None = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


def filling_of(typed: dict[str, Any], given: Mapping[str, str]) -> Filling:
    """A form with what its page says of it beside its fields."""
    return Filling(
        typed, given.get(KEY) or secrets.token_urlsafe(24), given.get(VERSION, ""), given.get(ACTING, "")
    )


def what_is_wrong(visit: Visit, asked: AskedFor, filling: Filling) -> Refusal | None:
    """What is wrong with what was typed, as the interface would say; None where it can be recorded."""
    errors: list[Mapping[str, Any]] = []
    problem = None
    if grant_of(asked, filling) is None:
        problem = Problem(400, "acting_as_needed")
    try:
        _command(asked, filling)
    except Problem as found:
        errors, problem = list(found.errors), problem or found
    if problem is None:
        return None
    return Refusal(problem.body(visit.language.words), tuple(errors), status=problem.status)


def grant_of(asked: AskedFor, filling: Filling) -> Mapping[str, Any] | None:
    """The grant by which the command is given; None where none was chosen."""
    return next((one for one in asked.grants if one["id"] == filling.acting_as), None)


def _command(asked: AskedFor, filling: Filling) -> Command:
    """The command as the interface reads it from what was typed. Raises Problem 422."""
    actor = {"role": (grant_of(asked, filling) or asked.grants[0])["role"]}
    return parse_command(asked.route.command, fields(asked.form, filling.typed) | {"actor": actor})


def as_recorded(asked: AskedFor, filling: Filling) -> dict[str, Any]:
    """The form that holds all that will be recorded: what was typed, and what holds where nothing was. Raises
    Problem 422.
    """
    return filled(asked.form, _command(asked, filling).model_dump(mode="json"))


async def give(
    visit: Visit, asked: AskedFor, filling: Filling, path: str, version: str, *, trial: bool = False
) -> Answered:
    """Give the command to the interface, or on trial ask it whether it would be recorded. Raises Problem."""
    return await visit.ask.post(
        path,
        fields(asked.form, filling.typed),
        Idempotency_Key=filling.key,
        Acting_As=filling.acting_as,
        If_Match=None if asked.identity is None else f'"{version}"',
        Dry_Run="true" if trial else None,
    )


def refusal(told: Mapping[str, Any]) -> Refusal:
    """What the interface refused, with each guard that is about a field beside that field."""
    unmet = told.get("unmet", ())
    beside = [one for one in unmet if "field" in one]
    left = {"unmet": [one for one in unmet if "field" not in one]} if len(beside) < len(unmet) else {}
    problem = {name: value for name, value in told.items() if name != "unmet"} | left
    return Refusal(problem, (*told.get("errors", ()), *beside), status=told["status"])
