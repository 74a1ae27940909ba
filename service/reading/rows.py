"""Rows of read models as JSON: one document, a page of a list, a page of a history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import Formatter
from typing import Any, NamedTuple

from projections.model import Filter, ReadModel, as_json
from service.reading.snapshots import Snapshot

STATUS = frozenset({"status", "stage"})
"""Filters that tallies do not heed: how many wait is asked whatever the status of those shown."""


@dataclass(frozen=True)
class Page:
    """One page asked for: the filters with what they compare, where to go on, how many at most."""

    filters: tuple[Filter, ...]
    values: Mapping[str, Any]
    after: int
    limit: int


@dataclass(frozen=True)
class Found:
    """The items of one page, each ready JSON, where the next page begins (None at the end), and tallies."""

    items: Sequence[str]
    last: int | None
    tallies: Mapping[str, int]


class History(NamedTuple):
    """A page of a history: position, stream and stored bytes of each event; where the next page begins."""

    events: Sequence[tuple[int, str, bytes]]
    last: int | None


def read_from(model: ReadModel[Any], asked: Page) -> tuple[str, ...]:
    """The read models that a page is made from: its own, and those that the filters asked for name."""
    parts = (part for found in asked.filters for part in Formatter().parse(found.condition))
    return tuple(dict.fromkeys((model.name, *(name for _, name, _, _ in parts if name))))


async def document(snapshot: Snapshot, model: ReadModel[Any], identity: str, today: object) -> str | None:
    """The document of one aggregate with what depends on the day; None where there is none."""
    rows = await snapshot.rows(
        f"SELECT document{_derived(model)} FROM {snapshot.table(model.name)} WHERE id = %(id)s",
        {"id": identity, "today": today},
    )
    return _with_derived(model, rows[0][0], rows[0][1:]) if rows else None


async def page(snapshot: Snapshot, model: ReadModel[Any], asked: Page, today: object) -> Found:
    """One page of the list of a kind, in the order in which the aggregates began."""
    parameters = {**asked.values, "today": today, "after": asked.after, "limit": asked.limit + 1}
    conditions = "".join(f" AND {snapshot.named(found.condition)}" for found in asked.filters)
    rows = await snapshot.rows(
        f"SELECT first_position, coalesce(summary, document){_derived(model)}"
        f" FROM {snapshot.table(model.name)} WHERE public AND first_position > %(after)s{conditions}"
        " ORDER BY first_position LIMIT %(limit)s",
        parameters,
    )
    shown = rows[: asked.limit]
    items = [_with_derived(model, row[1], row[2:]) for row in shown]
    last = shown[-1][0] if len(rows) > asked.limit else None
    return Found(items, last, await _tallies(snapshot, model, asked, parameters))


async def history(snapshot: Snapshot, stream: str, after: int, limit: int) -> History | None:
    """One page of the events in whose `concerns` a stream is, in log order, up to the snapshot's position.

    None where there are no events at all.
    """
    rows = await snapshot.rows(
        "SELECT position, originator_id, state"
        " FROM log.event_tags JOIN log.events ON notification_id = position"
        " WHERE tag = %(tag)s AND position > %(after)s AND position <= %(upto)s"
        " ORDER BY position LIMIT %(limit)s",
        {"tag": stream, "after": after, "upto": snapshot.position, "limit": limit + 1},
    )
    if not rows and not after:
        return None
    shown = [(position, of, bytes(body)) for position, of, body in rows[:limit]]
    return History(shown, shown[-1][0] if len(rows) > limit else None)


async def _tallies(
    snapshot: Snapshot, model: ReadModel[Any], asked: Page, parameters: Mapping[str, Any]
) -> dict[str, int]:
    if not model.tallies:
        return {}
    counts = ", ".join(f"count(*) FILTER (WHERE {condition})" for condition in model.tallies.values())
    conditions = [snapshot.named(found.condition) for found in asked.filters if found.name not in STATUS]
    where = " AND ".join(["true", *conditions])
    rows = await snapshot.rows(f"SELECT {counts} FROM {snapshot.table(model.name)} WHERE {where}", parameters)
    return dict(zip(model.tallies, rows[0], strict=True))


def _derived(model: ReadModel[Any]) -> str:
    return "".join(f", {expression}" for expression in model.derived.values())


def _with_derived(model: ReadModel[Any], document: str, values: Sequence[Any]) -> str:
    return joined(document, dict(zip(model.derived, values, strict=True)))


def joined(document: str, more: Mapping[str, Any]) -> str:
    """A JSON object, as text, with members more."""
    return f"{document[:-1]},{as_json(dict(more))[1:]}" if more else document
