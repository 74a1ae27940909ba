"""The contents of documents in the OpenAPI document."""

from __future__ import annotations

from typing import Any, get_args

from domain.kernel.values import IDENTIFIER_FORM, REFERENCE_FORM, SHA256_FORM, Language
from service.api.query_schemas import IDENTITY, PROBLEM
from service.documents.types import allowed_types
from service.messages import sentences

Docs = dict[str, Any]
CONTENT_SUMMARY = sentences("documents", "summary_content")
UPLOAD_SUMMARY = sentences("documents", "summary_upload")
_BYTES = {"type": "string", "format": "binary"}
_TYPES = sorted({kind.partition(";")[0] for kind in allowed_types()})


def _query(name: str, description: str, schema: Docs) -> Docs:
    return {"name": name, "in": "query", "description": description, "schema": schema}


CONTENT: Docs = {
    "parameters": [
        IDENTITY,
        _query(
            "language",
            "The newest translation into this language; the document itself where absent.",
            {"type": "string", "enum": list(get_args(Language))},
        ),
    ],
    "responses": {
        "200": {
            "description": "The content, as an attachment; its ETag is the digest that was recorded.",
            "headers": {name: {"schema": {"type": "string"}} for name in ("ETag", "Content-Disposition")},
            "content": {kind: {"schema": _BYTES} for kind in _TYPES},
        },
        "304": {"description": "The content is the one that If-None-Match names."},
        **dict.fromkeys(("403", "404", "410", "422", "503"), PROBLEM),
    },
}
UPLOAD: Docs = {
    "parameters": [
        _query(
            "personal",
            "Whether it has personal data: it is encrypted then, and named by a commitment.",
            {"type": "string", "enum": ["true", "false"], "default": "false"},
        ),
        _query(
            "person_ref",
            "Whose it is, where it is one person's alone: exported and erased with all else of theirs.",
            {"type": "string", "pattern": f"^{REFERENCE_FORM}$"},
        ),
    ],
    "requestBody": {
        "required": True,
        "description": "The bytes themselves. Their type is found by what they are, not by what is said.",
        "content": {"application/octet-stream": {"schema": _BYTES}},
    },
    "responses": {
        "201": {
            "description": "It is kept. Nothing is recorded until a command names it; unnamed it is removed.",
            "content": {
                "application/json": {
                    "schema": {
                        "type": "object",
                        "required": ["size", "media_type"],
                        "properties": {
                            "sha256": {"type": "string", "pattern": f"^{SHA256_FORM}$"},
                            "ref": {"type": "string", "pattern": f"^{IDENTIFIER_FORM}$"},
                            "commitment": {"type": "string", "pattern": f"^{SHA256_FORM}$"},
                            "size": {"type": "integer", "minimum": 1},
                            "media_type": {"type": "string"},
                            "illustrative": {"type": "boolean"},
                        },
                    }
                }
            },
        },
        **dict.fromkeys(("400", "408", "409", "413", "415", "422", "503"), PROBLEM),
    },
}
