"""A command's model as a form: what is asked, in the order of the model, the common fields at the end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import Enum
from functools import cache
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel, JsonValue
from pydantic.fields import FieldInfo

from domain.council_session.values import MONTH_FORM
from domain.kernel.commands import Command
from domain.kernel.dates import PartialDate
from domain.kernel.values import (
    EVENT_ID_FORM,
    IDENTIFIER_FORM,
    REFERENCE_FORM,
    SHA256_FORM,
    Localised,
)
from domain.workshop.values import CLOCK_TIME_FORM
from service.web.forms.annotations import Bounds, unwrapped
from service.web.forms.labels import label_of, options_of, proposals
from service.web.forms.parts import Control, Field, Group, Option, Part, Rows

COMMON = ("effective_at", "authority", "evidence", "reason")
"""The fields of every command, after those that are its own. Who acts is never asked: it is who signed in."""
ENDLESS = 10_000
"""A bound from here on is there against mistakes of programs; people are not told it."""
_LINE = 300
_FORMS = {
    IDENTIFIER_FORM: Control.IDENTIFIER,
    REFERENCE_FORM: Control.REFERENCE,
    SHA256_FORM: Control.DIGEST,
    EVENT_ID_FORM: Control.EVENT,
    CLOCK_TIME_FORM: Control.TIME,
    MONTH_FORM: Control.MONTH,
}


@cache
def form_of(command: type[Command]) -> Group:
    """The form of a command. Raises KeyError for a field or value without a name, TypeError for a type that
    no form asks for.
    """
    own = [name for name in command.model_fields if name not in Command.model_fields]
    parts = tuple(_parts(command, [*own, *COMMON]))
    return Group("", command.summary, required=True, parts=parts)


def _parts(model: type[BaseModel], names: list[str]) -> Iterator[Part]:
    for name in names:
        info = model.model_fields[name]
        annotation, bounds = unwrapped(info.annotation, info.metadata)
        yield _part(model.__name__, name, annotation, bounds, _Given.of(info, annotation))


class _Given:
    """Whether a field has to be filled in, and what holds where it is not."""

    def __init__(self, required: bool, default: str | None) -> None:
        self.required, self.default = required, default

    @classmethod
    def of(cls, info: FieldInfo, annotation: Any) -> _Given:
        default = info.get_default() if not info.is_required() else None
        if isinstance(default, bool):
            return cls(False, "yes" if default else "no")
        if isinstance(default, int | str):
            return cls(False, str(default.value if isinstance(default, Enum) else default))
        return cls(info.is_required(), None)


def _part(model: str, name: str, annotation: Any, bounds: Bounds, given: _Given) -> Part:
    label = label_of(model, name)
    if get_origin(annotation) is tuple:
        return _rows(model, name, annotation, bounds, given, label)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return _group(name, label, annotation, given.required)
    return _field(model, name, annotation, bounds, given, label)


def _rows(
    model: str, name: str, annotation: Any, bounds: Bounds, given: _Given, label: Localised
) -> Field | Rows:
    inner, inner_bounds = unwrapped(get_args(annotation)[0])
    if keys := _keys(inner):
        options = options_of(model, name, keys)
        return Field(name, label, Control.SEVERAL, given.required, options)
    once = _Given(required=True, default=None)
    if isinstance(inner, type) and issubclass(inner, BaseModel):
        item: Part = _group("", label, inner, required=True)
    else:
        item = _field(model, "", inner, inner_bounds, once, label)
    return Rows(name, label, given.required, item, bounds.shortest or 0, bounds.longest or ENDLESS)


def _group(name: str, label: Localised, model: type[BaseModel], required: bool) -> Group:
    parts = tuple(_parts(model, list(model.model_fields)))
    return Group(name, label, required, parts, localised=issubclass(model, Localised))


def _field(model: str, name: str, annotation: Any, bounds: Bounds, given: _Given, label: Localised) -> Field:
    control = _control(annotation, bounds)
    options: tuple[Option, ...] = proposals(model, name)
    if control is Control.CHOICE:
        options = options_of(model, name, _keys(annotation))
    elif options and (model, name) in _FROM_SCALES:
        control = Control.CHOICE
    most = bounds.most if bounds.most is not None and bounds.most <= ENDLESS else None
    length = bounds.longest if control in (Control.LINE, Control.TEXT) else None
    return Field(name, label, control, given.required, options, bounds.least, most, length, given.default)


_FROM_SCALES = frozenset({("Rating", "scale_id"), ("Rating", "value")})
"""Texts whose values are data of the domain rather than of their types."""


def _control(annotation: Any, bounds: Bounds) -> Control:
    if annotation is JsonValue:
        return Control.JSON
    if _keys(annotation):
        return Control.CHOICE
    if annotation is str:
        if bounds.pattern is not None:
            return _FORMS[bounds.pattern.removeprefix("^").removesuffix("$")]
        return Control.LINE if (bounds.longest or ENDLESS) <= _LINE else Control.TEXT
    return _CONTROLS[annotation]


_CONTROLS = {
    bool: Control.YES_NO,
    int: Control.INTEGER,
    date: Control.DAY,
    PartialDate: Control.PARTIAL_DATE,
}


def _keys(annotation: Any) -> list[str]:
    """The values of an enumeration or of a literal type; none for every other."""
    if get_origin(annotation) is Literal:
        return [str(one.value if isinstance(one, Enum) else one) for one in get_args(annotation)]
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return [str(one.value) for one in annotation]
    return []
