"""What events are found by, columns and tags, against what the signed bytes of each say."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, LiteralString, NamedTuple

from pydantic_core import from_json

from domain.kernel.events import tags_of
from service.transparency.tree import Connection
from service.transparency.trust import Mismatch

ROWS: LiteralString = """SELECT notification_id, state, originator_id, originator_version, topic,
        CASE WHEN recorded_at >= '0001-01-02Z' AND recorded_at < '9999-12-31Z' THEN recorded_at END
    FROM log.events WHERE notification_id > %s AND notification_id <= %s ORDER BY notification_id"""
"""Events as `Found`. What Python has no datetime for was recorded by no event."""
_TAGS: LiteralString = """SELECT position, array_agg(tag)
    FROM (SELECT position, tag FROM log.event_tags
          WHERE position <= %s OR position > (SELECT coalesce(max(notification_id), 0) FROM log.events)
          ORDER BY position) AS ordered
    GROUP BY position ORDER BY position"""
_FETCHED = 1_000


class Found(NamedTuple):
    """An event's bytes and the columns that it is found by."""

    position: int
    body: bytes
    stream: str
    version: int
    type: str
    recorded_at: datetime | None


class TagIndex:
    """The rows of log.event_tags, compared with the events in order of position, each once."""

    def __init__(self, rows: Iterator[tuple[int, list[str]]]) -> None:
        self._rows = rows
        self._next = next(rows, None)

    def check(self, row: Found) -> None:
        """Compare the next event's columns and tags with its bytes. Raises Mismatch."""
        try:
            raw = from_json(row.body)
            given = raw["event_id"], raw["stream"], raw.get("concerns", ()), raw.get("relies_on", ())
            expected = set(tags_of(*given))
            filed = (raw["stream"], raw["version"], raw["type"]) == (row.stream, row.version, row.type)
            recorded_at = datetime.fromisoformat(raw["recorded_at"])
        except (ValueError, KeyError, TypeError, AttributeError):
            raise Mismatch("event_misplaced", row.position) from None  # no event has such bytes
        if not filed:
            raise Mismatch("event_misplaced", row.position)
        if recorded_at != row.recorded_at:
            raise Mismatch("recorded_at_altered", row.position)
        self._compare(row.position, expected)

    def check_end(self) -> None:
        """Expect no tags of any other position. Raises Mismatch."""
        if self._next is not None:
            raise Mismatch("tag_added", self._next[0])

    def _compare(self, position: int, expected: set[str]) -> None:
        found: set[str] = set()
        if self._next is not None and self._next[0] <= position:
            if self._next[0] < position:
                raise Mismatch("tag_added", self._next[0])
            found = set(self._next[1])
            self._next = next(self._rows, None)
        if expected - found:
            raise Mismatch("tag_missing", position)
        if found != expected:
            raise Mismatch("tag_added", position)


@contextmanager
def tag_index(connection: Connection, last: int) -> Iterator[TagIndex]:
    """The tags of the events up to `last`, and those of positions that no event has.

    No index leads from a position to its tags: every append would pay for it. One sorting serves the whole
    pass; the cursor is held so that no transaction stays open meanwhile.
    """
    with connection.cursor("event_tags", binary=True, withhold=True) as cursor:
        cursor.itersize = _FETCHED
        cursor.execute(_TAGS, [last])
        yield TagIndex(iter(cursor))


def events(connection: Connection, start: int, end: int) -> list[Found]:
    """The events after a position and up to another, in log order. Raises Mismatch where one is missing."""
    rows: list[tuple[Any, ...]] = connection.execute(ROWS, [start, end], binary=True).fetchall()
    for expected, row in enumerate(rows, start + 1):
        if row[0] != expected:
            raise Mismatch("event_missing", expected)
    if len(rows) < end - start:
        raise Mismatch("event_missing", start + len(rows) + 1)
    return [Found(*row) for row in rows]
