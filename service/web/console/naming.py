"""What records are called on pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

TITLES = ("title", "names", "name")
_ELSEWHERE = frozenset(
    {"id", "version", "position", "illustrative", "next_steps", "title", "names", "words", "stage", "status"}
    | {"ideas_digest", "contributions_digest", "sha256", "rule_set_id", "plural"}
)
"""Parts of a record that its page shows elsewhere, or that are for programs."""


def title_of(record: Mapping[str, Any]) -> Any:
    """What a record is called: its title or name, else its identity."""
    return next((record[name] for name in TITLES if record.get(name)), record.get("id", ""))


def facts_of(record: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The plain facts of a record, by the names of their fields; what has parts of its own is left out."""
    for name, value in record.items():
        if name in _ELSEWHERE or value in (None, "", [], {}, False):
            continue
        if isinstance(value, Mapping):
            if "ar" in value:
                yield name, value
        elif not isinstance(value, list) or all(isinstance(one, str) for one in value):
            yield name, value
