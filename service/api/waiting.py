"""The list of staff: what waits for a decision or an answer, with words that are not public."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from domain.kernel.dates import legal_day
from domain.kernel.values import Identifier
from projections.model import Filter, as_json
from service.access.permissions import seers
from service.api.command_table import PREFIX
from service.api.guarding import caller_of
from service.api.overview_parameters import allowed_with, page_of
from service.api.queries import Query
from service.api.query_docs import operation, paging, parameter
from service.api.query_parameters import asked, cursor, page
from service.api.query_schemas import PAGED
from service.api.reading import Reader
from service.api.two_times import Now
from service.messages import sentences
from service.reading.answers import Answer
from service.reading.waiting import READ_FROM, erasures, waiting

Allowed = Callable[[Request], Awaitable[Collection[str] | None]]
"""The collectivities whose waiting words the caller of a request may read; None: of all. Raises Problem where
the caller may read none.
"""
FIELD = "waiting_words"
"""What these words are called in the permission table."""
FILTERS = (Filter("collectivity", Identifier, "true", "A collectivity's id."),)

_PARAMETERS = [*(parameter(one.name, one.type, one.description) for one in FILTERS), *paging()]


async def within_grants(request: Request) -> Collection[str] | None:
    """The collectivities for which the caller holds a role that sees such words."""
    held = [one for one in caller_of(request).grants if one.role in seers(FIELD)]
    if any(one.collectivity_id is None for one in held):
        return None
    return {one.collectivity_id for one in held if one.collectivity_id}


def waiting_router(reader: Reader, now: Now, allowed: Allowed) -> APIRouter:
    """The routes GET /api/v1/waiting and /api/v1/erasure-requests. Whoever serves the first says by `allowed`
    of which collectivities it may be asked; the second, without any words, is asked for all at once.
    """
    router = APIRouter(prefix=PREFIX, route_class=Query)

    async def read(request: Request) -> Response:
        within = await allowed(request)
        question = asked(request, allowed_with(FILTERS))
        wanted = page(question, FILTERS)
        if (only := wanted.values.get("collectivity")) is not None:
            within = {only} if within is None or only in within else set()
        await reader.reach(question, READ_FROM)
        async with reader.reading(READ_FROM) as snapshot:
            found = await waiting(snapshot, wanted, within, legal_day(now()))
        more = {"total": found.total, "counts": found.counts, "erasure_requests": found.erasures}
        return _unkept(page_of(reader, snapshot.position, found.items, cursor(question, found.last), more))

    async def read_erasures(request: Request) -> Response:
        question = asked(request)
        await reader.reach(question, READ_FROM)
        async with reader.reading(READ_FROM) as snapshot:
            found = await erasures(snapshot, None, legal_day(now()))
        items = [as_json(one) for one in found]
        return _unkept(page_of(reader, snapshot.position, items, None, {}))

    for path, name, route, parameters in (
        ("/waiting", "waiting", read, _PARAMETERS),
        ("/erasure-requests", "erasure_requests", read_erasures, []),
    ):
        summary = sentences("submissions", name)
        router.add_api_route(
            path,
            route,
            methods=["GET"],
            tags=["submissions"],
            summary=summary["en"],
            operation_id=f"read.{name}",
            openapi_extra=operation(PAGED, parameters) | {"x-summary": summary},
            response_class=Response,
        )
    return router


def _unkept(answer: Answer) -> Response:
    headers = {"Cache-Control": "no-store", "X-Log-Position": str(answer.position)}
    return Response(answer.body, media_type="application/json", headers=headers)
