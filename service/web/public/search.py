"""Searching: what was found, of which kind it is, and the words found in it marked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from service.web.public.lists import Listed, listed, options
from service.web.public.records import address_of, regions_by_key
from service.web.visiting import Page, View, Visit

LENGTH = 20
PARAMETERS = frozenset({"q", "kind", "region", "cursor"})


async def search(visit: Visit) -> View:
    """What words find; without words, the form alone."""
    asked = "q" in visit.chosen
    found = await listed(visit, "search", limit=LENGTH, **visit.chosen) if asked else Listed({"items": []})
    hits = [await _hit(visit, one) for one in found.found["items"]]
    return found.view(
        "network/search.html",
        visit,
        asked=asked,
        hits=hits,
        named_regions=options(visit, await regions_by_key(visit)),
        senses=found.found.get("senses", []),
    )


async def _hit(visit: Visit, hit: Mapping[str, Any]) -> dict[str, Any]:
    if hit["kind"] == "decision":
        decision = await visit.ask.find(f"decisions/{hit['id']}")
        stream = decision["stream"] if decision else ""
    else:
        stream = f"{hit['kind']}:{hit['id']}"
    address = address_of(stream) if stream else None
    return {**hit, "address": address, "parts": _parts(hit["snippet"])}


def _parts(snippet: Mapping[str, Any]) -> list[tuple[str, bool]]:
    """A snippet in pieces, each with whether it is a word that was looked for."""
    text, at = snippet["text"], 0
    parts: list[tuple[str, bool]] = []
    for begins, ends in snippet["ranges"]:
        parts += [(text[at:begins], False), (text[begins:ends], True)]
        at = ends
    return [(part, found) for part, found in [*parts, (text[at:], False)] if part]


SEARCH = (Page("search", search, PARAMETERS),)
