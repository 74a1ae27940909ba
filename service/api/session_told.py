"""What whoever is signed in is told: who they are, and each of their grants, also where it gives nothing."""

from __future__ import annotations

from typing import Any

from service.access.access import Access
from service.access.callers import Caller
from service.access.grants import GrantRow
from service.access.lasting import Lasting, councils, facts_of, lasting
from service.access.permissions import held_roles
from service.api.access_routes import granted
from service.handling.handler import CommandHandler


def told(access: Access, handler: CommandHandler, caller: Caller) -> dict[str, Any]:
    """A caller as JSON. Waits for the database. A session is told every grant of its account, those that hold
    first; a token those that it is for.
    """
    rows = access.grants.of(caller.account_ref)
    if caller.session is None:
        shown = {grant.grant_id for grant in caller.grants}
        rows = [row for row in rows if row.grant_id in shown]
    facts = facts_of(handler.states(councils(rows)), handler.now())
    found = [(row, lasting(row, facts)) for row in rows]
    found.sort(key=lambda one: one[1].lapse is not None)
    answer: dict[str, Any] = {
        "account": caller.account_ref,
        "grants": [_grant(row, how, caller) for row, how in found],
    }
    if caller.session is not None:
        answer["csrf_token"] = access.sessions.csrf_token(caller.session)
    return answer


def _grant(row: GrantRow, how: Lasting, caller: Caller) -> dict[str, Any]:
    return granted(row, how) | {
        "commands": sorted(_open_to(caller, row)) if how.lapse is None else [],
    }


def _open_to(caller: Caller, grant: GrantRow) -> frozenset[str]:
    """The commands of a grant, as far as the caller's token is for them."""
    commands = held_roles()[grant.role].commands
    return commands if caller.commands is None else commands & caller.commands
