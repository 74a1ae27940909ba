"""Queries about the past: one aggregate or a list as it was, and the digest of a state."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from projections.digests import state_digest
from projections.history import NAME as HISTORY
from projections.model import ReadModel, as_json, identity_of
from service.api.problems import Problem, field_error
from service.api.query_parameters import Asked, asked, cursor, identity, page, refuse_unknown_region
from service.api.reading import Reader
from service.api.two_times import KNOWN, Now, Times, moment, times, to_wait_for
from service.reading import regions, rows
from service.reading.answers import Answer
from service.reading.past import Moment
from service.reading.past_rows import PastRows
from service.reading.steps import Past

Handler = Callable[[Request], Awaitable[Response]]


def names_of(model: ReadModel[Any]) -> tuple[str, ...]:
    """The projections that the past of a kind is read from."""
    return (HISTORY, model.name) if model.as_now else (HISTORY,)


async def past_one(
    reader: Reader,
    model: ReadModel[Any],
    request: Request,
    question: Asked,
    asked_of: Times,
    wanted: str,
    now: Now,
) -> Response:
    """Answers with one aggregate as it was. What may be done next is left out: it is of the present."""
    names = names_of(model)

    async def make() -> Answer:
        async with reader.snapshots.of(names) as snapshot:
            then = await moment(snapshot, asked_of, now)
            past = PastRows(snapshot, reader.log, reader.in_thread, model, then)
            found = await past.one(wanted)
            if found is None:
                raise Problem(404, "not_found")
            document = await past.document(found)
        told = _told(then) | ({"uncertain": found.uncertain} if then.on else {})
        return reader.answer(snapshot.position, rows.joined(document, told)[1:-1])

    question = await to_wait_for(reader, question, asked_of, names)
    return await reader.respond(request, question, names, make)


async def past_list(
    reader: Reader, model: ReadModel[Any], request: Request, question: Asked, asked_of: Times, now: Now
) -> Response:
    """Answers with a page of a list as it was."""
    if "order" in question.given:
        raise Problem(422, "invalid", errors=[field_error("order", "unknown_parameter")])
    names, wanted = names_of(model), page(question, model.filters)
    if "region" in wanted.values:
        names = tuple(dict.fromkeys((*names, regions.READ_FROM)))

    async def make() -> Answer:
        async with reader.snapshots.of(names) as snapshot:
            await refuse_unknown_region(snapshot, wanted.values)
            then = await moment(snapshot, asked_of, now)
            found = await PastRows(snapshot, reader.log, reader.in_thread, model, then).page(wanted)
        return page_answer(reader, question, found, snapshot.position, _told(then))

    question = await to_wait_for(reader, question, asked_of, names)
    return await reader.respond(request, question, names, make)


def page_answer(
    reader: Reader, question: Asked, found: rows.Found, at: int, more: dict[str, Any] | None = None
) -> Answer:
    """A page of a list as it is answered."""
    members = f'"items":[{",".join(found.items)}],"next":{as_json(cursor(question, found.last))}'
    return reader.answer(at, members + rows.joined("{}", {**found.tallies, **(more or {})})[1:-1])


def _told(then: Moment) -> dict[str, Any]:
    return {"as_of_position": then.as_of} | ({"on": then.on} if then.on else {})


def digest(reader: Reader, model: ReadModel[Any], now: Now, known: str | None = None) -> Handler:
    """Reads the digest of the state of one aggregate, in version order, at a position."""
    names = (HISTORY,)

    async def read(request: Request) -> Response:
        question, stream = asked(request, KNOWN), model.decider.stream(known or identity(request))
        asked_of = times(question)

        async def make() -> Answer:
            async with reader.snapshots.of(names) as snapshot:
                then = await moment(snapshot, asked_of, now)
            state = await reader.in_thread(lambda: Past(reader.log, then.as_of).state(stream))
            if not state.version:
                raise Problem(404, "not_found")
            told = {"id": identity_of(stream), "version": state.version, "state_digest": state_digest(state)}
            return reader.answer(snapshot.position, as_json(_told(then) | told)[1:-1])

        question = await to_wait_for(reader, question, asked_of, names)
        return await reader.respond(request, question, names, make)

    return read
