"""Queries over HTTP: lists, single aggregates with what may be done next, and histories."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from fastapi import APIRouter
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
from service.api.problems import Problem
from service.api.query_parameters import (
    HISTORY_PARAMETERS,
    RECONCILIATION_PARAMETERS,
    Asked,
    asked,
    cursor,
    filter_value,
    identity,
    list_parameters,
    page,
)
from service.api.reading import Reader
from service.reading import rows
from service.reading.answers import Answer
from service.reading.steps import Past, steps_at
from service.reading.withheld import shown, withheld

Handler = Callable[[Request], Awaitable[Response]]
Now = Callable[[], datetime]


def query_router(reader: Reader, now: Now) -> APIRouter:
    """The routes of all queries. Those read most come first: they are tried in order."""
    router = APIRouter(prefix=PREFIX)

    def add(path: str, handler: Handler, docs: query_docs.Docs, tag: str, summary: str) -> None:
        name = f"read.{path.strip('/').replace('/{id}', '.one').replace('/', '.')}"
        router.add_api_route(
            path,
            handler,
            methods=["GET"],
            tags=[tag],
            summary=summary,
            operation_id=name,
            openapi_extra=docs,
            response_class=Response,
        )

    for model in sorted(READ_MODELS.values(), key=lambda model: model.kind != "programme"):
        plural = model.decider.plural
        add(f"/{plural}/{{id}}", one(reader, model, now), query_docs.of_aggregate(), plural, "Read one.")
        add(f"/{plural}", listing(reader, model, now), query_docs.of_list(model), plural, "List and filter.")
        path, summary = f"/{plural}/{{id}}/history", "Read every event about it, in order."
        add(path, history(reader, model), query_docs.of_history(), plural, summary)
    network, known = READ_MODELS["network"], NETWORK.partition(":")[2]
    docs = query_docs.of_aggregate(identity=False)
    add("/network", one(reader, network, now, known), docs, "networks", "Read the Network.")
    docs = query_docs.of_history(identity=False)
    summary = "Read every event about the Network, in order."
    add("/network/history", history(reader, network, known), docs, "networks", summary)
    summary = "Compare what a source states with what it lists."
    add(
        "/network/reconciliation",
        compared(reader, network),
        query_docs.of_reconciliation(),
        "networks",
        summary,
    )
    return router


def one(reader: Reader, model: ReadModel[Any], now: Now, known: str | None = None) -> Handler:
    """Reads one aggregate, with its next steps as of the same position."""
    names = (model.name,)

    async def read(request: Request) -> Response:
        question = asked(request)
        wanted = known or identity(request)

        async def make() -> Answer:
            moment = now()
            async with reader.snapshots.of(names) as snapshot:
                found = await rows.document(snapshot, model, wanted, legal_day(moment))
            if found is None:
                raise Problem(404, "not_found")
            stream = model.decider.stream(wanted)
            steps = await reader.in_thread(lambda: steps_at(reader.log, stream, snapshot.position, moment))
            return reader.answer(snapshot.position, rows.joined(found, {"next_steps": steps})[1:-1])

        return await reader.respond(request, question, names, make)

    return read


def listing(reader: Reader, model: ReadModel[Any], now: Now) -> Handler:
    """Reads a page of the list of a kind."""
    allowed = list_parameters(model)

    async def read(request: Request) -> Response:
        question = asked(request, allowed)
        wanted = page(question, model.filters)
        names = rows.read_from(model, wanted)

        async def make() -> Answer:
            async with reader.snapshots.of(names) as snapshot:
                found = await rows.page(snapshot, model, wanted, legal_day(now()))
            return _page(reader, question, found, snapshot.position)

        return await reader.respond(request, question, names, make)

    return read


def history(reader: Reader, model: ReadModel[Any], known: str | None = None) -> Handler:
    """Reads a page of the events in whose histories an aggregate appears."""
    names = (model.name,)

    async def read(request: Request) -> Response:
        question = asked(request, HISTORY_PARAMETERS)
        stream, wanted = model.decider.stream(known or identity(request)), page(question)

        async def make() -> Answer:
            async with reader.snapshots.of(names) as snapshot:
                found = await rows.history(snapshot, stream, wanted.after, wanted.limit)
            if found is None:
                raise Problem(404, "not_found")
            position, streams = snapshot.position, [of for _, of, _ in found.events]
            hidden = await reader.in_thread(lambda: withheld(reader.log, streams, position))
            items = [shown(at, body, hidden=of in hidden) for at, of, body in found.events]
            return _page(reader, question, rows.Found(items, found.last, {}), position)

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


def _page(reader: Reader, question: Asked, found: rows.Found, position: int) -> Answer:
    tallies = "".join(f',"{name}":{count}' for name, count in found.tallies.items())
    following = as_json(cursor(question, found.last))
    return reader.answer(position, f'"items":[{",".join(found.items)}],"next":{following}{tallies}')
