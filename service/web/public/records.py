"""Where the page of a record is, what records are called, and how the entries of overviews lead to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from domain.registry import DECIDERS
from service.web.visiting import Visit


def address_of(stream: str) -> str:
    """The page of a record by its stream (`programme:p1`)."""
    kind, _, identity = stream.partition(":")
    if kind == "network":
        return "network"
    return f"{DECIDERS[kind].plural}/{identity}"


async def programme_titles(visit: Visit, wanted: Iterable[str | None]) -> dict[str, Any]:
    """The titles of programmes by their identity."""
    ids = dict.fromkeys(one for one in wanted if one)
    if not ids:
        return {}
    listed = await visit.ask.items("programmes")
    found = {one["id"]: one["title"] for one in listed if one["id"] in ids}
    for one in ids:
        if one not in found and (told := await visit.ask.find(f"programmes/{one}")) is not None:
            found[one] = told["title"]
    return found


async def collectivity_names(visit: Visit, wanted: Iterable[str]) -> dict[str, Any]:
    """The names of collectivities by their identity."""
    found = {one: await visit.ask.find(f"collectivities/{one}") for one in dict.fromkeys(wanted)}
    return {one: told["names"] for one, told in found.items() if told is not None}


async def regions_by_key(visit: Visit) -> dict[str, Any]:
    """The names of the regions that have a collectivity, by their key."""
    board = await visit.ask.get("network/board", limit=1)
    return {one["region"]: one["names"] for one in board["regions"]}


async def latest_decisions(visit: Visit, limit: int, **filters: str) -> list[dict[str, Any]]:
    """The decisions that stand, the newest first, each with the address of what it is a decision on."""
    found = await visit.ask.get("decisions", order="newest", standing="true", limit=limit, **filters)
    return [one | {"address": address_of(one["stream"])} for one in found["items"]]


async def with_records(visit: Visit, entries: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Entries of the calendar, each with its `record`: the address and the title of what it belongs to."""
    listed = list(entries)
    titles = await programme_titles(visit, (one for entry in listed for one in entry["programme_ids"]))
    alone = (one for entry in listed if not entry["programme_ids"] for one in entry["collectivity_ids"])
    names = await collectivity_names(visit, alone)
    return [{**entry, "record": _record(entry, titles, names)} for entry in listed]


def _record(entry: Mapping[str, Any], titles: Mapping[str, Any], names: Mapping[str, Any]) -> dict[str, Any]:
    programmes, collectivities = entry["programme_ids"], entry["collectivity_ids"]
    title = (
        titles.get(programmes[0]) if programmes else names.get(collectivities[0]) if collectivities else None
    )
    return {"address": address_of(entry["stream"]), "title": title}
