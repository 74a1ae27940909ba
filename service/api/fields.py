"""From a JSON object to a typed command, or to an error per field."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from domain.kernel.commands import Command
from domain.kernel.guards import Check
from service.api.problems import Problem, field_error
from service.api.unheard import known_names, without_found

C = TypeVar("C", bound=Command)
MOST_ERRORS = 50


def parse_command(kind: type[C], fields: Mapping[str, Any]) -> C:
    """A typed command. Raises Problem 422 that names every field that is not right."""
    try:
        return kind.model_validate(fields)
    except ValidationError as error:
        found = first_causes(error)[:MOST_ERRORS]
        errors = [_of_words(one) if kind.word_fields() else validation_error(one) for one in found]
        raise Problem(422, "invalid", errors=errors) from None


def _of_words(error: ErrorDetails) -> Mapping[str, Any]:
    """An error of a command that takes a citizen's words. These, or a name, may have been put in any of its
    fields, or be the name of one: only names of fields are told that are known, and which character does not
    belong there.
    """
    place = error["loc"]
    if error["type"] == "extra_forbidden" and place[-1] not in known_names():
        place = place[:-1]
    told = validation_error({**error, "loc": place}, told=False)
    return without_found(told, told["field"])


def first_causes(error: ValidationError) -> list[ErrorDetails]:
    """The errors of pydantic without those that only follow: a list whose one item is wrong is not too short
    as well.
    """
    found = error.errors(include_url=False)
    return [
        one
        for one in found
        if one["type"] != "too_short"
        or not any(len(other["loc"]) > len(one["loc"]) and _within(other, one) for other in found)
    ]


def _within(inner: ErrorDetails, outer: ErrorDetails) -> bool:
    return inner["loc"][: len(outer["loc"])] == outer["loc"]


def clock_claimed() -> Problem:
    """Nobody acts as the clock but the clock."""
    return Problem(422, "invalid", errors=[field_error("actor.role", "clock_is_internal")])


def validation_error(error: ErrorDetails, *, told: bool = True) -> dict[str, Any]:
    """One error of pydantic's as a client sees it: a sentence per language, expected and found. What was
    given is among it only where it may be `told`.
    """
    context: dict[str, Any] = error.get("ctx", {})
    code = _CODES.get(error["type"], error["type"])
    expected = next((value for name, value in context.items() if name in _EXPECTATIONS), None)
    if code == "literal_error" and isinstance(expected, str):
        expected = ", ".join(re.findall(r"'([^']*)'", expected)) or expected
    path = [*(str(part) for part in error["loc"]), context.get("field", "")]
    given = _shown(error.get("input"), code) if told else None
    if code == "string_too_long" and isinstance(error.get("input"), str):
        given = len(error["input"])  # how long, never what it says
    found = context.get("found", given)
    field = ".".join(part for part in path if part)
    return field_error(field, code, expected=expected, found=found, kind=context.get("kind"))


def wrong_values(unmet: Iterable[Check]) -> list[dict[str, Any]]:
    """The errors of a correction's new value, beside the guard that was not met for them."""
    errors = [validation_error(error) for check in unmet for error in check.found.get("errors", ())]
    return [error | {"field": f"new.{error['field']}".rstrip(".")} for error in errors[:MOST_ERRORS]]


def _shown(given: Any, code: str) -> Any:
    """What was found, where it is short and can be printed."""
    if isinstance(given, str):
        return None if code in _NEVER_SHOWN else given[:80]
    return given if isinstance(given, int | float | bool) else None


_NEVER_SHOWN = frozenset({"control_character", "string_too_long", "national_id"})
"""What is wrong with them, people see by themselves; or nobody is to see it."""
_EXPECTATIONS = frozenset(
    {"expected", "pattern", "min_length", "max_length", "ge", "le", "gt", "lt", "class_name"}
)
_CODES = {
    "list_type": "tuple_type",
    "frozen_set_type": "tuple_type",
    "set_type": "tuple_type",
    "dict_type": "model_type",
    "model_attributes_type": "model_type",
    "int_parsing": "int_type",
    "int_from_float": "int_type",
    "bool_parsing": "bool_type",
    "enum": "literal_error",
    "greater_than": "greater_than_equal",
    "less_than": "less_than_equal",
    "string_unicode": "control_character",
}
