"""What differs between two versions of a draft programme, field by field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

FIELDS = ("title", "lead", "principles", "axis", "idea_ids")
MILESTONE_FIELDS = ("title", "starts_on", "due_on", "outside_period")


class Changed(NamedTuple):
    """A field that says something else: its name, before and after; `of` is the milestone that it is of."""

    field: str
    before: Any
    after: Any
    of: Mapping[str, str] | None = None


class Difference(NamedTuple):
    """A commitment in two versions: added, removed, changed or the same, and what of it changed."""

    title: Mapping[str, str]
    state: str
    changes: tuple[Changed, ...] = ()


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Each commitment of either version, in the order of the later one, then those that it lacks."""
    old, new = _by_key(before["commitments"]), _by_key(after["commitments"])
    found = [_difference(old.get(key), one) for key, one in new.items()]
    return found + [Difference(one["title"], "removed") for key, one in old.items() if key not in new]


def _difference(old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> Difference:
    if old is None:
        return Difference(new["title"], "added")
    changes = (*_fields(FIELDS, old, new), *_milestones(old["milestones"], new["milestones"]))
    return Difference(new["title"], "changed" if changes else "same", changes)


def _milestones(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> list[Changed]:
    old, new, found = _by_key(before), _by_key(after), list[Changed]()
    for key, one in new.items():
        if key in old:
            found += [change._replace(of=one["title"]) for change in _fields(MILESTONE_FIELDS, old[key], one)]
        else:
            found += [
                Changed("milestone", None, one["title"]),
                Changed("due_on", None, one["due_on"], one["title"]),
            ]
    return found + [Changed("milestone", one["title"], None) for key, one in old.items() if key not in new]


def _fields(names: Sequence[str], old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Changed]:
    pairs = ((name, old.get(name), new.get(name)) for name in names)
    return [Changed(name, before, after) for name, before, after in pairs if before != after]


def _by_key(found: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    return {one["key"]: one for one in found}
