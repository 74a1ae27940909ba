"""Events of a history as pages show them: what happened, the two dates, on what basis, what it changed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from domain.kernel.values import Localised
from projections.sentences import event_name
from service.web.public.accountability.records import address

_NOT_SHOWN = frozenset({"id", "version"})
"""Fields that tell a reader nothing."""


def event_of(item: Mapping[str, Any]) -> dict[str, Any]:
    """An item of a history, with what the event is called and where its record is."""
    kind, _, _ = item["event"]["stream"].partition(":")
    return {
        **item,
        "name": named(item["event"]["type"]),
        "kind": kind,
        "record": address(item["event"]["stream"]),
        "changes": [change(one) for one in item["changes"] if one["field"] not in _NOT_SHOWN],
        "corrects": item["corrects"] and correction(item["corrects"]),
        "corrected_by": [{**one, "name": named(one["type"])} for one in item["corrected_by"]],
        "withheld": item.get("withheld", False),
    }


def change(found: Mapping[str, Any]) -> dict[str, Any]:
    """A change, with the field under which its values are said: the last part of its path."""
    first, *others = str(found["field"]).split(".")
    names = [one for one in others if not one.isdigit()]
    last = names[-1] if names else first
    return {**found, "said": f"{last}_on" if first == "days" and others else last}


def correction(found: Mapping[str, Any]) -> dict[str, Any]:
    """What an event has read differently from then on, and what that other event is called."""
    told = {**found, "called": named(found["type"])}
    return change(told) if "field" in found else told


@lru_cache(maxsize=1024)
def named(event_type: str | None) -> Mapping[str, str | None]:
    """What a type of event is called, the type itself where it has no name."""
    found: Localised | None = event_name(event_type) if event_type else None
    return {"ar": event_type} if found is None else found.model_dump()
