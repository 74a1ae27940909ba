"""What was typed into a form: read from what a browser posts, made into the object that a command is read
from, and back. Nothing that was typed is lost on the way.

What is typed has the shape of the form: a text for a field, a list for a field with several values, a
dictionary for a group, a list for rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from service.web.forms.parts import Control, Field, Group, Part, Rows
from service.web.forms.values import ABSENT, JSON_PARTS, as_json, as_typed

Pairs = Iterable[tuple[str, str]]
MOST_ROWS = 500
"""Rows that are read of one list: no command takes more, and nobody types them."""


def read(form: Group, pairs: Pairs) -> dict[str, Any]:
    """What was typed, from what was posted; names that the form has not are left aside. An empty row counts,
    so that one that was just added is there.
    """
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        given.setdefault(name, []).append(value.replace("\r\n", "\n").replace("\r", "\n"))
    found: dict[str, Any] = _read(form, "", given)
    return found


def _read(part: Part, path: str, given: Mapping[str, list[str]]) -> Any:
    if isinstance(part, Group):
        return {one.name: _read(one, joined(path, one.name), given) for one in part.parts}
    if isinstance(part, Rows):
        rows = [_read(part.item, f"{path}.{index}", given) for index in _indices(path, given)]
        return [*rows, *given.get(path, ())] if isinstance(part.item, Field) else rows
    if part.control is Control.SEVERAL:
        return list(given.get(path, ()))
    if part.control is Control.JSON:
        return {name: _last(given.get(f"{path}.{name}")) for name in JSON_PARTS}
    return _last(given.get(path))


def _last(values: list[str] | None) -> str:
    return values[-1] if values else ""


def _indices(path: str, given: Mapping[str, list[str]]) -> list[int]:
    begin = f"{path}."
    found = {name[len(begin) :].partition(".")[0] for name in given if name.startswith(begin)}
    numbers = sorted(int(one) for one in found if one.isascii() and one.isdigit() and len(one) <= 6)
    return numbers[:MOST_ROWS]


def posted(form: Group, typed: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What a browser posts of a form that holds this."""
    return list(_posted(form, "", typed))


def _posted(part: Part, path: str, typed: Any) -> Iterator[tuple[str, str]]:
    if isinstance(part, Group):
        for one in part.parts:
            yield from _posted(one, joined(path, one.name), typed.get(one.name, empty(one)))
    elif isinstance(part, Rows):
        for index, row in enumerate(typed):
            yield from _posted(part.item, f"{path}.{index}", row)
    elif isinstance(typed, dict):
        yield from ((f"{path}.{name}", value) for name, value in typed.items())
    elif isinstance(typed, list):
        yield from ((path, value) for value in typed)
    else:
        yield path, typed


def filled(form: Group, found: Mapping[str, Any]) -> dict[str, Any]:
    """The form that holds what an object says, as `fields` makes it."""
    made: dict[str, Any] = _filled(form, found)
    return made


def _filled(part: Part, found: Any) -> Any:
    if found is ABSENT or (found is None and not _is_json(part)):
        return empty(part)
    if isinstance(part, Group):
        return {one.name: _filled(one, found.get(one.name, ABSENT)) for one in part.parts}
    if isinstance(part, Rows):
        return [_filled(part.item, one) for one in found]
    return as_typed(part, found)


def put(form: Group, typed: dict[str, Any], path: str, text: str) -> None:
    """Type a text into a field, by its name, in place; a name that the form has not is left aside."""
    *groups, last = path.split(".")
    for name in groups:
        inner = next((one for one in form.parts if one.name == name), None)
        if not isinstance(inner, Group):
            return
        form, typed = inner, typed[name]
    if isinstance(typed.get(last), str):
        typed[last] = text


def empty(part: Part) -> Any:
    """Nothing typed."""
    if isinstance(part, Group):
        return {one.name: empty(one) for one in part.parts}
    if isinstance(part, Rows) or part.control is Control.SEVERAL:
        return []
    return dict.fromkeys(JSON_PARTS, "") if _is_json(part) else ""


def _is_json(part: Part) -> bool:
    return isinstance(part, Field) and part.control is Control.JSON


def blank(part: Part, typed: Any) -> bool:
    """Whether nothing was typed; what stands in a field before anybody has typed does not count."""
    if isinstance(part, Group):
        return all(blank(one, typed[one.name]) for one in part.parts)
    if isinstance(part, Rows):
        return all(blank(part.item, row) for row in typed)
    if isinstance(typed, str):
        return not typed.strip() or typed == part.default
    return not any(one.strip() for one in (typed.values() if isinstance(typed, dict) else typed))


def without_blank_rows(part: Part, typed: Any) -> Any:
    """The same without rows in which nothing was typed, so that a row has the number that errors give it."""
    if isinstance(part, Group):
        return {one.name: without_blank_rows(one, typed[one.name]) for one in part.parts}
    if isinstance(part, Rows):
        return [without_blank_rows(part.item, row) for row in typed if not blank(part.item, row)]
    return typed


def fields(form: Group, typed: Mapping[str, Any]) -> dict[str, Any]:
    """The object that a command is read from. What was left empty is left out; what cannot be read as what it
    should be stays the text that was typed, for the command to say so.
    """
    return {one.name: value for one in form.parts if (value := _json(one, typed[one.name])) is not ABSENT}


def _json(part: Part, typed: Any) -> Any:
    if isinstance(part, Group):
        # A group that is needed is there even where it is empty, so that it is told what of it is missing.
        return fields(part, typed) if part.required or not blank(part, typed) else ABSENT
    if isinstance(part, Rows):
        rows = [_json(part.item, row) for row in typed if not blank(part.item, row)]
        # A list that is asked for and may be empty says that there is nothing.
        return rows or ([] if part.required and part.least == 0 else ABSENT)
    return as_json(part, typed)


def joined(path: str, name: str) -> str:
    """The name of a field in a form, from that of the group which it is in."""
    return f"{path}.{name}" if path and name else path or name
