"""The permission table and the access journal over HTTP."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from domain.kernel.values import REFERENCE_FORM
from service.access.access import Access
from service.access.journal import Entry
from service.access.permissions import as_table
from service.api.command_table import PREFIX
from service.api.named_route import NamedRoute
from service.api.outcomes import as_problems
from service.api.problems import Problem, field_error
from service.messages import sentences

MOST = 200
"""Entries of the journal in one answer."""


def access_routes(access: Access) -> list[NamedRoute]:
    """The routes; who may ask which is in the permission table itself."""

    async def permissions(_request: Request) -> Response:
        return JSONResponse(as_table(), headers={"Cache-Control": "no-cache"})

    async def journal(request: Request) -> Response:
        before, limit = _number(request, "before", None), _number(request, "limit", 100)
        account = _reference(request, "account")
        if unknown := [name for name in request.query_params if name not in ("before", "limit", "account")]:
            raise Problem(422, "invalid", errors=[field_error(unknown[0][:80], "unknown_parameter")])
        page = partial(access.journal.page, before=before, account=account, limit=min(limit or 1, MOST))
        with as_problems():
            found = await to_thread.run_sync(page)
        return JSONResponse({"items": [told(one) for one in found]}, headers={"Cache-Control": "no-store"})

    return [
        NamedRoute(f"{PREFIX}/permissions", permissions, methods=["GET"]),
        NamedRoute(f"{PREFIX}/access-journal", journal, methods=["GET"]),
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
