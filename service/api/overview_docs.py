"""The overviews in the OpenAPI document: what each entry holds."""

from __future__ import annotations

from typing import Any

from projections.model import Filter
from service.api.query_docs import Docs, operation, paging, parameter
from service.api.query_schemas import PAGED

_LOCALISED = {
    "type": ["object", "null"],
    "properties": {language: {"type": ["string", "null"]} for language in ("ar", "fr", "en")},
}
_STRING = {"type": "string"}
_TEXT = {"type": ["string", "null"]}
_COUNT = {"type": "integer", "minimum": 0}
_IDS = {"type": "array", "items": _STRING}
_FLAG = {"type": "boolean"}


def _object(required: str, **properties: Any) -> Docs:
    return {"type": "object", "required": required.split(), "properties": properties}


def _counts() -> Docs:
    return {"type": "object", "additionalProperties": _COUNT}


_TALLIES = {
    "programmes": _object("total by_stage", total=_COUNT, by_stage=_counts()),
    "commitments": _object("total by_status overdue", total=_COUNT, by_status=_counts(), overdue=_COUNT),
    "evaluations": _object(
        "due without_self_assessment without_independent_assessment without_any incomplete",
        due=_COUNT,
        without_self_assessment=_COUNT,
        without_independent_assessment=_COUNT,
        without_any=_COUNT,
        incomplete=_COUNT | {"description": "Due programmes that lack either."},
        programme_ids=_IDS | {"description": "Due programmes that lack either; of a collectivity only."},
    ),
}
_MEMBERS = {
    "collectivities": _COUNT,
    "members": _object("total by_type", total=_COUNT, by_type=_counts()),
    "silent_members": _object(
        "total no_programme nothing_recorded", total=_COUNT, no_programme=_COUNT, nothing_recorded=_COUNT
    ),
}
_ITEM = _object(
    "collectivity_id region type member silent programmes commitments evaluations",
    collectivity_id=_STRING,
    names=_LOCALISED,
    region=_STRING,
    type=_STRING,
    member=_FLAG,
    silent={"type": "array", "items": {"enum": ["no_programme", "nothing_recorded"]}},
    last_recorded_at=_TEXT,
    last_recorded_on=_TEXT,
    **_TALLIES,
)
_DECISION: Docs = {
    "type": "object",
    "required": [
        *("id", "position", "standing", "sentence", "kind", "outcome", "decided_by", "actor", "recorded_at")
    ],
    "properties": {
        "id": _STRING | {"description": "The identity of its event."},
        "position": _COUNT,
        "standing": _FLAG | {"description": "False where the record of it was annulled."},
        "sentence": _LOCALISED,
        "kind": _STRING,
        "kind_name": _LOCALISED,
        "outcome": _STRING,
        "decided_by": _STRING | {"description": "Whose decision it is, whoever recorded it."},
        "actor": {"type": "object"},
        "effective_at": _STRING,
        "recorded_at": _STRING,
        "authority": {"type": "array", "items": {"type": "object"}},
        "rule_set": _TEXT,
        "evidence": {"type": "array", "items": {"type": "object"}},
        "reason": {"type": ["object", "null"]},
        "programme_id": _TEXT,
        "collectivity_ids": _IDS,
        "session_id": _TEXT,
        "vote": {"type": ["object", "null"], "description": "Counts, and the outcome computed from them."},
        "corrections": {"type": "array", "items": {"type": "object"}},
        "annulled_by": {"type": ["object", "null"]},
        "superseded_by": _TEXT | {"description": "The vote that replaced this one after a new vote."},
    },
}
_ENTRY = _object(
    "id stream kind kind_name when programme_ids collectivity_ids as_of",
    id=_STRING,
    stream=_STRING,
    kind=_STRING,
    kind_name=_LOCALISED,
    when=_STRING | {"description": "The date as it is known, a month or a year as such; a span as a/b."},
    begins=_TEXT,
    ends=_TEXT,
    programme_ids=_IDS,
    collectivity_ids=_IDS,
    as_of=_object("position recorded_at", position=_COUNT, recorded_at=_STRING)
    | {"description": "The last event of its record: what was moved since then has a later one."},
    confirmed=_FLAG | {"description": "Of a deadline of the law: whether a lawyer confirmed it."},
)
_SNIPPET = _object(
    "language text ranges cut",
    language=_STRING,
    text=_STRING,
    ranges={"type": "array", "items": {"type": "array", "items": _COUNT, "minItems": 2, "maxItems": 2}},
    cut=_object("before after", before=_FLAG, after=_FLAG),
)
_HIT = _object(
    "kind id title rank snippet",
    kind=_STRING,
    id=_STRING,
    title=_LOCALISED,
    rank={"type": "number"},
    snippet=_SNIPPET,
)
_REDACTION = _object(
    "position kind record erased recorded_at effective_at role legal_basis reason standing sentence",
    position=_COUNT,
    kind={"enum": ["erasure", "redaction"]},
    record=_object("kind id", kind=_STRING, id=_STRING),
    erased={"type": "array", "items": {"enum": ["words", "files", "texts_or_files", "identity", "name"]}},
    replaced_by={"type": ["string", "null"], "description": "The document shown in its place."},
    recorded_at=_STRING,
    effective_at=_STRING,
    role=_STRING,
    legal_basis={
        "type": ["string", "object", "null"],
        "description": "As it was stated: in one line, or by language.",
    },
    authority={"type": "array", "items": {"type": "object"}},
    reason={"type": ["string", "null"], "description": "The code of the reason."},
    standing=_FLAG | {"description": "False where the record of it was annulled since."},
    sentence=_LOCALISED,
    receipt=_STRING,
)


def of_board(filters: tuple[Filter, ...], *more: Docs) -> Docs:
    """The network board."""
    schema = _paged(_ITEM, day=_STRING, conventions={"type": "object"}, silent_after_months=_COUNT)
    schema["properties"]["totals"] = _object(" ".join(_MEMBERS | _TALLIES), **_MEMBERS, **_TALLIES)
    region = _object("region names", region=_STRING, names=_LOCALISED, **_MEMBERS, **_TALLIES)
    schema["properties"]["regions"] = {"type": "array", "items": region}
    schema["required"] = [*schema["required"], "totals", "regions"]
    return _list(schema, filters, more)


def of_decisions(filters: tuple[Filter, ...], *more: Docs) -> Docs:
    """The list of decisions."""
    return _list(_paged(_DECISION), filters, more)


def of_decision() -> Docs:
    """One decision, by the identity of its event."""
    beside = {name: told for name, told in PAGED["properties"].items() if name not in ("items", "next")}
    schema = {**_DECISION, "properties": {**beside, **_DECISION["properties"]}}
    return operation(schema, [parameter("id", _STRING, "Its event's identity.", place="path")], found=True)


def of_redactions() -> Docs:
    """The register of redactions."""
    return _list(_paged(_REDACTION), (), ())


def of_calendar(filters: tuple[Filter, ...], *more: Docs) -> Docs:
    """The calendar."""
    schema = _paged(
        _ENTRY, **{"from": _STRING, "to": _STRING}, undated=_COUNT, conventions={"type": "object"}
    )
    return _list(schema, filters, more)


def of_search(filters: tuple[Filter, ...], *more: Docs) -> Docs:
    """The search."""
    sense = _object("word senses", word=_STRING, senses={"type": "array", "items": {"type": "object"}})
    return _list(_paged(_HIT, senses={"type": "array", "items": sense}), filters, more)


def _paged(item: Docs, **more: Any) -> Docs:
    properties = PAGED["properties"] | {"items": {"type": "array", "items": item}} | more
    return PAGED | {"properties": properties}


def _list(schema: Docs, filters: tuple[Filter, ...], more: tuple[Docs, ...]) -> Docs:
    named = [parameter(one.name, one.type, one.description) for one in filters]
    return operation(schema, [*more, *named, *paging(longest=500)])
