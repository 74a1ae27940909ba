"""What no event names within some hours is taken away again, and so is what never became whole."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, LiteralString, NamedTuple

from service.documents import rows
from service.documents.contents import Contents
from service.documents.examining import named


class _Kind(NamedTuple):
    """How contents of one kind are found, marked, and taken away."""

    unnamed: LiteralString
    name: LiteralString
    drop: LiteralString
    place: Callable[[str], Path]


def sweep_contents(contents: Contents) -> int:
    """Take away what no event names, once it is old enough; returns how many contents. Raises OSError.

    The file goes before what the database says of it: whoever is interrupted finds it again.
    """
    if not contents.has_directory or not contents.directory.path.is_dir():
        return 0
    age = timedelta(hours=contents.keeping.unnamed_hours)
    swept = contents.directory.sweep_incoming(age.total_seconds())
    directory = contents.directory
    with directory.locked(alone=True):
        swept += contents.remove_erased()
    public = _Kind(rows.UNNAMED_PUBLIC, rows.NAME_PUBLIC, rows.DROP_PUBLIC, directory.public)
    sealed = _Kind(rows.UNNAMED_SEALED, rows.NAME_SEALED, rows.ERASE_SEALED, directory.sealed)
    waiting = {kind: _unnamed(contents, kind, age) for kind in (public, sealed)}
    if any(waiting.values()):
        known = named(contents)
        for kind, names in waiting.items():
            contents.ask(kind.name, {"names": [one for one in names if one in known]})
            swept += _take_away(contents, kind, [one for one in names if one not in known], age)
    return swept


def _take_away(contents: Contents, kind: _Kind, names: list[str], age: timedelta) -> int:
    if not names:
        return 0
    with contents.directory.locked(alone=True):
        still = _unnamed(contents, kind, age, names)  # somebody may have brought it again meanwhile
        for name in still:
            contents.directory.remove(kind.place(name))
        contents.ask(kind.drop, {"names": still})
    for name in still:
        contents.findings.settle(name)
    return len(still)


def _unnamed(contents: Contents, kind: _Kind, age: timedelta, names: Any = None) -> list[str]:
    return [name for (name,) in contents.ask(kind.unnamed, {"age": age, "names": names})]
