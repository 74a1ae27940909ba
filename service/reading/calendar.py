"""A span of days of the calendar, and what has no day yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from domain.kernel.dates import iso
from projections.model import as_json
from service.reading.rows import Page
from service.reading.snapshots import Snapshot

READ_FROM = ("calendar", "programmes")
_BOUND = """CASE WHEN collectivity_ids <> '{{}}' THEN collectivity_ids ELSE ARRAY(SELECT DISTINCT m.id
    FROM {programmes} p CROSS JOIN unnest(p.collectivity_ids) AS m (id)
    WHERE p.id = ANY(programme_ids) ORDER BY m.id) END"""


class Span(NamedTuple):
    """The entries of a page, where the next begins, and how many that fit have no day."""

    items: Sequence[str]
    last: tuple[date, str] | None
    undated: int


async def between(
    snapshot: Snapshot, asked: Page, days: tuple[date, date], after: tuple[date, str] | None
) -> Span:
    """Entries that may fall on one of the days, both included, by the first day that they may."""
    first, last = days
    conditions = "".join(f" AND {found.condition}" for found in asked.filters)
    values = {
        **asked.values,
        "first": first,
        "last": last,
        "after_day": after[0] if after else date.min,
        "after_id": after[1] if after else "",
        "most": asked.limit + 1,
    }
    statement = (
        f"SELECT begins, id, {_listed()} FROM {{calendar}}"  # noqa: S608 - made of our own names; values are parameters
        " WHERE begins <= %(last)s AND ends >= %(first)s AND (begins, id) > (%(after_day)s, %(after_id)s)"
        f"{conditions} ORDER BY begins, id LIMIT %(most)s"
    )
    rows = await snapshot.rows(snapshot.named(statement), values)
    shown = rows[: asked.limit]
    following = (shown[-1][0], shown[-1][1]) if len(rows) > asked.limit else None
    counted = f"SELECT count(*) FROM {{calendar}} WHERE begins IS NULL{conditions}"  # noqa: S608 - made of our own names; values are parameters
    undated = (await snapshot.rows(snapshot.named(counted), values))[0][0]
    return Span([_item(*row[1:]) for row in shown], following, undated)


async def undated(snapshot: Snapshot, asked: Page, after: tuple[date, str] | None) -> Span:
    """Entries of which no day is known, by their identity."""
    conditions = "".join(f" AND {found.condition}" for found in asked.filters)
    values = {**asked.values, "after_id": after[1] if after else "", "most": asked.limit + 1}
    statement = (
        f"SELECT id, {_listed()} FROM {{calendar}} WHERE begins IS NULL AND id > %(after_id)s"  # noqa: S608 - made of our own names; values are parameters
        f"{conditions} ORDER BY id LIMIT %(most)s"
    )
    rows = await snapshot.rows(snapshot.named(statement), values)
    shown = rows[: asked.limit]
    following = (date.min, shown[-1][0]) if len(rows) > asked.limit else None
    counted = f"SELECT count(*) FROM {{calendar}} WHERE begins IS NULL{conditions}"  # noqa: S608 - made of our own names; values are parameters
    count = (await snapshot.rows(snapshot.named(counted), values))[0][0]
    return Span([_item(*row) for row in shown], following, count)


def _listed() -> str:
    recorded = "(SELECT e.recorded_at FROM log.events e WHERE e.notification_id = position)"
    return f"begins, ends, programme_ids, {_BOUND}, position, {recorded}, document"


def _item(
    identity: str,
    begins: date | None,
    ends: date | None,
    programme_ids: list[str],
    collectivity_ids: list[str],
    position: int,
    recorded_at: datetime,
    document: str,
) -> str:
    days: dict[str, Any] = {"id": identity, "begins": begins, "ends": ends}
    whose = {"programme_ids": programme_ids, "collectivity_ids": collectivity_ids}
    told = as_json(days | whose | {"as_of": {"position": position, "recorded_at": iso(recorded_at)}})
    return f"{told[:-1]},{document[1:]}"
