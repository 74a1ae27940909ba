"""One field's value: as it is typed, and as a command takes it."""

from __future__ import annotations

import json
from typing import Any

from service.web.forms.parts import Control, Field

ABSENT: Any = type("Absent", (), {"__repr__": lambda _self: "ABSENT"})()
"""No value: the field is left out."""
JSON_PARTS = ("as", "text")
"""A value of any type is typed as its type and its text."""
TYPES = ("text", "number", "yes_no", "nothing", "structure")
"""The types of a value of any type."""
YES, NO = "yes", "no"
_EXACT = frozenset({Control.LINE, Control.TEXT})
"""Texts are taken as they were typed; of others a space at the end is a slip."""
_MOST_DIGITS = 30


def as_json(field: Field, typed: Any) -> Any:
    """The value that was typed into a field, ABSENT where nothing was. One that cannot be read stays text."""
    if field.control is Control.SEVERAL:
        return [one for one in typed if one.strip()] or ABSENT
    if field.control is Control.JSON:
        return _any_json(typed["as"], typed["text"])
    if not typed.strip():
        return ABSENT
    if field.control in _EXACT:
        return typed
    text = typed.strip()
    if field.control is Control.INTEGER:
        return whole_number(text)
    if field.control is Control.YES_NO:
        return {YES: True, NO: False}.get(text, text)
    return text


def as_typed(field: Field, value: Any) -> Any:
    """How a value is typed into a field."""
    if field.control is Control.SEVERAL:
        return [str(one) for one in value]
    if field.control is Control.JSON:
        return any_typed(value)
    if isinstance(value, bool):
        return YES if value else NO
    return str(value)


def any_typed(value: Any) -> dict[str, str]:
    """How a value of any type is typed."""
    return {"as": _type_of(value), "text": _text_of(value)}


def whole_number(text: str) -> int | str:
    """A whole number in any digits; the text itself where it is none."""
    digits = text.removeprefix("-")
    return int(text) if digits.isdecimal() and len(digits) <= _MOST_DIGITS else text


def _any_json(kind: str, text: str) -> Any:
    if kind == "nothing":
        return None
    if kind == "number":
        return _number(text.strip())
    if kind == "yes_no":
        return {YES: True, NO: False}.get(text.strip(), text)
    if kind == "structure":
        return _parsed(text)
    return text if text or kind else ABSENT


def _number(text: str) -> Any:
    whole = whole_number(text)
    found = whole if isinstance(whole, int) else _parsed(text)
    return found if isinstance(found, int | float) else text


def _parsed(text: str) -> Any:
    """What a text says as JSON; the text itself where it says nothing."""
    try:
        return json.loads(text, parse_constant=_refused)
    except (ValueError, RecursionError):
        return text


def _refused(constant: str) -> Any:
    raise ValueError(f"{constant} is no JSON")


def _type_of(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "yes_no"
    if isinstance(value, int | float):
        return "number"
    return "text" if isinstance(value, str) else "structure"


def _text_of(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES if value else NO
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
