"""Rows of a file as the commands that give ideas, such as came on paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from domain.idea.commands import SubmitIdea
from domain.participation.values import NAMES
from service.api.fields import parse_command
from service.api.problems import Problem
from service.web.console.csv_reading import Row, Wrong

COLUMNS = (
    "text", "language", "channel", "axis", "received_on", "author_kind", "author_ref", "name", "organisation",
)  # fmt: skip
NEEDED = frozenset({"text"})
_COLUMNS = {
    "text": "text", "text.text": "text", "text.language": "language", "channel": "channel", "axis": "axis",
    "effective_at": "received_on", "author": "author_kind", "author.kind": "author_kind",
    "author.ref": "author_ref", "author.organisation": "organisation",
    **{f"{name.field}{part}": name.member for name in NAMES.values() for part in ("", ".text")},
}  # fmt: skip
"""The column of each field of the command."""


class Given(NamedTuple):
    """A row, and the fields of the command that gives its idea."""

    row: Row
    fields: dict[str, Any]


def ideas(
    rows: list[Row], programme: str, role: str, digest: Callable[[str], str]
) -> tuple[list[Given], list[Wrong]]:
    """The commands of a file of ideas, and what is wrong with them by row and column."""
    found = [Given(row, _fields(row, programme, digest)) for row in rows]
    wrong: list[Wrong] = []
    for row, fields in found:
        try:
            parse_command(SubmitIdea, fields | {"actor": {"role": role}})
        except Problem as problem:
            wrong += told(row, problem)
    return found, wrong


def told(row: Row, problem: Problem) -> list[Wrong]:
    """What the interface says is wrong with the fields of a row's command."""
    return [
        Wrong(row.number, column, row.cell(column), error["sentence"])
        for error in problem.errors
        for column in [_COLUMNS.get(error["field"], error["field"])]
    ]


def _fields(row: Row, programme: str, digest: Callable[[str], str]) -> dict[str, Any]:
    language = row.cell("language") or "ar"
    author = {"kind": row.cell("author_kind") or "anonymous"}
    if ref := row.cell("author_ref") or _own_reference(row, digest):
        author["ref"] = ref
    found: dict[str, Any] = {
        "programme_id": programme,
        "channel": row.cell("channel") or "paper",
        "author": author,
        "text": {"text": row.cell("text"), "language": language},
    }
    for field, column in (("axis", "axis"), ("effective_at", "received_on")):
        if given := row.cell(column):
            found[field] = given
    for name in NAMES.values():
        if given := row.cell(name.member):
            found[name.field] = {"text": given, "language": language}
    return found


def _own_reference(row: Row, digest: Callable[[str], str]) -> str:
    """A reference for an organisation that has none: the same for the same name, which nobody can try
    without the service's secret.
    """
    name = " ".join(row.cell("organisation").split())
    named = name and row.cell("author_kind") == "organisation"
    return f"organisation-{digest(f'organisation {name}')}" if named else ""
