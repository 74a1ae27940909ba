"""Queries over HTTP: lists, single aggregates with what may be done next, and how they came to be so."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, cast

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from domain.kernel.dates import legal_day
from domain.kernel.values import Line
from domain.network.reconciliation import reconciliation
from domain.network.state import NETWORK, NetworkState
from projections.model import ReadModel, as_json
from projections.registry import READ_MODELS
from service.api import query_docs
from service.api.command_table import PREFIX
from service.api.differences import diff
from service.api.histories import FILTERS, ORDERS, history
from service.api.overview_queries import add_overviews
from service.api.past import Handler, digest, page_answer, past_list, past_one
from service.api.problems import Problem
from service.api.query_parameters import (
    RECONCILIATION_PARAMETERS,
    asked,
    filter_value,
    identity,
    list_parameters,
    page,
    refuse_unknown_region,
)
from service.api.reading import Reader
from service.api.two_times import TIMES, Now, times
from service.messages import sentence, sentences
from service.reading import links, rows
from service.reading.answers import Answer
from service.reading.steps import Past, steps_at


class Query(APIRoute):
    """A route whose handler takes the request as it is: nothing is worked out for it beforehand."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler itself."""
        return cast(Callable[[Request], Coroutine[Any, Any, Response]], self.endpoint)


def query_router(reader: Reader, now: Now) -> APIRouter:
    """The routes of all queries. Those read most come first: they are tried in order."""
    router = APIRouter(prefix=PREFIX, route_class=Query)

    def add(path: str, handler: Handler, docs: query_docs.Docs, tag: str, what: str) -> None:
        name = f"read.{path.strip('/').replace('/{id}', '.one').replace('/', '.')}"
        router.add_api_route(
            path,
            handler,
            methods=["GET"],
            tags=[tag],
            summary=sentence("queries", what, "en"),
            operation_id=name,
            openapi_extra=docs | {"x-summary": sentences("queries", what)},
            response_class=Response,
        )

    def add_course(path: str, model: ReadModel[Any], tag: str, known: str | None = None) -> None:
        """The queries about how an aggregate came to be what it is."""
        given, identity = (reader, model, now, known), known is None
        docs = query_docs.of_history(FILTERS, ORDERS, identity=identity)
        add(f"{path}/history", history(*given), docs, tag, "history" if identity else "network_history")
        add(f"{path}/diff", diff(*given), query_docs.of_diff(identity=identity), tag, "diff")
        add(f"{path}/digest", digest(*given), query_docs.of_digest(identity=identity), tag, "digest")

    for model in sorted(READ_MODELS.values(), key=lambda model: model.kind != "programme"):
        plural = model.decider.plural
        add(f"/{plural}/{{id}}", one(reader, model, now), query_docs.of_aggregate(), plural, "one")
        add(f"/{plural}", listing(reader, model, now), query_docs.of_list(model), plural, "list")
        add_course(f"/{plural}/{{id}}", model, plural)
    network, known = READ_MODELS["network"], NETWORK.partition(":")[2]
    docs = query_docs.of_aggregate(identity=False)
    add("/network", one(reader, network, now, known), docs, "networks", "network")
    add_course("/network", network, "networks", known)
    docs = query_docs.of_reconciliation()
    add("/network/reconciliation", compared(reader, network), docs, "networks", "network_reconciliation")
    add_overviews(add, reader, now)
    return router


def one(reader: Reader, model: ReadModel[Any], now: Now, known: str | None = None) -> Handler:
    """Reads one aggregate, with its next steps as of the same position."""
    names = links.read_from(model)

    async def read(request: Request) -> Response:
        question, wanted = asked(request, TIMES), known or identity(request)
        asked_of = times(question)
        if asked_of.past:
            return await past_one(reader, model, request, question, asked_of, wanted, now)

        async def make() -> Answer:
            moment = now()
            async with reader.snapshots.of(names) as snapshot:
                found = await rows.document(snapshot, model, wanted, legal_day(moment))
                if found is not None:
                    found = await links.added(snapshot, model, found)
            if found is None:
                raise Problem(404, "not_found")
            stream = model.decider.stream(wanted)
            steps = await reader.in_thread(lambda: steps_at(reader.log, stream, snapshot.position, moment))
            return reader.answer(snapshot.position, rows.joined(found, {"next_steps": steps})[1:-1])

        return await reader.respond(request, question, names, make)

    return read


def listing(reader: Reader, model: ReadModel[Any], now: Now) -> Handler:
    """Reads a page of the list of a kind."""
    allowed = list_parameters(model) | TIMES

    async def read(request: Request) -> Response:
        question = asked(request, allowed)
        asked_of = times(question)
        if asked_of.past:
            return await past_list(reader, model, request, question, asked_of, now)
        wanted = page(question, model.filters, model.orders)
        names = rows.read_from(model, wanted)

        async def make() -> Answer:
            async with reader.snapshots.of(names) as snapshot:
                await refuse_unknown_region(snapshot, wanted.values)
                found = await rows.page(snapshot, model, wanted, legal_day(now()))
            return page_answer(reader, question, found, snapshot.position)

        return await reader.respond(request, question, names, make)

    return read


def compared(reader: Reader, model: ReadModel[Any]) -> Handler:
    """Reads the reconciliation of what is stated of the members with what is listed."""
    names = (model.name,)

    async def read(request: Request) -> Response:
        question = asked(request, RECONCILIATION_PARAMETERS)
        source = filter_value(question, "source", Line)

        async def make() -> Answer:
            async with reader.snapshots.of(names) as snapshot:
                position = snapshot.position
            state = await reader.in_thread(lambda: Past(reader.log, position).state(NETWORK))
            found = reconciliation(state, source) if isinstance(state, NetworkState) else None
            if found is None:
                raise Problem(404, "not_found")
            return reader.answer(position, as_json(found)[1:-1])

        return await reader.respond(request, question, names, make)

    return read
