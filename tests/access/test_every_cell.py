"""Every route and every command, asked by every role, by another collectivity's staff, by a token that is
over and by nobody at all: what happens is what the permission table says.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from starlette.routing import Route

from domain.kernel.commands import Command
from domain.kernel.values import Role
from domain.registry import AMENDMENTS, DECIDERS
from service.access.permissions import (
    COLLECTIVITY,
    audience,
    by_rule,
    givers,
    held_roles,
    is_page,
    routes,
    takers,
)
from service.api.command_table import CommandRoute, command_routes
from service.api.guarding import methods
from service.cli.explaining import example
from service.messages import sentence
from service.web.page_routes import PageRoutes
from tests.access.conftest import AZILAL, DEMNATE, Whole, bearer

ROLES = tuple(held_roles())
ROUTES = list(command_routes())
PARTS = {
    "id": "nothing",
    "position": "1",
    "level": "0",
    "number": "000",
    "width": "1",
    "path": "0/x000/000",
} | {"language": "ar"}
NOT_SIGNED_IN, REFUSED = 401, 403


@pytest.fixture(scope="module")
def tokens(whole: Whole) -> dict[tuple[Role, str], str]:
    return {(role, place): whole.token(role, place) for role in ROLES for place in (DEMNATE, AZILAL)}


@pytest.fixture(scope="module")
def records(whole: Whole) -> dict[str, str]:
    """A record of Demnate of each kind, by kind; of documents the last, which its first body keeps."""
    found = {"collectivity": DEMNATE, "programme": "demnate-example", "network": "remacto"}
    log = whole.access.log
    for row in log.since(0, 10_000):
        kind, _, identity = row.stream.partition(":")
        if kind not in found and row.version == 1:
            found[kind] = identity
    return found


def named(whole: Whole) -> Iterator[tuple[str, Route]]:
    """Every route with each of its methods, but for those that take the commands."""
    for_people, *others = whole.app.router.routes
    assert isinstance(for_people, PageRoutes)
    for route in (*for_people.routes, *others):
        assert isinstance(route, Route), "what is no route is guarded by nothing"
        if not route.path.startswith("/api/v1/{plural}"):
            yield from ((method, route) for method in sorted(methods(route)))


def test_the_table_names_every_route_and_no_other(whole: Whole) -> None:
    there = {(method, route.path) for method, route in named(whole)}

    assert there - set(routes()) == set(), "a route without a row is refused to everybody"
    assert set(routes()) - there == set(), "a row without a route says nothing"


def test_every_command_of_a_rule_is_for_roles_that_the_rule_names() -> None:
    rules = by_rule()

    for decider in DECIDERS.values():
        for rule in decider.rules:
            assert givers(rule.command.command_name()) <= rule.by
    assert rules.keys() >= {route.command.command_name() for route in ROUTES}
    assert givers("no-such-command") == frozenset()


def test_no_step_is_told_as_possible_to_a_role_whose_account_may_not_take_it(
    whole: Whole, records: dict[str, str]
) -> None:
    told: set[tuple[str, str]] = set()
    for kind, identity in records.items():
        found = whole.client.get(f"/api/v1/{DECIDERS[kind].plural}/{identity}").json()
        told |= {(step["command"], role) for step in found.get("next_steps", ()) for role in step["by"]}

    assert len({command for command, _ in told}) > 10
    assert [one for one in told if Role(one[1]) in ROLES and Role(one[1]) not in givers(one[0])] == []


@pytest.mark.parametrize("kind", ["idea", "contribution"])
def test_what_waits_is_told_as_the_focal_points_to_find_admissible(kind: str) -> None:
    decider = DECIDERS[kind]
    for rule in decider.rules:
        name = rule.command.command_name()
        if name.startswith("find-"):
            assert takers(name, rule.by) == frozenset({Role.FOCAL_POINT})
            assert Role.FOLLOW_UP_COMMITTEE in rule.by, "what the machine records for others stays possible"


def test_a_role_that_no_account_holds_is_told_as_its_rule_names_it() -> None:
    assert takers("close-programme", frozenset({Role.COUNCIL, Role.AUDITOR})) == frozenset({Role.COUNCIL})


def test_what_the_rules_leave_to_people_somebody_can_do() -> None:
    for decider in DECIDERS.values():
        for rule in decider.rules:
            if rule.by - {Role.CLOCK}:
                assert givers(rule.command.command_name()), rule.command


def test_the_coordination_auditors_and_operators_write_nothing_into_a_communes_record() -> None:
    register = {"register-collectivity", "assign-canonical-name"}
    membership = {"record-membership-joined", "record-membership-ended"}
    for role in (Role.NETWORK_COORDINATOR, Role.AUDITOR, Role.OPERATOR):
        for command in held_roles()[role].commands:
            kinds = {kind for kind, decider in DECIDERS.items() if _has(decider.rules, command)}
            erasing = command.startswith(("erase-", "redact-")) or command == "record-erasure"
            amending = command in {kind.command_name() for kind in AMENDMENTS}
            on_register = command in register | membership
            assert kinds <= {"network", "document"} or erasing or amending or on_register, (role, command)
    assert not held_roles()[Role.AUDITOR].commands


def _has(rules: Any, command: str) -> bool:
    return any(rule.command.command_name() == command for rule in rules)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_is_let_in_to_the_routes_that_the_table_gives_it(
    whole: Whole, tokens: dict[tuple[Role, str], str], role: Role
) -> None:
    for method, route in named(whole):
        answer = _ask(whole, method, route, bearer(tokens[role, DEMNATE]))

        if route.path != "/api/v1/session" or method != "POST":
            refused = _is_refusal(answer, REFUSED, "not_permitted")
            assert refused is not audience(method, route.path).admits(frozenset({role})), route.path


@pytest.mark.parametrize("who", ["nobody", "a token that is over", "a token that never was"])
def test_without_a_sign_in_only_what_is_for_everybody_answers(whole: Whole, who: str) -> None:
    headers = {
        "nobody": {},
        "a token that is over": bearer(whole.token(Role.FOCAL_POINT, lasts=timedelta(seconds=-1))),
        "a token that never was": bearer("infitah_nonsense"),
    }[who]
    for method, route in named(whole):
        answer = _ask(whole, method, route, headers)

        refused = _is_refusal(answer, NOT_SIGNED_IN, "not_signed_in")
        assert refused is not audience(method, route.path).everybody, route.path
    for command in ROUTES:
        answer = _give(whole, command, {}, headers)
        assert (answer.status_code, answer.json()["code"]) == (NOT_SIGNED_IN, "not_signed_in"), command


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.kind}.{route.command.command_name()}")
def test_a_command_is_taken_from_the_roles_that_the_table_names_and_from_no_other_collectivity(
    whole: Whole, tokens: dict[tuple[Role, str], str], records: dict[str, str], route: CommandRoute
) -> None:
    name = route.command.command_name()
    fields = _fields(route.command, records)
    for role in ROLES:
        own = _give(whole, route, fields, bearer(tokens[role, DEMNATE]), records)
        code = own.json().get("code")
        if role not in givers(name):
            assert (own.status_code, code) == (REFUSED, "not_permitted"), (role, own.json())
            continue
        if route.kind != "document" or route.creates:  # whose a document is, its body says
            expected = route.kind == "network" and COLLECTIVITY in held_roles()[role].held_for
            assert (own.status_code == REFUSED) is expected, (role, own.json())
        if COLLECTIVITY in held_roles()[role].held_for and not (route.kind == "document" and route.creates):
            other = _give(whole, route, fields, bearer(tokens[role, AZILAL]), records)
            assert (other.status_code, other.json()["code"]) == (REFUSED, "not_covered"), (role, other.json())


def _ask(whole: Whole, method: str, route: Route, headers: dict[str, str]) -> Any:
    path = route.path.replace(":path}", "}")
    for part, value in PARTS.items():
        path = path.replace(f"{{{part}}}", value)
    posted = {"of": "a form"} if is_page(route.path) and method == "POST" else None
    return whole.client.request(method, path, headers=headers, data=posted)


def _is_refusal(answer: httpx.Response, status: int, code: str) -> bool:
    """Whether an answer refuses for this reason: to programs by a code, to people in words, or by leading
    them to where they sign in.
    """
    if answer.status_code == 303 and code == "not_signed_in":
        return answer.headers["location"].startswith("/ar/sign-in?")
    if answer.status_code != status:
        return False
    if answer.headers["content-type"].startswith("text/html"):
        return sentence("problems", code, "ar") in answer.text
    return bool(answer.json()["code"] == code)


def _give(
    whole: Whole,
    route: CommandRoute,
    fields: dict[str, Any],
    headers: dict[str, str],
    records: dict[str, str] | None = None,
) -> Any:
    """Give a command; on a record that is there, by a version that it is not at, so that nothing changes."""
    path = route.path.replace("{id}", (records or {}).get(route.kind, "nothing"))
    more = {"Idempotency-Key": "k" * 32} if route.creates else {"If-Match": '"999999"'}
    return whole.client.post(path, json=fields, headers=headers | more)


def _fields(command: type[Command], records: dict[str, str]) -> dict[str, Any]:
    """An example of a command that is about Demnate."""
    found = {name: value for name, value in example(command).items() if name != "actor"}
    for kind, identity in records.items():
        if f"{kind}_id" in found:
            found[f"{kind}_id"] = identity
        if f"{kind}_ids" in found:
            found[f"{kind}_ids"] = [identity]
    return found
