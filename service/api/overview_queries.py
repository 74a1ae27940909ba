"""The overviews: the network board, decisions, the calendar and the search."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Protocol

from starlette.requests import Request
from starlette.responses import Response

from domain.kernel.dates import Day, legal_day
from projections.model import Filter
from projections.search.senses import senses_of
from projections.search.texts import LANGUAGES, Language
from service.api import overview_docs
from service.api.board_query import board_query
from service.api.overview_filters import (
    BOARD_FILTERS,
    CALENDAR_FILTERS,
    DECISION_FILTERS,
    SEARCH_FILTERS,
    Months,
    Query,
)
from service.api.overview_parameters import (
    Handler,
    Now,
    allowed_with,
    given_as,
    keyset_cursor,
    keyset_page,
    page_of,
)
from service.api.problems import Problem, field_error
from service.api.query_docs import parameter
from service.api.query_parameters import (
    Asked,
    asked,
    cursor,
    identity,
    order_of,
    page,
    refuse_unknown_region,
    reversed_span,
)
from service.api.reading import Reader
from service.messages import sentences
from service.reading import calendar, decisions, keysets, redactions, searching
from service.reading.answers import Answer
from service.reading.rows import Page
from service.reading.snapshots import Snapshot

Add = Callable[..., None]
SPAN_DAYS = 90
_ORDERS = (decisions.NEWEST,)
_MONTHS = "Months without a record after which a member is silent: this service's own convention, not law."


def add_overviews(add: Add, reader: Reader, now: Now) -> None:
    """Add the routes of all overviews."""
    months = parameter("silent_after_months", Months, _MONTHS)
    silent = parameter("silent", bool, "Only silent members, or only the others.")
    docs = overview_docs.of_board(BOARD_FILTERS, months, silent)
    add("/network/board", board_query(reader, now), docs, "networks", "board")
    order = parameter("order", order_of(_ORDERS), "Begin with what was recorded last, not first.")
    docs = overview_docs.of_decisions(DECISION_FILTERS, order)
    names = tuple({*decisions.READ_FROM, "collectivities", "search"})
    listed = _listed(reader, DECISION_FILTERS, names, decisions.decisions, _ORDERS)
    add("/decisions", listed, docs, "decisions", "decisions")
    listed = _listed(reader, (), redactions.READ_FROM, redactions.redactions)
    add("/redactions", listed, overview_docs.of_redactions(), "redactions", "redactions")
    docs = overview_docs.of_decision()
    add("/decisions/{id}", _decision(reader), docs, "decisions", "decision")
    span = (
        parameter("from", Day, f"The first day; today where not given, and the span {SPAN_DAYS} days."),
        parameter("to", Day, "The last day."),
        parameter("undated", bool, "List what has no day yet instead."),
    )
    docs = overview_docs.of_calendar(CALENDAR_FILTERS, *span)
    add("/calendar", _calendar(reader, now), docs, "calendar", "calendar")
    query = parameter("q", Query, 'Words, "words that follow each other", -words that are not there.')
    language = parameter("lang", Language, "Search in texts of this language only.")
    docs = overview_docs.of_search(SEARCH_FILTERS, query | {"required": True}, language)
    add("/search", _search(reader), docs, "search", "search")


class _Listed(Protocol):
    """A page of a list in log order."""

    @property
    def items(self) -> Sequence[str]: ...

    @property
    def last(self) -> int | None: ...


def _listed(
    reader: Reader,
    filters: tuple[Filter, ...],
    names: tuple[str, ...],
    ask: Callable[[Snapshot, Page], Awaitable[_Listed]],
    orders: tuple[str, ...] = (),
) -> Handler:
    """Reads a page of a list in log order, or in another one of `orders`."""
    allowed = allowed_with(filters, *(("order",) if orders else ()))

    async def read(request: Request) -> Response:
        question = asked(request, allowed)
        wanted = page(question, filters, orders)

        async def make() -> Answer:
            async with reader.snapshots.of(names) as snapshot:
                await refuse_unknown_region(snapshot, wanted.values)
                found = await ask(snapshot, wanted)
            return page_of(reader, snapshot.position, found.items, cursor(question, found.last), {})

        return await reader.respond(request, question, names, make)

    return read


def _decision(reader: Reader) -> Handler:
    async def read(request: Request) -> Response:
        question, wanted = asked(request), identity(request)

        async def make() -> Answer:
            async with reader.snapshots.of(decisions.READ_FROM) as snapshot:
                found = await decisions.decision(snapshot, wanted)
            if found is None:
                raise Problem(404, "not_found")
            return reader.answer(snapshot.position, found[1:-1])

        return await reader.respond(request, question, decisions.READ_FROM, make)

    return read


def _span(question: Asked, today: date) -> tuple[date, date]:
    """The days asked for. Raises Problem 422."""
    first = given_as(question, "from", Day, today)
    longest = (date.max - first).days
    last = given_as(question, "to", Day, first + timedelta(days=min(SPAN_DAYS, longest)))
    if last < first:
        raise Problem(422, "invalid", errors=reversed_span({"from": first, "to": last})[-1:])
    return first, last


def _calendar(reader: Reader, now: Now) -> Handler:
    allowed = allowed_with(CALENDAR_FILTERS, "from", "to", "undated")
    shape: keysets.Shape = (date.fromisoformat, keysets.key)
    names = (*calendar.READ_FROM, "collectivities")

    async def read(request: Request) -> Response:
        question = asked(request, allowed)
        days = _span(question, legal_day(now()))
        wanted, after = keyset_page(question, CALENDAR_FILTERS, shape)
        undated = given_as(question, "undated", bool, False)
        convention = sentences("conventions", "calendar_span", days=SPAN_DAYS)
        told = {"from": days[0], "to": days[1], "conventions": {"span": convention}}
        ask = calendar.undated if undated else partial(calendar.between, days=days)

        async def make() -> Answer:
            async with reader.snapshots.of(names) as snapshot:
                await refuse_unknown_region(snapshot, wanted.values)
                found = await ask(snapshot, wanted, after=after)
            more = told | {"undated": found.undated}
            return page_of(reader, snapshot.position, found.items, keyset_cursor(question, found.last), more)

        return await reader.respond(request, question, names, make)

    return read


def _search(reader: Reader) -> Handler:
    allowed = allowed_with(SEARCH_FILTERS, "q", "lang")
    shape: keysets.Shape = (searching.rank_part, keysets.key)
    names = (*searching.READ_FROM, "collectivities")

    async def read(request: Request) -> Response:
        question = asked(request, allowed)
        if "q" not in question.given:
            raise Problem(422, "invalid", errors=[field_error("q", "missing")])
        text = given_as(question, "q", Query, "")
        language = given_as(question, "lang", Language, None)
        wanted, after = keyset_page(question, SEARCH_FILTERS, shape)
        query, languages = searching.websearch(text), (language,) if language else LANGUAGES

        async def make() -> Answer:
            async with reader.snapshots.of(names) as snapshot:
                await refuse_unknown_region(snapshot, wanted.values)
                found = await searching.search(snapshot, query, languages, wanted, after)
            following = keyset_cursor(question, found.last)
            return page_of(reader, snapshot.position, found.items, following, {"senses": senses_of(text)})

        return await reader.respond(request, question, names, make)

    return read
