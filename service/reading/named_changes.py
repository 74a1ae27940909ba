"""Changes as readers see them: each field with its name in three languages, where it has one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from domain.vocabulary import field_name, label_at
from service.messages import LANGUAGES, Language

_PART = " › "


def named(found: Iterable[Sequence[Any]]) -> list[dict[str, Any]]:
    """Changes (field, before, after) with the names of their fields."""
    return [
        {"field": field, "name": label(field), "before": before, "after": after}
        for field, before, after in found
    ]


@lru_cache(maxsize=4096)
def label(field: str) -> dict[str, str] | None:
    """What a field is called, by language, from the outermost part of its path: `milestones.0.due_on` is the
    deadline of the first milestone. A key in it stands for itself; None where the field has no name.
    """
    first, *others = field.split(".")
    name = field_name(first)
    if name is None:
        return None
    path = tuple(part for part in (first, *others) if not part.isdigit())
    keyed = {path[-1]: label_at(path)} if len(path) > 1 else {}
    parts = [name, *(_number(part) or field_name(part) or keyed.get(part) or part for part in others)]
    return {language: _joined(parts, language) for language in LANGUAGES}


def _number(part: str) -> str | None:
    """A place in a list, counted as people do."""
    return str(int(part) + 1) if part.isascii() and part.isdigit() else None


def _joined(parts: Sequence[Any], language: Language) -> str:
    told = [part if isinstance(part, str) else getattr(part, language) or part.ar for part in parts]
    return _PART.join(told)
