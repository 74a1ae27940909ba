"""How a value of a corrected field is said: by the field's name. Persons are never shown."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from domain.kernel.dates import PartialDate
from domain.kernel.values import Localised
from domain.vocabulary import field_name, vocabulary_of
from domain.workshop.values import protected_wire
from projections.speech import Language, counted, in_language, isolated, joined, phrase, spoken

_DATED = ("_on", "_at", "as_of", "month")
_KEYS = ("_id", "_ids", "key", "sha256")
"""Members of a value that say nothing to a reader."""
_AT_LENGTH = 3
"""Lists of things longer than this are only counted."""


def said(field: str, value: Any, language: Language) -> str:
    """The JSON value of a field, in words."""
    if value is None or value in ([], {}, ""):
        return phrase("bare", "nothing", language)
    if is_personal(field):
        return phrase("bare", "person", language)
    if field == "evidence":
        return counted(len(value), "documents_of", language)
    if isinstance(value, dict):
        return _object(protected_wire(value) if field == "attendance" else value, language)
    if isinstance(value, list):
        return _list(field, value, language)
    return _scalar(field, value, language)


def is_personal(field: str) -> bool:
    """Whether a field holds a reference to a person, which is never shown."""
    return field.endswith("_ref") or field == "roll_call"


@lru_cache(maxsize=2048, typed=True)
def _scalar(field: str, value: Any, language: Language) -> str:
    vocabulary = vocabulary_of(field)
    if vocabulary is not None and isinstance(value, str):
        return spoken(value, vocabulary, language) or isolated(value, language)
    if field == "sha256":
        return phrase("bare", "digest", language)
    if isinstance(value, str) and field.endswith(_DATED):
        try:
            return spoken(PartialDate(value), "", language) or value
        except ValueError:
            return isolated(value, language)
    return spoken(value, "", language) or str(value)


def _list(field: str, values: list[Any], language: Language) -> str:
    if not all(isinstance(value, str) or _is_text(value) for value in values) and len(values) > _AT_LENGTH:
        return counted(len(values), "items_of", language)
    return joined([said(field, value, language) for value in values], language)


def _is_text(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("ar"), str) and value.keys() <= {"ar", "fr", "en"}


def _object(value: dict[str, Any], language: Language) -> str:
    if _is_text(value):
        return in_language(Localised.model_construct(**{"fr": None, "en": None, **value}), language)
    separator, colon = ("، ", ": ") if language == "ar" else (", ", " : " if language == "fr" else ": ")
    told = []
    for name, inner in value.items():
        label = field_name(name)
        if label is not None and not is_personal(name) and not name.endswith(_KEYS):
            told.append(f"{in_language(label, language)}{colon}{said(name, inner, language)}")
    return separator.join(told) or phrase("bare", "nothing", language)
