"""The transparency log in the OpenAPI document."""

from __future__ import annotations

from typing import Any

from service.api.gate import ILLUSTRATIVE_HEADER
from service.api.query_schemas import IDENTITY, PROBLEM

Docs = dict[str, Any]
_BYTES = {"type": "string", "format": "binary"}
_BASE64 = {"type": "string", "contentEncoding": "base64"}
_SIZE = {"type": "integer", "minimum": 0, "maximum": 10**15 - 1}
_POSITION = {
    "name": "position",
    "in": "path",
    "required": True,
    "description": "The position of the event: its index among the leaves, and one more.",
    "schema": {"type": "integer", "minimum": 1, "maximum": 10**15 - 1},
}


_MARK = {
    "description": "`true` where the log is illustrative: nothing of it is real. Bytes have no place for it.",
    "schema": {"type": "boolean"},
}


def _found(description: str, content: Docs) -> Docs:
    return {
        "description": description,
        "headers": {ILLUSTRATIVE_HEADER: _MARK},
        "content": {kind: {"schema": schema} for kind, schema in content.items()},
    }


def _operation(parameters: list[Docs], found: Docs, *problems: str) -> Docs:
    answers = dict.fromkeys(sorted(["422", "503", *problems]), PROBLEM)
    return {"parameters": parameters, "responses": {"200": found} | answers}


CHECKPOINT = _operation(
    [], _found("A signed note (C2SP tlog-checkpoint).", {"text/plain": {"type": "string"}})
)
CHECKPOINT["responses"]["200"]["headers"] = {
    ILLUSTRATIVE_HEADER: _MARK,
    "Last-Modified": {
        "description": "When the service kept it. It is no part of what is signed.",
        "schema": {"type": "string"},
    },
}
_TILE = [
    {
        "name": "level",
        "in": "path",
        "required": True,
        "description": "The level of the tile, or `entries`.",
        "schema": {"type": "string", "pattern": "^(entries|[0-9]|[1-5][0-9]|6[0-3])$"},
    },
    {
        "name": "number",
        "in": "path",
        "required": True,
        "description": "The number of the tile in three digits; 1234067 is `x001/x234/067`.",
        "schema": {"type": "string", "pattern": "^[0-9]{3}$"},
    },
]
_WIDTH = {
    "name": "width",
    "in": "path",
    "required": True,
    "description": "How many hashes or entries.",
    "schema": {"type": "integer", "minimum": 1, "maximum": 255},
}
_HASHES = _found("Hashes of 32 bytes, or entries after their length.", {"application/octet-stream": _BYTES})
TILE = _operation(_TILE, _HASHES, "404")
PARTIAL_TILE = _operation([*_TILE, _WIDTH], _HASHES, "404")
CONSISTENCY = _operation(
    [
        {
            "name": name,
            "in": "query",
            "required": True,
            "description": f"The {which} size of the log, in events.",
            "schema": _SIZE,
        }
        for name, which in (("from", "older"), ("to", "newer"))
    ],
    _found(
        "Both roots and the proof (RFC 6962, 2.1.2).",
        {
            "application/json": {
                "type": "object",
                "required": ["from", "to", "from_root", "to_root", "proof"],
                "properties": {
                    "from": _SIZE,
                    "to": _SIZE,
                    "illustrative": {"type": "boolean"},
                    "from_root": _BASE64,
                    "to_root": _BASE64,
                    "proof": {"type": "array", "items": _BASE64},
                },
            }
        },
    ),
)
EVENT = _operation([_POSITION], _found("The stored bytes.", {"application/json": {"type": "object"}}), "404")
RECEIPT = _operation(
    [_POSITION],
    _found(
        "The event and its C2SP tlog-proof; as text/plain, the proof alone.",
        {
            "application/json": {
                "type": "object",
                "required": ["position", "event", "tlog_proof"],
                "properties": {
                    "position": {"type": "integer", "minimum": 1},
                    "illustrative": {"type": "boolean"},
                    "event": _BASE64,
                    "tlog_proof": {"type": "string"},
                },
            },
            "text/plain": {"type": "string"},
        },
    ),
    "404",
    "406",
)
BUNDLE = _operation(
    [IDENTITY],
    _found("A ZIP archive; its README says how to verify it.", {"application/zip": _BYTES}),
    "404",
)
