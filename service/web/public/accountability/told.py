"""Events of a history as pages show them: what happened, the two dates, on what basis, what it changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from domain.kernel.values import Localised
from projections.sentences import event_name
from service.web.public.accountability.records import address

_NOT_SHOWN = frozenset({"id", "version"})
_NOT_SHOWN_WITHIN = "event_id"
"""Fields that tell a reader nothing."""


def event_of(item: Mapping[str, Any]) -> dict[str, Any]:
    """An item of a history, with what the event is called and where its record is."""
    kind, _, _ = item["event"]["stream"].partition(":")
    return {
        **item,
        "name": named(item["event"]["type"]),
        "kind": kind,
        "record": address(item["event"]["stream"]),
        "changes": shown_of(item["changes"]),
        "corrects": item["corrects"] and correction(item["corrects"]),
        "corrected_by": [{**one, "name": named(one["type"])} for one in item["corrected_by"]],
        "withheld": item.get("withheld", False),
    }


def shown_of(changes: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The changes that tell a reader something."""
    return [
        one
        for one in changes
        if one["field"] not in _NOT_SHOWN and one["field"].rpartition(".")[2] != _NOT_SHOWN_WITHIN
    ]


def correction(found: Mapping[str, Any]) -> dict[str, Any]:
    """What an event has read differently from then on, and what that other event is called."""
    return {**found, "called": named(found["type"])}


def told_values(events: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, Any]]:
    """The values (path, value) that are shown of events: before and after each change."""
    for event in events:
        corrected = [event["corrects"]] if event["corrects"] and "field" in event["corrects"] else []
        for one in (*event["changes"], *corrected):
            yield from ((one["field"], one["before"]), (one["field"], one["after"]))


@lru_cache(maxsize=1024)
def named(event_type: str | None) -> Mapping[str, str | None]:
    """What a type of event is called, the type itself where it has no name."""
    found: Localised | None = event_name(event_type) if event_type else None
    return {"ar": event_type} if found is None else found.model_dump()
