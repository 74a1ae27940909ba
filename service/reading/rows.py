"""Rows of read models as JSON: one document, a page of a list, a page of a history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from string import Formatter
from typing import Any

from pydantic_core import from_json

from projections.model import Filter, ReadModel, as_json
from service.reading.snapshots import Snapshot
from service.reading.words import opened

_POSITION_BITS = 40
STATUS = frozenset({"status", "stage"})
"""Filters that tallies do not heed: how many wait is asked whatever the status of those shown."""


@dataclass(frozen=True)
class Page:
    """One page asked for: the filters with what they compare, where to go on, how many at most."""

    filters: tuple[Filter, ...]
    values: Mapping[str, Any]
    after: int
    limit: int
    order: str | None = None


@dataclass(frozen=True)
class Found:
    """The items of one page, each ready JSON, where the next page begins (None at the end), and tallies."""

    items: Sequence[str]
    last: int | None
    tallies: Mapping[str, int]


def read_from(model: ReadModel[Any], asked: Page | None = None) -> tuple[str, ...]:
    """The read models that an answer is made from: its own, and those that derived values and the filters
    asked for name.
    """
    conditions = [*model.derived.values(), *(found.condition for found in (asked.filters if asked else ()))]
    parts = (part for condition in conditions for part in Formatter().parse(condition))
    return tuple(dict.fromkeys((model.name, *(name for _, name, _, _ in parts if name))))


async def document(snapshot: Snapshot, model: ReadModel[Any], identity: str, today: object) -> str | None:
    """The document of one aggregate with what depends on the day; None where there is none."""
    rows = await snapshot.rows(
        f"SELECT document{_derived(snapshot, model)} FROM {snapshot.table(model.name)} WHERE id = %(id)s",  # noqa: S608 - made of our own names; values are parameters
        {"id": identity, "today": today},
    )
    if not rows:
        return None
    [derived] = await opened(snapshot, model, [(identity, _named(model, rows[0][1:]))])
    return joined(rows[0][0], derived)


async def page(snapshot: Snapshot, model: ReadModel[Any], asked: Page, today: object) -> Found:
    """One page of the list of a kind, in the order in which the aggregates began, or by a day and then so."""
    day = model.orders[asked.order] if asked.order else "NULL::date"
    parameters = {**asked.values, "today": today, "as_of": snapshot.position}
    parameters |= {"limit": asked.limit + 1, **_after(asked)}
    conditions = "".join(f" AND {snapshot.named(found.condition)}" for found in asked.filters)
    key = f"({day}, first_position)" if asked.order else "first_position"
    after = "(%(after_day)s, %(after)s)" if asked.order else "%(after)s"
    rows = await snapshot.rows(
        f"SELECT {day}, first_position, id, coalesce(summary, document){_derived(snapshot, model)}"  # noqa: S608 - made of our own names; values are parameters
        f" FROM {snapshot.table(model.name)} WHERE public AND {key} > {after}{conditions}"
        f" ORDER BY {key} LIMIT %(limit)s",
        parameters,
    )
    shown = rows[: asked.limit]
    derived = await opened(snapshot, model, [(row[2], _named(model, row[4:])) for row in shown])
    items = [joined(row[3], more) for row, more in zip(shown, derived, strict=True)]
    last = _place(*shown[-1][:2]) if len(rows) > asked.limit else None
    return Found(items, last, await _tallies(snapshot, model, asked, parameters))


def _place(day: date | None, position: int) -> int:
    """Where a list by days goes on, as one number: the day above the position."""
    return position if day is None else day.toordinal() << _POSITION_BITS | position


def _after(asked: Page) -> dict[str, Any]:
    if asked.order is None:
        return {"after": asked.after}
    day, position = divmod(asked.after, 1 << _POSITION_BITS)
    return {"after": position, "after_day": date.fromordinal(min(max(day, 1), date.max.toordinal()))}


async def _tallies(
    snapshot: Snapshot, model: ReadModel[Any], asked: Page, parameters: Mapping[str, Any]
) -> dict[str, int]:
    if not model.tallies:
        return {}
    counts = ", ".join(f"count(*) FILTER (WHERE {condition})" for condition in model.tallies.values())
    conditions = [snapshot.named(found.condition) for found in asked.filters if found.name not in STATUS]
    where = " AND ".join(["true", *conditions])
    rows = await snapshot.rows(f"SELECT {counts} FROM {snapshot.table(model.name)} WHERE {where}", parameters)  # noqa: S608 - made of our own names; values are parameters
    return dict(zip(model.tallies, rows[0], strict=True))


def _derived(snapshot: Snapshot, model: ReadModel[Any]) -> str:
    return "".join(f", {snapshot.named(expression)}" for expression in model.derived.values())


def _named(model: ReadModel[Any], values: Sequence[Any]) -> dict[str, Any]:
    return dict(zip(model.derived, values, strict=True))


def joined(document: str, more: Mapping[str, Any]) -> str:
    """A JSON object, as text, with members more. One named `author.name` goes into the `author`."""
    inner = [name for name in more if "." in name]
    if inner:
        whole, more = from_json(document), dict(more)
        for name in inner:
            outer, _, member = name.partition(".")
            whole[outer][member] = more.pop(name)
        document = as_json(whole)
    return f"{document[:-1]},{as_json(dict(more))[1:]}" if more else document
