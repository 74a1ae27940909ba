"""What led to what: from an idea to the commitments that came of it, and back. Only links that events state:
the committee's decision names the commitment, a text names its ideas, a merger names the other idea.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from projections.model import ReadModel
from service.reading.rows import joined
from service.reading.rows import read_from as rows_read_from
from service.reading.snapshots import Snapshot

_BEYOND: Mapping[str, tuple[str, ...]] = {
    "idea": ("programmes", "commitments"),
    "commitment": ("ideas",),
}
MERGERS = 20
"""So many mergers one after the other are followed."""
_CHAIN = """WITH RECURSIVE chain (id, target, key, depth) AS (
    SELECT id, merged_into, commitment_key, 0 FROM {ideas} WHERE id = %(id)s
    UNION ALL SELECT i.id, i.merged_into, i.commitment_key, depth + 1
    FROM chain JOIN {ideas} i ON i.id = chain.target AND i.public WHERE depth < %(most)s)
    SELECT id, key FROM chain ORDER BY depth"""
_COMMITMENTS = """SELECT id, key, document::json->'title', stage, deadline, idea_ids && %(ids)s, key = %(key)s
    FROM {commitments} WHERE public AND programme_id = %(programme)s
    AND (idea_ids && %(ids)s OR key = %(key)s) ORDER BY first_position"""
_IDEAS = """WITH RECURSIVE led (id, way) AS (
    SELECT id, CASE WHEN id = ANY(%(ids)s) THEN 'text' ELSE 'disposition' END FROM {ideas}
    WHERE id = ANY(%(ids)s) OR (programme_id = %(programme)s AND commitment_key = %(key)s)
    UNION SELECT i.id, 'merger' FROM led JOIN {ideas} i ON i.merged_into = led.id COLLATE "default")
    SELECT i.id, i.stage, i.public, i.merged_into, i.commitment_key = %(key)s, array_agg(led.way)
    FROM led JOIN {ideas} i USING (id) GROUP BY i.id, i.first_position, i.stage, i.public, i.merged_into,
    i.commitment_key ORDER BY i.first_position"""


def read_from(model: ReadModel[Any]) -> tuple[str, ...]:
    """The read models that one document with its links is made from."""
    return tuple(dict.fromkeys((*rows_read_from(model), *_BEYOND.get(model.kind, ()))))


async def added(snapshot: Snapshot, model: ReadModel[Any], document: str) -> str:
    """A document, with the links of an idea as `fate` and those of a commitment as `ideas`."""
    if model.kind == "idea":
        return joined(document, {"fate": await _fate(snapshot, json.loads(document))})
    if model.kind == "commitment":
        return joined(document, {"ideas": await _ideas(snapshot, json.loads(document))})
    return document


async def _fate(snapshot: Snapshot, idea: Mapping[str, Any]) -> dict[str, Any] | None:
    """None for an idea that is not public. Ideas that it was merged into stand for it."""
    if not idea["public"]:
        return None
    found = await snapshot.rows(snapshot.named(_CHAIN), {"id": idea["id"], "most": MERGERS})
    chain, key = [one for one, _ in found], found[-1][1]
    asked = {"ids": chain, "key": key, "programme": idea["programme_id"]}
    rows = await snapshot.rows(snapshot.named(_COMMITMENTS), asked)
    commitments = [
        {
            "id": identity,
            "key": name,
            "title": title,
            "status": stage,
            "current_deadline": deadline,
            "by": _ways(by_text, by_decision),
        }
        for identity, name, title, stage, deadline, by_text, by_decision in rows
    ]
    return {
        "merged_into": chain[1:],
        "commitment_key": key,
        "texts": await _texts(snapshot, idea["programme_id"], frozenset(chain), key),
        "commitments": commitments,
    }


def _ways(by_text: bool, by_decision: bool | None) -> list[str]:
    ways = (("text", by_text), ("disposition", by_decision))
    return [name for name, there in ways if there]


async def _texts(
    snapshot: Snapshot, programme_id: str, ideas: frozenset[str], key: str | None
) -> list[dict[str, Any]]:
    """The versions of the programme's text with the commitments in them that answer the ideas."""
    statement = "SELECT document FROM {programmes} WHERE id = %(id)s"
    rows = await snapshot.rows(snapshot.named(statement), {"id": programme_id})
    programme = json.loads(rows[0][0]) if rows else {"drafts": [], "adopted_version": None}
    found = []
    for draft in programme["drafts"]:
        named = [
            {"key": one["key"], "title": one["title"], "by": _ways(by_text, one["key"] == key)}
            for one in draft["commitments"]
            if (by_text := bool(ideas & set(one["idea_ids"]))) or one["key"] == key
        ]
        if named:
            in_force = draft["version"] == programme["adopted_version"]
            found.append({"version": draft["version"], "in_force": in_force, "commitments": named})
    return found


async def _ideas(snapshot: Snapshot, commitment: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The ideas that led to a commitment; of one that is not public only that it is named."""
    asked = {
        "ids": commitment["idea_ids"],
        "programme": commitment["programme_id"],
        "key": commitment["key"],
    }
    rows = await snapshot.rows(snapshot.named(_IDEAS), asked)
    return [
        {
            "id": identity,
            "public": public,
            "status": stage if public else None,
            "merged_into": merged_into if public else None,
            "by": _ways("text" in ways, decided) + (["merger"] if "merger" in ways else []),
        }
        for identity, stage, public, merged_into, decided, ways in rows
    ]
