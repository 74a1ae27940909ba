"""Pages of the accountability history: what happened, who decided it, what it changed, what corrects it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from pydantic_core import from_json

from domain.vocabulary import name_of
from projections.history import NAME as HISTORY
from projections.model import as_json
from service.reading.named_changes import label, named
from service.reading.snapshots import Snapshot
from service.reading.withheld import is_withheld, protected, reduced, sentence

_ONE_BY_ONE = "OFFSET 0"
"""Keeps the planner from merging whole tables, of which each page would read everything before it again."""
_FOLLOWS = "t.position > %(after)s"
RECEIPT = "/api/v1/events/{position}/receipt"


@dataclass(frozen=True)
class Asked:
    """What is asked of a history: of which stream, known at which position, by which conditions on its rows,
    after which position, and how many events at most. `only_public` leaves out what is withheld: an event
    that is found by who acted or when it took effect is told by being found. The `newest` come first where
    that is asked; `after` is then the position before which they are.
    """

    stream: str
    as_of: int
    conditions: Sequence[str] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    after: int = 0
    limit: int = 50
    only_public: bool = False
    newest: bool = False


@dataclass(frozen=True)
class Told:
    """One event as the history tells it: its JSON as it is stored, but for what would tell of a few people;
    its sentences as JSON; and what is told beside them.
    """

    position: int
    event: str
    sentence: str
    beside: dict[str, Any]

    def json(self) -> str:
        """The item as it is answered."""
        told = f'"event":{self.event},"sentence":{self.sentence}'
        return f'{{"position":{self.position},{told},{as_json(self.beside)[1:]}'


async def told(snapshot: Snapshot, asked: Asked) -> list[Told]:
    """The events in whose `concerns` a stream is, in log order or against it."""
    table = snapshot.table(HISTORY)
    conditions = "".join(f" AND {condition}" for condition in asked.conditions)
    if asked.only_public:
        conditions += f" AND NOT {is_withheld(table)}"
    way, follows = ("DESC", "%(after)s = 0 OR t.position < %(after)s") if asked.newest else ("", _FOLLOWS)
    rows = await snapshot.rows(
        f"SELECT t.position, {is_withheld(table)}, e.state, h.sentence, h.changes, h.corrects,"  # noqa: S608 - made of our own names; values are parameters
        f" (SELECT x.type FROM {table} x WHERE x.position = h.corrects), c.by"
        " FROM log.event_tags t"
        f" CROSS JOIN LATERAL (SELECT * FROM {table} r WHERE r.position = t.position {_ONE_BY_ONE}) h"
        " CROSS JOIN LATERAL (SELECT r.state FROM log.events r WHERE r.notification_id = t.position"
        f" {_ONE_BY_ONE}) e"
        " CROSS JOIN LATERAL (SELECT json_agg(json_build_object('position', x.position, 'type', x.type)"
        f" ORDER BY x.position)::text AS by FROM {table} x"
        " WHERE x.corrects = t.position AND x.position <= %(as_of)s) c"
        f" WHERE t.tag = %(tag)s AND ({follows}) AND t.position <= %(as_of)s{conditions}"
        f" ORDER BY t.position {way} LIMIT %(limit)s",
        {
            **asked.values,
            "tag": asked.stream,
            "after": asked.after,
            "as_of": asked.as_of,
            "limit": asked.limit,
        },
    )
    return [
        _withheld(row[0], bytes(row[2])) if row[1] else _told(row[0], bytes(row[2]).decode(), *row[3:])
        for row in rows
    ]


async def is_known(snapshot: Snapshot, asked: Asked) -> bool:
    """Whether anything at all was recorded of a stream by then."""
    rows = await snapshot.rows(
        "SELECT EXISTS (SELECT FROM log.event_tags WHERE tag = %(tag)s AND position <= %(as_of)s)",
        {"tag": asked.stream, "as_of": asked.as_of},
    )
    return bool(rows[0][0])


def _told(
    position: int,
    event: str,
    sentence: str,
    changes: str,
    corrects: int | None,
    corrected: str | None,
    by: str | None,
) -> Told:
    wire: Mapping[str, Any] = from_json(event)
    if (shown := protected(wire)) is not wire:
        wire, event = shown, as_json(shown)
    return Told(
        position,
        event,
        sentence,
        {
            "who": wire["actor"] | {"role_name": role_name(wire["actor"]["role"])},
            "effective_at": wire["effective_at"],
            "recorded_at": wire["recorded_at"],
            "authority": wire.get("authority", []),
            "rule_set": wire.get("rule_set"),
            "evidence": wire.get("evidence", []),
            "reason": wire.get("reason"),
            "changes": named(from_json(changes)),
            "corrects": None if corrects is None else _corrected(corrects, corrected, wire),
            "corrected_by": [] if by is None else from_json(by),
            "receipt": RECEIPT.format(position=position),
        },
    )


def _withheld(position: int, event: bytes) -> Told:
    wire: dict[str, Any] = from_json(event)
    nobody: dict[str, Any] = dict.fromkeys(("who", "effective_at", "rule_set", "reason", "corrects"))
    nothing: dict[str, Any] = {name: [] for name in ("authority", "evidence", "changes", "corrected_by")}
    beside = nobody | nothing | {"recorded_at": wire["recorded_at"], "receipt": None, "withheld": True}
    return Told(position, reduced(wire), sentence(), beside)


def _corrected(position: int, kind: str | None, wire: Mapping[str, Any]) -> dict[str, Any]:
    """Which event is to be read differently, and in which field. What it was read as and is to be read as is
    told also where nothing changes by it now, because a later event has decided the same field anew.
    """
    data = wire["data"]
    told: dict[str, Any] = {"position": position, "event_id": data["target"], "type": kind}
    if (field := data.get("field")) is not None:
        told |= {"field": field, "name": label(field)}
        told |= {"before": data.get("old"), "after": data.get("new")}
    return told


@lru_cache(maxsize=64)
def role_name(role: str) -> dict[str, Any] | None:
    """What a role is called."""
    found = name_of("role", role)
    return None if found is None else found.model_dump()
