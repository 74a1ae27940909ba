"""What was known at a position of the log, and what was true on a day, of one aggregate or of a list.

What was known is one row of the history. What was true is that row too, where every fact known had taken
effect by then, in the order in which it was recorded; else it is folded from the events.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from pydantic_core import from_json

from domain.kernel.events import Event
from domain.kernel.stored import decode
from domain.kernel.two_times import end_of_day, true_on
from projections.history import NAME as HISTORY
from projections.model import ReadModel, as_json, identity_of
from projections.sentences import sentences
from service.reading.snapshots import Snapshot
from service.store.log import Log

_EARLIEST = date(2, 1, 1)
"""Days before it have no instant in UTC everywhere; nothing is known of them anyhow."""


@dataclass(frozen=True)
class Moment:
    """The two times asked about: what was known at the position `as_of`, of what was true `on` a day (None:
    of everything known). `today` is the day that what depends on the day is computed for.
    """

    as_of: int
    today: date
    on: date | None = None


@dataclass(frozen=True)
class Then:
    """An aggregate as it was: its document, and what its row in a list would be. `uncertain` are the facts
    that took effect by the day or later, nobody can tell.
    """

    stream: str
    first_position: int
    version: int
    stage: str
    public: bool
    columns: Mapping[str, Any]
    document: str | None
    position: int
    settled: bool = True
    uncertain: Sequence[dict[str, Any]] = field(default=())

    def row(self) -> dict[str, Any]:
        """What conditions on a row are asked of."""
        told = {"id": identity_of(self.stream), "first_position": self.first_position}
        return {**self.columns, **told, "stage": self.stage, "public": self.public}


async def known(snapshot: Snapshot, stream: str, moment: Moment) -> Then | None:
    """What was known of one stream; None where it had no event yet."""
    rows = await snapshot.rows(
        f"SELECT {_THEN}, h.document FROM {snapshot.table(HISTORY)} h"  # noqa: S608 - made of our own names; values are parameters
        " WHERE h.stream = %(stream)s AND h.position <= %(as_of)s ORDER BY h.position DESC LIMIT 1",
        {"stream": stream, "as_of": moment.as_of, "midnight": _midnight(moment)},
    )
    return _then(rows[0], rows[0][-1]) if rows else None


async def each_known(snapshot: Snapshot, kind: str, moment: Moment, after: int, limit: int) -> list[Then]:
    """What was known of the streams of a kind that began after a position, without their documents."""
    rows = await snapshot.rows(
        f"SELECT {_THEN} FROM {begun(snapshot)} AND f.position > %(after)s"  # noqa: S608 - made of our own names; values are parameters
        " ORDER BY f.position LIMIT %(limit)s",
        {
            "kind": kind,
            "as_of": moment.as_of,
            "midnight": _midnight(moment),
            "after": after,
            "limit": limit,
        },
    )
    return [_then(row, None) for row in rows]


def begun(snapshot: Snapshot) -> str:
    """The streams `f` of `%(kind)s` that had begun at `%(as_of)s`, each with its last row `h` by then."""
    table = snapshot.table(HISTORY)
    return (
        f"{table} f CROSS JOIN LATERAL (SELECT * FROM {table} l WHERE l.stream = f.stream"  # noqa: S608 - made of our own names; values are parameters
        " AND l.position <= %(as_of)s ORDER BY l.position DESC LIMIT 1) h"
        " WHERE f.kind = %(kind)s AND f.version = 1 AND f.position <= %(as_of)s"
    )


def folded(log: Log, model: ReadModel[Any], found: Iterable[Then], moment: Moment) -> list[Then]:
    """What was true on the day of streams that are not settled, folded from their events."""
    assert moment.on is not None  # noqa: S101 - tells the type checker what is so already
    by_stream = {then.stream: then for then in found}
    rows = log.load(by_stream, before=moment.as_of + 1)
    return [
        _true(model, then, [(row.position, decode(row.body)) for row in rows[stream]], moment.on)
        for stream, then in by_stream.items()
    ]


def _true(model: ReadModel[Any], then: Then, events: list[tuple[int, Event]], on: date) -> Then:
    only = [event for _, event in events]
    truth = true_on(model.decider, only, max(on, _EARLIEST))
    positions = {event.event_id: position for position, event in events}
    state = truth.state
    return Then(
        stream=then.stream,
        first_position=then.first_position,
        version=state.version,
        stage=state.stage,
        public=bool(truth.effective) and bool(state.stage) and model.public(state),
        columns=from_json(as_json({one.name: one.value(state) for one in model.columns})),
        document=as_json(model.document(state)) if truth.effective else None,
        position=then.position,
        uncertain=[_uncertain(positions, only, event) for event in truth.uncertain],
    )


def _uncertain(positions: Mapping[str, int], events: list[Event], event: Event) -> dict[str, Any]:
    earlier = [one for one in events if one.version < event.version]
    return {
        "position": positions[event.event_id],
        "type": event.type,
        "effective_at": event.effective_at,
        "sentence": sentences(event, earlier),
    }


class _Row(NamedTuple):
    stream: str
    first_position: int
    version: int
    stage: str
    public: bool
    columns: str
    position: int
    settled: bool


_THEN = """h.stream, h.first_position, h.version, h.stage, h.public, h.columns::text, h.position,
    coalesce(%(midnight)s::timestamptz IS NULL OR (h.in_order AND h.last_end <= %(midnight)s), false)"""


def _then(row: Sequence[Any], document: str | None) -> Then:
    found = _Row(*row[: len(_Row._fields)])
    return Then(**found._asdict() | {"columns": from_json(found.columns)}, document=document)


def _midnight(moment: Moment) -> Any:
    return None if moment.on is None else end_of_day(max(moment.on, _EARLIEST))
