"""Histories over HTTP: pages of JSON, and whole as JSON Lines or CSV, streamed page by page."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from domain.kernel.dates import Day, start_of_day
from domain.kernel.events import event_types
from domain.kernel.two_times import end_of_day
from domain.kernel.values import EventId, Role
from projections.history import NAME as HISTORY
from projections.model import Filter, ReadModel
from service.api.past import Handler, page_answer
from service.api.problems import Problem
from service.api.query_parameters import HISTORY_PARAMETERS, asked, identity, page
from service.api.query_parameters import Asked as Question
from service.api.reading import Reader
from service.api.two_times import KNOWN, Now, Times, moment, times, to_wait_for
from service.reading import exports, history_rows
from service.reading.answers import Answer
from service.reading.history_rows import Asked, Told
from service.reading.rows import Found
from service.reading.snapshots import Snapshot

By = Literal["recorded", "effective"]
ORDERS = ("newest",)
Format = Literal["json", "jsonl", "csv"]
MEDIA_TYPES: dict[str, Format] = {
    "application/json": "json",
    "application/jsonl": "jsonl",
    "text/csv": "csv",
}
EXPORTED = 500
"""Events read at once for an export; each read is a snapshot of its own, so that none is held open long."""
_FROM = {"recorded": "h.recorded_at >= %(from)s", "effective": "h.effective_end > %(from)s"}
_TO = {
    "recorded": "h.recorded_at < %(to)s",
    "effective": "(h.effective_start IS NULL OR h.effective_start < %(to)s)",
}
PositiveInt = Annotated[int, Field(ge=1, le=10**15 - 1)]
EventType = Literal[tuple(sorted(event_types()))]  # type: ignore[valid-type]
FILTERS = (
    Filter("from", Day, "", "Only events of this day in Casablanca or later.", start_of_day),
    Filter("to", Day, "", "Only events of this day in Casablanca or earlier.", end_of_day),
    Filter("by", By, "", "Whether `from` and `to` are days of recording or of effect; recording by default."),
    Filter("type", EventType, "h.type = %(type)s", "A type of event."),
    Filter("role", Role, "h.role = %(role)s", "In what capacity somebody acted."),
    Filter("position", PositiveInt, "t.position = %(position)s", "Only the event at this position."),
    Filter(
        "relies_on",
        EventId,
        "t.position IN (SELECT r.position FROM log.event_tags r WHERE r.tag = %(relies_on)s)",
        "Only events that were decided on the ground of the event with this identity.",
        "relies:{}".format,
    ),
    Filter("format", Format, "", "The format of the answer; the Accept header names it as well."),
)
PARAMETERS = HISTORY_PARAMETERS | KNOWN | {found.name for found in FILTERS} | {"order"}


def history(reader: Reader, model: ReadModel[Any], now: Now, known: str | None = None) -> Handler:
    """Reads the events in whose histories an aggregate appears."""
    names = (HISTORY,)

    async def read(request: Request) -> Response:
        question = asked(request, PARAMETERS)
        wanted = _asked(question, model.decider.stream(known or identity(request)))
        asked_of = times(question)
        question = await to_wait_for(reader, question, asked_of, names)
        answer_as = _format(request, question)
        if answer_as != "json":
            return await _Export(reader, asked_of, now, answer_as).respond(request, question, wanted)

        async def make() -> Answer:
            async with reader.snapshots.of(names) as snapshot:
                then = await moment(snapshot, asked_of, now)
                upto = replace(wanted, as_of=then.as_of, limit=wanted.limit + 1)
                found = await _told(snapshot, upto)
            shown = found[: wanted.limit]
            last = shown[-1].position if len(found) > wanted.limit else None
            more = {"as_of_position": then.as_of} if asked_of.past else {}
            items = Found([one.json() for one in shown], last, {})
            return page_answer(reader, question, items, snapshot.position, more)

        answer = await reader.respond(request, question, names, make)
        answer.headers["Vary"] = "Accept"
        return answer

    return read


class _Export:
    """A whole history, streamed."""

    def __init__(self, reader: Reader, times: Times, now: Now, answer_as: Format) -> None:
        self._reader, self._times, self._now, self._format = reader, times, now, answer_as

    async def respond(self, request: Request, question: Question, wanted: Asked) -> Response:
        """The answer, once its first part is read: what is wrong is a problem and no broken stream."""
        most = wanted.limit if "limit" in question.given else None
        await self._reader.reach(question, (HISTORY,))
        async with self._reader.reading((HISTORY,)) as snapshot:
            then = await moment(snapshot, self._times, self._now)
            wanted = replace(wanted, as_of=then.as_of, limit=min(EXPORTED, most or EXPORTED))
            first = await _told(snapshot, wanted)
        name = f"{wanted.stream.replace(':', '-')}-{then.as_of}.{self._format}"
        media_type = next(kind for kind, known in MEDIA_TYPES.items() if known == self._format)
        return StreamingResponse(
            self._parts(wanted, first, most),
            media_type=f"{media_type}; charset=utf-8" if self._format == "csv" else media_type,
            headers={
                "X-Log-Position": str(then.as_of),
                "Cache-Control": "no-cache",
                "Vary": "Accept",
                "Content-Disposition": f'attachment; filename="{name}"',
            },
        )

    async def _parts(self, wanted: Asked, found: list[Told], most: int | None) -> AsyncIterator[bytes]:
        marks = self._reader.marks()
        if self._format == "csv":
            yield exports.csv_head(marks).encode()
        while found:
            write = exports.csv_rows if self._format == "csv" else exports.lines
            yield write(found, marks).encode()
            if most is not None or len(found) < wanted.limit:
                return
            wanted = replace(wanted, after=found[-1].position)
            async with self._reader.snapshots.of((HISTORY,)) as snapshot:
                found = await history_rows.told(snapshot, wanted)


async def _told(snapshot: Snapshot, asked: Asked) -> list[Told]:
    """The first events of what is asked. Raises Problem 404 where nothing was recorded of it at all."""
    found = await history_rows.told(snapshot, asked)
    if not found and not await history_rows.is_known(snapshot, asked):
        raise Problem(404, "not_found")
    return found


def _asked(question: Question, stream: str) -> Asked:
    """What is asked, its conditions on the rows of the history among it. Raises Problem 422."""
    wanted = page(question, FILTERS, ORDERS)
    values = dict(wanted.values)
    by = values.pop("by", "recorded")
    values.pop("format", None)
    conditions = [found.condition for found in wanted.filters if found.condition]
    conditions += [_FROM[by]] if "from" in values else []
    conditions += [_TO[by]] if "to" in values else []
    by_day = by == "effective" and bool({"from", "to"} & values.keys())
    telling = by_day or bool({"role", "relies_on"} & values.keys())
    return Asked(stream, 0, conditions, values, wanted.after, wanted.limit, telling, wanted.order == "newest")


def _format(request: Request, question: Question) -> Format:
    """The format asked for; JSON where nothing else is, or nothing that there is."""
    if "format" in question.given:
        return question.given["format"]  # type: ignore[return-value]
    best: tuple[float, Format] = (0.0, "json")
    for part in request.headers.get("accept", "")[:500].split(","):
        kind, _, parameters = part.partition(";")
        found = MEDIA_TYPES.get(kind.strip().lower())
        weight = _weight(parameters)
        if found is not None and weight > best[0]:
            best = (weight, found)
    return best[1]


def _weight(parameters: str) -> float:
    """The quality that an Accept header gives a type (RFC 9110, 12.4.2)."""
    name, _, value = parameters.strip().partition("=")
    given = value.strip() if name.strip().lower() == "q" else ""
    return float(given) if re.fullmatch(r"[01](\.\d{0,3})?", given, re.ASCII) else 1.0
