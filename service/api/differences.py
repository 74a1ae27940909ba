"""What differs between two points in the course of one aggregate."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from domain.kernel.dates import legal_day
from projections.changes import changes
from projections.history import NAME as HISTORY
from projections.model import ReadModel, as_json
from service.api.past import Handler, names_of
from service.api.problems import Problem, field_error
from service.api.query_parameters import Asked, asked, identity
from service.api.reading import Reader
from service.api.two_times import (
    Now,
    Times,
    check_day,
    day,
    latest_moment,
    position,
    to_wait_for,
)
from service.reading.answers import Answer
from service.reading.named_changes import named
from service.reading.past import Moment
from service.reading.past_rows import PastRows
from service.reading.snapshots import Snapshot

FORMS = "version:3, position:120, day:2025-03-01"
Told = tuple[dict[str, Any], dict[str, Any]]
"""A point as it is told, and the members of the document there."""


class Point(NamedTuple):
    """A point in the course of an aggregate: one of its versions, a position of the log, or a day."""

    version: int | None = None
    position: int | None = None
    day: date | None = None


def diff(reader: Reader, model: ReadModel[Any], now: Now, known: str | None = None) -> Handler:
    """Reads what differs, field by field, between two points in the course of one aggregate."""
    names = names_of(model)

    async def read(request: Request) -> Response:
        question, wanted = asked(request, {"from", "to"}), known or identity(request)
        start, end = _points(question)

        async def make() -> Answer:
            async with reader.snapshots.of(names) as snapshot:
                course = _Course(reader, model, snapshot, wanted, now)
                before, after = await course.at("from", start), await course.at("to", end)
            found = named(changes(before[1], after[1]))
            told = {"id": wanted, "from": before[0], "to": after[0], "changes": found}
            return reader.answer(snapshot.position, as_json(told)[1:-1])

        for name, point in (("from", start), ("to", end)):
            times = Times(as_of_position=point.position)
            question = await to_wait_for(reader, question, times, names, name)
        return await reader.respond(request, question, names, make)

    return read


class _Course:
    """The course of one aggregate, in one snapshot."""

    def __init__(
        self, reader: Reader, model: ReadModel[Any], snapshot: Snapshot, identity: str, now: Now
    ) -> None:
        self._reader, self._model, self._snapshot = reader, model, snapshot
        self._identity, self._now = identity, now

    async def at(self, name: str, point: Point) -> Told:
        """The document at a point. Raises Problem 404 for no aggregate, 422 for a point to come."""
        moment = await self._moment(name, point)
        past = PastRows(self._snapshot, self._reader.log, self._reader.in_thread, self._model, moment)
        found = await past.one(self._identity)
        told: dict[str, Any] = {"version": found.version if found else 0, "as_of_position": moment.as_of}
        if point.day is not None:
            told |= {"on": point.day, "uncertain": found.uncertain if found else []}
        return told, await past.bare(found) if found else {}

    async def _moment(self, name: str, point: Point) -> Moment:
        latest = await latest_moment(self._snapshot, self._now)
        check_day(point.day, name, latest)
        head, version = await self._head()
        if point.version is None:
            return Moment(head if point.position is None else point.position, legal_day(latest), point.day)
        if point.version > version:
            wrong = field_error(name, "version_beyond", expected=version, found=point.version)
            raise Problem(422, "invalid", errors=[wrong])
        rows = await self._snapshot.rows(
            f"SELECT position FROM {self._snapshot.table(HISTORY)}"  # noqa: S608 - made of our own names; values are parameters
            " WHERE stream = %(stream)s AND version = %(version)s",
            {"stream": self._model.decider.stream(self._identity), "version": point.version},
        )
        return Moment(rows[0][0] if rows else 0, legal_day(latest))

    async def _head(self) -> tuple[int, int]:
        """The end of the log as it is shown, and the version of the aggregate there."""
        rows = await self._snapshot.rows(
            f"SELECT version FROM {self._snapshot.table(HISTORY)}"  # noqa: S608 - made of our own names; values are parameters
            " WHERE stream = %(stream)s AND position <= %(upto)s ORDER BY position DESC LIMIT 1",
            {"stream": self._model.decider.stream(self._identity), "upto": self._snapshot.position},
        )
        if not rows:
            raise Problem(404, "not_found")
        return self._snapshot.position, rows[0][0]


def _points(question: Asked) -> tuple[Point, Point]:
    """Where the difference begins and where it ends: at the present, where that is not said."""
    errors: list[dict[str, Any]] = []
    given = question.given
    start = _point("from", given.get("from"), errors)
    end = _point("to", given["to"], errors) if "to" in given else Point()
    if errors:
        raise Problem(422, "invalid", errors=errors)
    return start, end


def _point(name: str, text: str | None, errors: list[dict[str, Any]]) -> Point:
    if text is None:
        errors.append(field_error(name, "missing", expected=FORMS))
        return Point()
    for point in _read(*text.partition(":")[::2]):
        return point
    errors.append(field_error(name, "point_invalid", expected=FORMS, found=text[:80]))
    return Point()


def _read(kind: str, value: str) -> Iterator[Point]:
    number = position(value)
    if kind == "day" and (found := day(value, [])) is not None:
        yield Point(day=found)
    elif kind == "version" and number is not None:
        yield Point(version=number)
    elif kind == "position" and number is not None:
        yield Point(position=number)
