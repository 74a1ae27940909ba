"""The columns of files, as the page of the import explains them: what each holds, and which values it may."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from domain.vocabulary import VOCABULARIES
from service.web.console import csv_commitments, csv_ideas

COLUMNS = {"ideas": csv_ideas.COLUMNS, "commitments": csv_commitments.COLUMNS}
NEEDED = {"ideas": csv_ideas.NEEDED, "commitments": csv_commitments.NEEDED}
"""The columns that a file may have and those that it must have, by what it holds."""
BOM = "\ufeff"
"""By which a spreadsheet knows that a file is UTF-8."""
_OF_MILESTONE = "milestone_"
_FIELDS = {"author_kind": "author", "author_ref": "ref"}
_VOCABULARIES = {
    "language": "language",
    "channel": "channel",
    "author_kind": "author_kind",
    "principles": "principle",
}
_DAYS = frozenset({"received_on", "starts_on", "due_on"})


class Column(NamedTuple):
    """A column of a file: the field that it holds, of a milestone or not; in which language, where it holds a
    text in one; the values that it may have with their names; and whether it holds a day, and is needed.
    """

    name: str
    field: str
    of_milestone: bool
    language: str | None
    values: Mapping[str, Mapping[str, str | None]]
    day: bool
    needed: bool


def explained(kind: str) -> Iterable[Column]:
    """The columns of a kind of file."""
    for name in COLUMNS[kind]:
        plain = name.removeprefix(_OF_MILESTONE)
        field, _, language = plain.rpartition("_")
        if language not in ("ar", "fr", "en"):
            field, language = plain, ""
        names = VOCABULARIES[_VOCABULARIES[name]] if name in _VOCABULARIES else {}
        values = {key: told.model_dump() for key, told in names.items()}
        yield Column(
            name,
            _FIELDS.get(field, field),
            name != plain,
            language or None,
            values,
            field in _DAYS,
            name in NEEDED[kind],
        )


def headings(kind: str) -> str:
    """A file of a kind with nothing but its headings."""
    return f"{BOM}{','.join(COLUMNS[kind])}\r\n"
