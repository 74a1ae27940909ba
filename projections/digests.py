"""The digest of a state, by which two auditors see whether they hold the same."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Any

import msgspec
import rfc8785
from pydantic import BaseModel

from domain.kernel.decider import State

_SORTED = msgspec.json.Encoder(order="sorted")
_TYPED = frozenset({"type", "$ref", "anyOf", "oneOf", "allOf", "enum", "const"})


def state_digest(state: State) -> str:
    """SHA-256, in hexadecimal, of the canonical JSON (RFC 8785) of a state without what is absent.

    The state is that of version order: `domain.kernel.amend.fold` of the events of its stream.
    """
    value = state.model_dump(mode="json", exclude_none=True)
    return hashlib.sha256(_plain(value) if _is_plain(type(state)) else rfc8785.dumps(value)).hexdigest()


def _plain(value: Any) -> bytes:
    """Canonical JSON of a value without fractions: there, RFC 8785 is what msgspec writes with sorted keys,
    many times faster. Keys are identifiers, so that the order of code points is that of UTF-16.
    """
    return _SORTED.encode(value)


@cache
def _is_plain(kind: type[BaseModel]) -> bool:
    """Whether no field of a kind of state can hold a number with a fraction."""
    return _without_fractions(kind.model_json_schema(mode="serialization"))


def _without_fractions(schema: Any) -> bool:
    members = [*schema.get("properties", {}).values(), *schema.get("$defs", {}).values()]
    members += [
        schema[name] for name in ("items", "additionalProperties") if isinstance(schema.get(name), dict)
    ]
    members += [one for name in ("anyOf", "oneOf", "allOf", "prefixItems") for one in schema.get(name, ())]
    return (
        bool(_TYPED & schema.keys())
        and schema.get("type") != "number"
        and all(map(_without_fractions, members))
    )
