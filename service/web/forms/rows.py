"""Adding rows to a form that is being filled in, and taking them away, without a script."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from service.web.forms.filling import empty
from service.web.forms.parts import Field, Group, Part, Rows

ADD, REMOVE = "_add", "_remove"
"""The names of the buttons; their values say where."""
SEVERAL_AT_ONCE = 5


def changed(form: Group, typed: dict[str, Any], asked: Mapping[str, str]) -> bool:
    """Do to what was typed what a button asks, in place. Whether one asked at all."""
    if ADD in asked:
        path, _, number = asked[ADD].partition("*")
        _add(form, typed, path.split("."), SEVERAL_AT_ONCE if number == str(SEVERAL_AT_ONCE) else 1)
        return True
    if REMOVE in asked:
        _remove(form, typed, asked[REMOVE].split("."))
        return True
    return False


def _add(form: Part, typed: Any, path: list[str], number: int) -> None:
    part, held = _found(form, typed, path)
    if isinstance(part, Rows):
        held.extend(begun(part.item) for _ in range(min(number, part.most - len(held))))


def _remove(form: Part, typed: Any, path: list[str]) -> None:
    part, held = _found(form, typed, path[:-1])
    if isinstance(part, Rows) and path[-1].isascii() and path[-1].isdigit() and int(path[-1]) < len(held):
        del held[int(path[-1])]


def _found(part: Part | None, typed: Any, path: list[str]) -> tuple[Part | None, Any]:
    """A part of a form and what was typed into it; None for one that is not there."""
    for name in path:
        if isinstance(part, Group):
            inner = next((one for one in part.parts if one.name == name), None)
            part, typed = inner, typed[name] if inner is not None else None
        elif isinstance(part, Rows) and name.isascii() and name.isdigit() and int(name) < len(typed):
            part, typed = part.item, typed[int(name)]
        else:
            return None, None
    return part, typed


def begun(part: Part) -> Any:
    """What a form holds before anybody has typed: what holds anyway, and a row where one is needed."""
    if isinstance(part, Group):
        return {one.name: begun(one) for one in part.parts}
    if isinstance(part, Rows):
        return [begun(part.item)] if part.least and part.required and not isinstance(part.item, Field) else []
    return empty(part) if part.default is None else part.default


def with_needed_rows(part: Part, typed: Any) -> Any:
    """The same with an empty row where one is needed and none is there: there is something to fill."""
    if isinstance(part, Group):
        return {one.name: with_needed_rows(one, typed[one.name]) for one in part.parts}
    if isinstance(part, Rows):
        return [with_needed_rows(part.item, row) for row in typed] or begun(part)
    return typed
