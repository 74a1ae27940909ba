"""The shapes of what queries take and answer, as the OpenAPI document gives them."""

from __future__ import annotations

from typing import Any

from domain.kernel.next_steps import NAMED
from domain.kernel.values import IDENTIFIER_FORM, SHA256_FORM
from service.api.query_parameters import POSITION_HEADER
from service.messages import LANGUAGES, table

IDENTITY = {
    "name": "id",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "pattern": f"^{IDENTIFIER_FORM}$"},
}
POSITION = {"type": "integer", "minimum": 0, "maximum": 10**15 - 1}
WAITING: list[dict[str, Any]] = [
    {
        "name": name,
        "in": place,
        "description": "Answer only once everything up to this position of the log is shown.",
        "schema": POSITION,
    }
    for name, place in ((POSITION_HEADER, "header"), ("after_position", "query"))
]
PROBLEM = {
    "description": "A problem (RFC 9457).",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
COMMON: dict[str, Any] = {
    "position": {"type": "integer", "minimum": 0, "description": "The position of the log it is of."},
    "illustrative": {"type": "boolean", "description": "Present and true where nothing of it is real."},
}
SENTENCE = {
    "type": "object",
    "required": list(LANGUAGES),
    "properties": {language: {"type": "string"} for language in LANGUAGES},
}
UNCERTAIN = {
    "type": "array",
    "description": "Facts that took effect by the day asked for or later: nobody can tell.",
    "items": {
        "type": "object",
        "required": ["position", "type", "effective_at", "sentence"],
        "properties": {"position": {"type": "integer"}, "type": {"type": "string"}, "sentence": SENTENCE},
    },
}
PAST = {
    "as_of_position": {"type": "integer", "minimum": 0, "description": "What was known: up to here."},
    "on": {"type": "string", "format": "date", "description": "The day that it was true on."},
    "uncertain": UNCERTAIN,
}
CHANGES = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["field", "name", "before", "after"],
        "properties": {
            "field": {"type": "string", "description": "A path, as milestones.0.due_on."},
            "name": {"anyOf": [SENTENCE, {"type": "null"}]},
            "before": {},
            "after": {},
        },
    },
}
PAGED: dict[str, Any] = {
    "type": "object",
    "required": ["position", "items", "next"],
    "properties": {
        **COMMON,
        "items": {"type": "array", "items": {"type": "object"}},
        "next": {"type": ["string", "null"], "description": "The cursor of the next page."},
    },
}
LIST: dict[str, Any] = PAGED | {
    "properties": {
        **PAGED["properties"],
        "as_of_position": PAST["as_of_position"],
        "on": PAST["on"],
    },
}
EVENT = {
    "type": "object",
    "required": [
        *("position", "event", "sentence", "who", "effective_at", "recorded_at", "authority", "rule_set"),
        *("evidence", "reason", "changes", "corrects", "corrected_by", "receipt"),
    ],
    "properties": {
        "position": {"type": "integer", "minimum": 1},
        "event": {"type": "object", "description": "The stored event."},
        "sentence": SENTENCE,
        "who": {"type": ["object", "null"], "required": ["role", "role_name"]},
        "changes": CHANGES,
        "corrects": {
            "type": ["object", "null"],
            "required": ["position", "event_id", "type"],
            "description": "The event that is corrected or annulled; of a correction the field, what it was"
            " read as before and what it is read as after, whether or not the state changes by it.",
        },
        "corrected_by": {"type": "array", "items": {"type": "object", "required": ["position", "type"]}},
        "withheld": {"type": "boolean", "description": "Present and true where it is not told to everybody."},
        "receipt": {
            "type": ["string", "null"],
            "description": "Where the proof is that the log holds the event.",
        },
    },
}
HISTORY: dict[str, Any] = LIST | {
    "properties": {**LIST["properties"], "items": {"type": "array", "items": EVENT}},
}
POINT = {"type": "object", "required": ["version", "as_of_position"], "properties": PAST}
DIFF = {
    "type": "object",
    "required": ["position", "id", "from", "to", "changes"],
    "properties": {**COMMON, "id": {"type": "string"}, "from": POINT, "to": POINT, "changes": CHANGES},
}
DIGEST = {
    "type": "object",
    "required": ["position", "as_of_position", "id", "version", "state_digest"],
    "properties": {
        **COMMON,
        "as_of_position": PAST["as_of_position"],
        "id": {"type": "string"},
        "version": {"type": "integer", "minimum": 1},
        "state_digest": {
            "type": "string",
            "pattern": f"^{SHA256_FORM}$",
            "description": "SHA-256 of the canonical JSON (RFC 8785) of the state in version order.",
        },
    },
}
KNOWN_TIMES: list[dict[str, Any]] = [
    {
        "name": "as_of_position",
        "in": "query",
        "x-summary": table("parameters")["as_of_position"],
        "description": "As it was known at this position of the log, with the corrections known then.",
        "schema": POSITION,
    },
    {
        "name": "as_of",
        "in": "query",
        "x-summary": table("parameters")["as_of"],
        "description": "As it was known at this instant (RFC 3339): by the longest prefix of the log that was"
        " recorded at or before it. Instead of `as_of_position`.",
        "schema": {"type": "string", "format": "date-time"},
    },
]
TIMES: list[dict[str, Any]] = [
    *KNOWN_TIMES,
    {
        "name": "on",
        "in": "query",
        "x-summary": table("parameters")["on"],
        "description": "As it was true at the end of this day in Casablanca, by what is known (or was, with"
        " `as_of` or `as_of_position`).",
        "schema": {"type": "string", "format": "date"},
    },
]
POINTS: list[dict[str, Any]] = [
    {
        "name": name,
        "in": "query",
        "required": name == "from",
        "description": f"{what}: `version:3`, `position:120` (as known there) or `day:2025-03-01` (as true"
        " then, by what is known now).",
        "schema": {
            "type": "string",
            "pattern": r"^(version:[0-9]{1,15}|position:[0-9]{1,15}|day:[0-9]{4}-[0-9]{2}-[0-9]{2})$",
        },
    }
    for name, what in (("from", "Where to begin"), ("to", "Where to end, the present when absent"))
]
AUTHOR_NAME = {
    "type": "object",
    "description": "Present where the author gave a name. One that is gone is `withdrawn` by the author or "
    "`erased`; `removed` then says when, on what basis and by which event.",
    "required": ["status"],
    "properties": {
        "status": {"enum": ["available", "withdrawn", "erased"]},
        "removed": {"type": "object", "required": ["on", "basis", "event_id"]},
    },
}
ONE = {"type": "object", "required": ["position"], "properties": COMMON}
AGGREGATE = {
    "type": "object",
    "required": ["position", "id", "version", "stage"],
    "properties": {
        **COMMON,
        **PAST,
        "id": {"type": "string"},
        "version": {"type": "integer", "description": "What If-Match of a command names."},
        "stage": {"type": "string"},
        "words": {"type": ["string", "null"], "description": "What a citizen wrote, as far as it is there."},
        "words_status": {
            "enum": ["altered", "unreadable"],
            "description": "Present where words are not what the event sealed, and so are not shown.",
        },
        "author": {
            "type": ["object", "null"],
            "properties": {
                "name": {
                    "type": ["string", "null"],
                    "description": "Of an author who consents to be named, once the words are public.",
                },
                "name_status": {"enum": ["altered", "unreadable"]},
                "organisation": {"type": ["string", "null"], "description": "As far as its name is there."},
                "organisation_status": {"enum": ["altered", "unreadable"]},
            },
        },
        "author_name": AUTHOR_NAME,
        "next_steps": {
            "type": "array",
            "description": "What may be done next: what leads on, what else is possible, then that for which "
            "something is missing. Of the present alone, so not where the past is asked for.",
            "items": {
                "type": "object",
                "required": ["command", "summary", "by", "possible", "unmet", "streams"],
                "properties": {
                    "summary": SENTENCE,
                    "streams": {
                        "type": "array",
                        "items": {"type": "string"},
                        "maxItems": NAMED,
                        "description": "The records of another kind that the command is to be given to, as "
                        "kind:id, the first of them where they are many; empty for a command to this record "
                        "or to a new one.",
                    },
                },
            },
        },
    },
}
