"""What records are called on pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from service.web.console.known import joined, of_vocabulary, on_day

TITLES = ("title", "names", "name")
_ELSEWHERE = frozenset(
    {
        "id",
        "version",
        "position",
        "illustrative",
        "next_steps",
        "title",
        "names",
        "words",
        "stage",
        "status",
        "stage_name",
    }
    | {"ideas_digest", "contributions_digest", "sha256", "rule_set_id", "plural"}
)
"""Parts of a record that its page shows elsewhere, or that are for programs."""
_WORDS = 90


def title_of(record: Mapping[str, Any]) -> Any:
    """What a record is called: its title or name, a session's kind and month, a workshop's place and day, the
    beginning of a citizen's words; else its identity.
    """
    for name in TITLES:
        if record.get(name):
            return record[name]
    if record.get("session_kind"):
        month = record["month"] or record["requested_on"]
        return joined(of_vocabulary("session_kind", record["session_kind"]), on_day(month))
    if record.get("place") and record.get("held_on"):
        return joined({"ar": record["place"]}, on_day(record["held_on"]))
    if record.get("opened_on") and record.get("closes_on"):
        return joined(on_day(record["opened_on"]), on_day(record["closes_on"]))
    if words := record.get("words"):
        return words if len(words) <= _WORDS else f"{words[: _WORDS - 1]}…"
    return record.get("id", "")


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
