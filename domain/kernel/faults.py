"""What is wrong with a value: a code, and what it was measured by. Sentences are told by who reports it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, LiteralString

from pydantic_core import ErrorDetails, PydanticCustomError


class WrongValue(ValueError):
    """A value that does not fit the field that it is meant for; `errors` are named by their place in it."""

    def __init__(self, field: str, value: Any, errors: Sequence[ErrorDetails]) -> None:
        self.field, self.value = field, value
        self.errors: list[ErrorDetails] = [
            {**error, "loc": tuple(part for part in error["loc"] if part != field)} for error in errors
        ]
        super().__init__(f"{field}: " + "; ".join(error["type"] for error in errors))


def fault(code: LiteralString, *, field: str = "", **context: Any) -> PydanticCustomError:
    """The error that a validator raises. `field` is the part of the value that is wrong, as a path.

    `context` holds what the sentence of `code` shows (service/messages/validation.toml): expected, found.
    """
    told = {"field": field, **context}
    said = ", ".join(f"{name} {{{name}}}" for name, value in told.items() if value != "")
    return PydanticCustomError(code, f"{code}: {said}", told)


def refuse_repetition(items: tuple[str, ...]) -> tuple[str, ...]:
    """The items. Raises a fault that names the first one that was there before."""
    for index, item in enumerate(items):
        if item in items[:index]:
            raise fault("repeated", field=str(index), found=item)
    return items
