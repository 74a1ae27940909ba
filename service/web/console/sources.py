"""Where the values come from that may be chosen in a field: records, and parts of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from service.web.console.correcting import correctable
from service.web.console.known import (
    Known,
    Source,
    history_of,
    joined,
    named,
    numbered,
    of_vocabulary,
    on_day,
    own_events,
)
from service.web.forms.parts import Option


async def _collectivities(known: Known) -> list[Option]:
    found = []
    for each in known.collectivity_ids:
        record = await known.visit.ask.find(f"collectivities/{each}")
        found.append(named(each, record["names"] if record else None))
    return found


async def _programmes(known: Known) -> list[Option]:
    if known.programme_id is not None and not known.chosen:
        record = await known.programme()
        return [named(known.programme_id, record.get("title"))]
    return [named(one["id"], one["title"]) for one in await known.of_collectivities("programmes")]


async def _sessions(known: Known) -> list[Option]:
    return [
        named(one["id"], joined(of_vocabulary("session_kind", one["session_kind"]), on_day(one["month"])))
        for one in await known.of_collectivities("council-sessions")
    ]


async def _items(known: Known) -> list[Option]:
    if "sittings" in known.record:
        return [named(one["item_id"], one["title"]) for one in known.record["items"]]
    found: dict[str, Option] = {}
    for session in await known.of_collectivities("council-sessions"):
        for one in session["items"]:
            told = joined(one["title"], on_day(session["month"]))
            if (before := found.get(one["item_id"])) is not None:
                told = joined(before.label.model_dump(), told)
            found[one["item_id"]] = named(one["item_id"], told)
    return list(found.values())


async def _sittings(known: Known) -> list[Option]:
    return [named(one["sitting_id"], on_day(one["held_on"])) for one in known.record.get("sittings", ())]


async def _milestones(known: Known) -> list[Option]:
    return [named(one["key"], one["title"]) for one in known.record.get("milestones", ())]


async def _disputes(known: Known) -> list[Option]:
    return [named(one["dispute_id"], one.get("statement")) for one in known.record.get("disputes", ())]


async def _axes(known: Known) -> list[Option]:
    return [named(one["key"], one["title"]) for one in (await known.programme()).get("axes", ())]


async def _drafted(known: Known) -> list[Option]:
    drafts = (await known.programme()).get("drafts") or [{"commitments": ()}]
    return [named(one["key"], one["title"]) for one in drafts[-1]["commitments"]]


async def _commitments(known: Known) -> list[Option]:
    if known.programme_id is None:
        return []
    found = await known.items("commitments", programme=known.programme_id)
    return [named(one["id"], one["title"]) for one in found]


async def _ideas(known: Known) -> list[Option]:
    if known.programme_id is None:
        return []
    found = await known.items("ideas", programme=known.programme_id)
    return [named(one["id"], _words(one)) for one in found if one["id"] != known.record.get("id")]


async def _contributions(known: Known) -> list[Option]:
    if known.record.get("id") is None:
        return []
    found = await known.items("contributions", consultation=known.record["id"])
    return [named(one["id"], _words(one)) for one in found]


def _words(one: Mapping[str, Any]) -> str:
    """A citizen's words, as far as a list shows them."""
    words = re.sub(r"\s+", " ", one.get("words") or one["id"])
    return words if len(words) <= 80 else f"{words[:79]}…"


async def _versions(known: Known) -> list[Option]:
    return numbered([text for _, text in await known.texts()])


async def _digests(known: Known) -> list[Option]:
    return [
        named(text["sha256"], joined(programme["title"], {"ar": str(text["version"])}))
        for programme, text in reversed(await known.texts())
    ]


async def _groups(known: Known) -> list[Option]:
    wanted = known.record.get("consultation_id")
    found = await known.visit.ask.find(f"consultations/{wanted}") if wanted else None
    return [named(key, topic) for key, topic in (found or {}).get("groups", {}).items()]


async def _workshops(known: Known) -> list[Option]:
    found = await known.of_collectivities("workshops")
    return [named(one["id"], joined({"ar": one["place"]}, on_day(one["held_on"]))) for one in found]


async def _consultations(known: Known) -> list[Option]:
    if known.programme_id is None:
        return []
    found = await known.items("consultations", programme=known.programme_id)
    return [named(one["id"], on_day(one["opened_on"])) for one in found]


async def _rounds(known: Known) -> list[Option]:
    """The number of the next consultation of a programme."""
    programmes = [one.value for one in await _programmes(known)]
    programme = known.programme_id or (programmes[0] if len(programmes) == 1 else None)
    if programme is None:
        return []
    number = str(len(await known.items("consultations", programme=programme)) + 1)
    return [named(number, number)]


async def _documents(known: Known) -> list[Option]:
    found = await known.items("documents")
    return [
        named(
            one["id"],
            joined(one["title"], of_vocabulary("document_kind", one["kind"]) or {"ar": one["kind"]}),
        )
        for one in reversed(found)
    ]


async def _regions(known: Known) -> list[Option]:
    found = await known.items("collectivities", type="region")
    return [named(one["region"], one["names"]) for one in found]


async def _events(known: Known) -> list[Option]:
    if "id" not in known.record or "plural" not in known.record:
        return []
    told = await known.items(history_of(known.record))
    own = own_events(known.record, told)
    return [named(one["event"]["event_id"], one["sentence"]) for one in reversed(own)]


async def _votes(known: Known) -> list[Option]:
    """Votes that were taken on the items of a session, the last of each first."""
    days = {one["sitting_id"]: on_day(one["held_on"]) for one in known.record.get("sittings", ())}
    return [
        named(
            vote["event_id"],
            joined(
                item["title"], of_vocabulary("outcome", vote["outcome"]), days.get(vote["sitting_id"], {})
            ),
        )
        for item in known.record.get("items", ())
        for vote in reversed(item["votes"])
    ]


async def _laws(_known: Known) -> list[Option]:
    return [named(one, one) for one in ("113-14", "112-14", "111-14", "31-13", "09-08", "44-14", "54-19")]


SOURCES: dict[str, Source] = {
    "collectivity_id": _collectivities,
    "collectivity_ids": _collectivities,
    "programme_id": _programmes,
    "session_id": _sessions,
    "to_session_id": _sessions,
    "item_id": _items,
    "item_ids": _items,
    "sitting_id": _sittings,
    "milestone": _milestones,
    "dispute_id": _disputes,
    "axis": _axes,
    "commitment_key": _drafted,
    "commitment_id": _commitments,
    "replaced_by": _commitments,
    "idea_ids": _ideas,
    "target_id": _ideas,
    "contribution_ids": _contributions,
    "version": _versions,
    "draft_version": _versions,
    "round": _rounds,
    "sha256": _digests,
    "group_id": _groups,
    "workshop_id": _workshops,
    "consultation_id": _consultations,
    "document_id": _documents,
    "new_document_id": _documents,
    "region": _regions,
    "target": _events,
    "field": correctable,
    "event_id": _events,
    "supersedes": _votes,
    "law": _laws,
}
"""Where the values of a field come from, by its name."""
