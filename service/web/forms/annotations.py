"""What a model says of a field, taken apart: its type, and what bounds it."""

from __future__ import annotations

from collections.abc import Iterable
from types import UnionType
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin

from annotated_types import Ge, Le, MaxLen, MinLen
from pydantic import StringConstraints
from pydantic.fields import FieldInfo


class Bounds(NamedTuple):
    """What bounds a value: a number, the length of a text or a list, the form of a text."""

    least: int | None = None
    most: int | None = None
    shortest: int | None = None
    longest: int | None = None
    pattern: str | None = None


def unwrapped(annotation: Any, metadata: Iterable[Any] = ()) -> tuple[Any, Bounds]:
    """A type without what it is wrapped in. Raises TypeError for a choice between several types, which no
    command has: a form would have to ask first which is meant.
    """
    marks = list(metadata)
    while True:
        if get_origin(annotation) is Annotated:
            annotation, *more = get_args(annotation)
            marks += more
        elif get_origin(annotation) in (Union, UnionType):
            several = [one for one in get_args(annotation) if one is not type(None)]
            if len(several) != 1:
                raise TypeError(f"no form asks for one of {several}")
            annotation = several[0]
        else:
            return annotation, _bounds(marks)


def _bounds(marks: Iterable[Any]) -> Bounds:
    found: dict[str, Any] = {}
    for mark in _flat(marks):
        if isinstance(mark, Ge):
            found["least"] = mark.ge
        elif isinstance(mark, Le):
            found["most"] = mark.le
        elif isinstance(mark, MinLen):
            found["shortest"] = mark.min_length
        elif isinstance(mark, MaxLen):
            found["longest"] = mark.max_length
        elif isinstance(mark, StringConstraints):
            given = {"longest": mark.max_length, "pattern": mark.pattern}
            found |= {name: value for name, value in given.items() if value is not None}
    return Bounds(**found)


def _flat(marks: Iterable[Any]) -> Iterable[Any]:
    for mark in marks:
        if isinstance(mark, FieldInfo):
            yield from _flat(mark.metadata)
        else:
            yield mark
