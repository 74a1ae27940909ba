"""From a JSON object to a typed command, or to an error per field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from domain.kernel.commands import Command
from domain.kernel.dates import EXPECTED as PARTIAL_DATES
from service.api.problems import Problem, field_error

C = TypeVar("C", bound=Command)


def parse_command(kind: type[C], fields: Mapping[str, Any]) -> C:
    """A typed command. Raises Problem 422 that names every field that is not right."""
    try:
        return kind.model_validate(fields)
    except ValidationError as error:
        errors = error.errors(include_url=False)
        raise Problem(422, "invalid", errors=[validation_error(found) for found in errors[:50]]) from None


def clock_claimed() -> Problem:
    """Nobody acts as the clock but the clock."""
    return Problem(422, "invalid", errors=[field_error("actor.role", "clock_is_internal")])


def validation_error(error: ErrorDetails) -> dict[str, Any]:
    """One error of pydantic's as a client sees it: a sentence per language, expected and found."""
    code = _CODES.get(error["type"], error["type"])
    expected: Any = next(
        (value for name, value in error.get("ctx", {}).items() if name in _EXPECTATIONS), None
    )
    if code == "value_error":
        said = str(error.get("ctx", {}).get("error", ""))
        code = "control_character" if "control character" in said else code
        code = "date_invalid" if said.startswith(f"expected {PARTIAL_DATES}") else code
        expected = said.partition("; found")[0].removeprefix("expected ") or None
    if code == "date_invalid":
        expected = "2024, 2024-12, 2024-12-05, 2024-12-05T10:30:00Z, unknown"
    found = error.get("input")
    shown: Any = found if isinstance(found, int | float | bool) else None
    if isinstance(found, str) and code not in ("control_character", "string_too_long"):
        shown = found[:80]
    field = ".".join(str(part) for part in error["loc"])
    return field_error(field, code, expected=expected, found=shown)


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
    "date_from_datetime_parsing": "date_invalid",
    "date_parsing": "date_invalid",
    "date_type": "date_invalid",
    "datetime_parsing": "date_invalid",
    "datetime_type": "date_invalid",
    "string_unicode": "control_character",
}
