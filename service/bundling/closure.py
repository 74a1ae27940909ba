"""Which streams a bundle holds: the programme's history, and what that leans on, one step and no further.

1. The streams of which an event is in the programme's history (the tag `programme:ID`), whole.
2. The collectivities that events of those streams concern.
3. The documents that events of those streams cite, as far as they are registered.
4. The streams of the events that events of those streams relied on.

Without the limit of one step, a session that dealt with two programmes would pull in the second with all its
ideas.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from psycopg import Connection
from pydantic_core import from_json

from projections.bundles.documents import Documents
from projections.bundles.writing import Stored

BATCH = 1_000
AT_ONCE = 200
"""Streams whose events are sorted in one query, so that the database never sorts a whole bundle at once."""
_HISTORY = (
    "SELECT DISTINCT originator_id FROM log.event_tags JOIN log.events ON notification_id = position"
    " WHERE tag = %s AND position <= %s"
)
_RELIED = (
    "SELECT DISTINCT originator_id FROM log.event_tags JOIN log.events ON notification_id = position"
    " WHERE tag = ANY(%s) AND position <= %s"
)
_KNOWN = (
    "SELECT DISTINCT originator_id FROM log.events WHERE originator_id = ANY(%s) AND notification_id <= %s"
)
_EVENTS = (
    "SELECT notification_id, state FROM log.events WHERE originator_id = ANY(%s) AND notification_id <= %s"
    ' ORDER BY originator_id COLLATE "C", originator_version'
)


def concerned_streams(connection: Connection[Any], programme: str, size: int) -> list[str]:
    """The streams of a programme's bundle among the log's first `size` events, sorted; none for a programme
    without events.
    """
    history = _streams(connection, _HISTORY, f"programme:{programme}", size)
    found, named = set(history), set[str]()
    documents = Documents()
    for batch in _batches(connection, sorted(history), size):
        relied = set[str]()
        for _, body in batch:
            event = from_json(body)
            named.update(tag for tag in event.get("concerns", ()) if tag.startswith("collectivity:"))
            relied.update(f"event:{event_id}" for event_id in event.get("relies_on", ()))
            named.update(f"document:{document}" for document in documents.add(event["stream"], body))
        found |= _streams(connection, _RELIED, sorted(relied), size)
    return sorted(found | _streams(connection, _KNOWN, sorted(named), size))


def events_of(connection: Connection[Any], streams: list[str], size: int) -> Iterator[Stored]:
    """The events of sorted streams among the log's first `size`, in order of stream and version."""
    for batch in _batches(connection, streams, size):
        yield from batch


def _batches(connection: Connection[Any], streams: list[str], size: int) -> Iterator[list[Stored]]:
    for first in range(0, len(streams), AT_ONCE):
        with connection.cursor("bundle", withhold=False) as cursor:
            cursor.execute(_EVENTS, [streams[first : first + AT_ONCE], size], binary=True)
            while rows := cursor.fetchmany(BATCH):
                yield [(int(position), bytes(body)) for position, body in rows]


def _streams(connection: Connection[Any], statement: str, wanted: str | Iterable[str], size: int) -> set[str]:
    rows = connection.execute(statement, [wanted, size]).fetchall()
    return {str(stream) for (stream,) in rows}
