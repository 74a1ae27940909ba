"""Canonical JSON (RFC 8785), written fast where that is possible."""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec
import rfc8785
from pydantic import BaseModel

_SORTED = msgspec.json.Encoder(order="sorted")
_TYPED = frozenset({"type", "$ref", "anyOf", "oneOf", "allOf", "enum", "const"})


def canonical(value: Any, *kinds: type[BaseModel]) -> bytes:
    """The canonical JSON of a value that was made from models of these kinds.

    Where none of them can hold a number with a fraction, RFC 8785 is what msgspec writes with sorted keys,
    many times faster: keys are identifiers, so that the order of code points is that of UTF-16.
    """
    return _SORTED.encode(value) if all(map(_is_plain, kinds)) else rfc8785.dumps(value)


@cache
def _is_plain(kind: type[BaseModel]) -> bool:
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
