"""What changed between two documents, field by field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

UNTOLD = frozenset({"version", "stage_name"})
"""Members of a document that are no fact of their own: each event moves the version, the stage has a name."""


class Change(NamedTuple):
    """A field by its path, as `milestones.0.due_on`, and its JSON values; None where it is absent."""

    field: str
    before: Any
    after: Any


def changes(before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    """The fields of one document that differ from those of another, in the order of the later document."""
    names = [*after, *(name for name in before if name not in after)]
    found: list[Change] = []
    for name in names:
        if name not in UNTOLD:
            found += _between(name, before.get(name), after.get(name))
    return found


def _between(path: str, before: Any, after: Any) -> Iterator[Change]:
    """Objects and lists of objects are looked into; any other value is told whole."""
    if before == after and type(before) is type(after):
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for name in [*after, *(name for name in before if name not in after)]:
            yield from _between(f"{path}.{name}", before.get(name), after.get(name))
    elif _of_objects(before) and _of_objects(after):
        for place in range(max(len(before), len(after))):
            yield from _between(f"{path}.{place}", _at(before, place), _at(after, place))
    else:
        yield Change(path, before, after)


def _of_objects(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)


def _at(values: list[Any], place: int) -> Any:
    return values[place] if place < len(values) else None
