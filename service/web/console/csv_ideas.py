"""Rows of a file as the commands that give ideas, such as came on paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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


_OF_GUARD = {
    "idea.axis_known": "axis", "participation.channel_declared": "channel",
    "participation.entered_by_staff": "channel", "participation.dated_by_arrival": "received_on",
    "participation.own_reference": "author_ref", "participation.organisation_sealed": "organisation",
    "programme.in_order": "received_on", "record.not_in_future": "received_on",
}  # fmt: skip
"""The column that a guard speaks of; others speak of the programme, whatever the row says."""


class Given(NamedTuple):
    """A row, its place among the rows of its file from 1 on, and the fields of the command that gives its
    idea.
    """

    row: Row
    place: int
    fields: dict[str, Any]


def ideas(
    rows: list[Row], programme: str, role: str, digest: Callable[[str], str]
) -> tuple[list[Given], list[Wrong]]:
    """The commands of a file of ideas, and what is wrong with them by row and column."""
    found, wrong = list[Given](), list[Wrong]()
    for place, row in enumerate(rows, start=1):
        fields = _fields(row, programme, digest)
        try:
            parse_command(SubmitIdea, fields | {"actor": {"role": role}})
        except Problem as problem:
            wrong += told(row, problem.body("ar"))
        else:
            found.append(Given(row, place, fields))
    return found, wrong


def told(row: Row, problem: Mapping[str, Any]) -> list[Wrong]:
    """What the interface says against a row's command: its fields, and the guards that are not met."""
    wrong = [
        # Who gave the file in may see its cells, but no number of an identity card goes round once more.
        Wrong(
            row.number,
            column,
            None if error["code"] == "national_id" else row.cell(column),
            error["sentence"],
        )
        for error in problem.get("errors", ())
        for column in [_COLUMNS.get(error["field"], error["field"])]
    ]
    return wrong + [_refused(row, one["code"], one["sentence"]) for one in problem.get("unmet", ())]


def _refused(row: Row, guard: str, sentence: Mapping[str, str]) -> Wrong:
    column = _OF_GUARD.get(guard, "")
    return Wrong(row.number if column else 0, column, row.cell(column), sentence)


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
    if row.cell("author_kind") != "organisation":
        return ""
    name = " ".join(row.cell("organisation").split())
    return f"organisation-{digest(f'organisation {name}')}"
