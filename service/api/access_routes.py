"""The permission table, the access journal and the accounts over HTTP."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from domain.kernel.values import REFERENCE_FORM
from service.access.access import Access
from service.access.accounts import Account
from service.access.grants import GrantRow
from service.access.journal import Entry
from service.access.lasting import Lasting, councils, facts_of, lasting
from service.access.permissions import as_table
from service.api.command_table import PREFIX
from service.api.named_route import NamedRoute
from service.api.outcomes import as_problems
from service.api.problems import Problem, field_error
from service.handling.handler import CommandHandler
from service.messages import sentences

MOST = 200
"""Entries of the journal, or accounts, in one answer."""


def access_routes(access: Access, handler: CommandHandler) -> list[NamedRoute]:
    """The routes; who may ask which is in the permission table itself."""

    async def permissions(_request: Request) -> Response:
        return JSONResponse(as_table(), headers={"Cache-Control": "no-cache"})

    async def journal(request: Request) -> Response:
        before, limit = _number(request, "before", None), _number(request, "limit", 100)
        account = _reference(request, "account")
        _refuse_others(request, "before", "limit", "account")
        page = partial(access.journal.page, before=before, account=account, limit=min(limit or 1, MOST))
        with as_problems():
            found = await to_thread.run_sync(page)
        return JSONResponse({"items": [told(one) for one in found]}, headers={"Cache-Control": "no-store"})

    async def accounts(request: Request) -> Response:
        after, limit = _reference(request, "after"), _number(request, "limit", 100)
        _refuse_others(request, "after", "limit")
        with as_problems():
            found = await to_thread.run_sync(_accounts, access, handler, after, min(limit or 1, MOST))
        return JSONResponse(found, headers={"Cache-Control": "no-store"})

    return [
        NamedRoute(f"{PREFIX}/permissions", permissions, methods=["GET"]),
        NamedRoute(f"{PREFIX}/access-journal", journal, methods=["GET"]),
        NamedRoute(f"{PREFIX}/accounts", accounts, methods=["GET"]),
    ]


def told(one: Entry) -> dict[str, Any]:
    """An entry as JSON. The address of a sign-in is not told, nor what it is found by."""
    return {
        "entry": one.entry,
        "at": one.at.isoformat(),
        "kind": one.kind,
        "sentence": sentences("access", one.kind),
        "account": one.account_ref,
        "by": one.by_ref,
        "about": one.about,
    }


def _accounts(access: Access, handler: CommandHandler, after: str | None, limit: int) -> dict[str, Any]:
    """A page of accounts, each with its grants and whether they hold. Waits for the database."""
    found = access.accounts.page(after=after, limit=limit + 1)
    shown = {one.account_ref: one for one in found[:limit]}
    grants = [one for one in access.grants.of() if one.account_ref in shown]
    facts = facts_of(handler.states(councils(grants)), handler.now())
    held: dict[str, list[dict[str, Any]]] = {one: [] for one in shown}
    for one in grants:
        held[one.account_ref].append(granted(one, lasting(one, facts)))
    items = [_account(one, held[one.account_ref]) for one in shown.values()]
    return {"items": items, "next": [*shown][-1] if len(found) > limit else None}


def _account(one: Account, grants: list[dict[str, Any]]) -> dict[str, Any]:
    """An account by its reference. Who it is of lies in the vault, and is not told here."""
    return {
        "account": one.account_ref,
        "made_at": one.made_at.isoformat(),
        "closed_at": one.closed_at.isoformat() if one.closed_at else None,
        "illustrative": one.illustrative,
        "grants": grants,
    }


def granted(row: GrantRow, how: Lasting) -> dict[str, Any]:
    """A grant as JSON, with whether it holds and why not."""
    return {
        "id": row.grant_id,
        "role": row.role,
        "collectivity_id": row.collectivity_id,
        "mandate_id": row.mandate_id,
        "body": row.body,
        "from": row.from_at.isoformat(),
        "until": row.until_at.isoformat() if row.until_at else None,
        **how.told(),
    }


def _refuse_others(request: Request, *known: str) -> None:
    """Raises Problem 422 for a parameter that is not known."""
    if unknown := [name for name in request.query_params if name not in known]:
        raise Problem(422, "invalid", errors=[field_error(unknown[0][:80], "unknown_parameter")])


def _reference(request: Request, name: str) -> str | None:
    """Raises Problem 422 for what is none: no text that the database cannot hold gets there."""
    given = request.query_params.get(name)
    if given is not None and not re.fullmatch(REFERENCE_FORM, given):
        error = field_error(name, "string_pattern_mismatch", expected=REFERENCE_FORM, found=given[:80])
        raise Problem(422, "invalid", errors=[error])
    return given


def _number(request: Request, name: str, default: int | None) -> int | None:
    given = request.query_params.get(name)
    if given is None:
        return default
    if not given.isascii() or not given.isdigit() or not 1 <= len(given) <= 15 or int(given) < 1:
        raise Problem(422, "invalid", errors=[field_error(name, "int_type", expected=1, found=given[:20])])
    return int(given)
