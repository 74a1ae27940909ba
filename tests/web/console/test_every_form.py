"""The form of every command opens on a record that is there, takes an example of the command as it is typed,
and shows it as it would be recorded; where guards or rights stand in its way, it says so and keeps it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import pytest

from domain.kernel.values import Role
from service.access.permissions import givers, held_roles
from service.api.command_table import CommandRoute, command_routes
from service.cli.explaining import example
from service.web.forms.filling import filled, posted
from service.web.forms.making import form_of
from service.web.forms.parts import Group
from tests.web.console.conftest import Console
from tests.web.console.giving import told
from tests.web.console.visitor import Visitor

STANDS_IN_THE_WAY = frozenset({403, 404, 409, 412})
"""A right that does not cover the record, a record that is not there, a guard: no field is wrong."""
ROUTES = [one for one in command_routes() if givers(one.command.command_name())]


@pytest.fixture(scope="module")
def everybody(console: Console) -> Visitor:
    """Somebody with every role at once, so that one sign-in will do."""
    return console.visitor(*held_roles(), language="fr")


@pytest.fixture(scope="module")
def records(everybody: Visitor) -> dict[str, str]:
    """A record of each kind, by its plural."""
    found = {"programmes": "demnate-example", "networks": "remacto"}
    for plural in {one.plural for one in ROUTES} - found.keys():
        items = everybody.client.get(f"/api/v1/{plural}?limit=1").json()["items"]
        found[plural] = items[0]["id"]
    return found


@pytest.mark.parametrize("route", ROUTES, ids=lambda one: f"{one.plural}.{one.command.command_name()}")
def test_a_form_opens_and_takes_an_example_which_it_shows_as_recorded_or_keeps_beside_what_is_missing(
    everybody: Visitor, records: dict[str, str], route: CommandRoute
) -> None:
    name = route.command.command_name()
    path = f"console/new/{route.plural}/{name}"
    if not route.creates:
        path = f"console/act/{route.plural}/{records[route.plural]}/{name}"
    page = everybody.get(path)
    assert page.status_code == 200, page.text

    form = everybody.form(page, name)
    groups = left_out(form_of(route.command))
    assert [
        one for one, value in form.fields if value and one.endswith("_id") and one.startswith(groups)
    ] == []
    typed = {one: value for one, value in example(route.command).items() if one != "actor"}
    given: dict[str, Any] = {"reason": {"code": "correction_clerical"}} | typed
    pairs = posted(form_of(route.command), filled(form_of(route.command), given))
    names = {one for one, _ in pairs}
    form.fields = [pair for pair in form.fields if pair[0] not in names] + pairs
    if ("_acting_as") not in {one for one, _ in form.fields}:
        form.fields.append(("_acting_as", grant_for(everybody, name)))
    shown = everybody.check(form)

    again = everybody.form(shown, name)
    if shown.status_code == 200:
        assert ("_step", "record") in again.buttons
    else:
        assert shown.status_code in STANDS_IN_THE_WAY, told(shown)
        assert 'role="alert"' in shown.text
        assert without_rows(pairs) <= without_rows(again.fields)


def without_rows(pairs: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """What was typed, by the names of fields: a list of what is offered is ticked, and has no rows."""
    return {(re.sub(r"\.\d+$", "", name), value) for name, value in pairs if value}


def left_out(form: Group) -> tuple[str, ...]:
    """How the names of fields begin that stand in groups which a form may leave out."""
    return tuple(f"{one.name}." for one in form.parts if isinstance(one, Group) and not one.required)


def grant_for(visitor: Visitor, command: str) -> str:
    grants = visitor.client.get("/api/v1/session").json()["grants"]
    return str(next(one["id"] for one in grants if command in one["commands"]))


def test_every_role_has_a_page_of_tasks(console: Console) -> None:
    for role in held_roles():
        page = console.visitor(role).get("console")
        assert page.status_code == 200, role

    assert Role.AUDITOR in held_roles()
