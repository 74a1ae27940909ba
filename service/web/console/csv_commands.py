"""Rows of a file as commands and parts of them: ideas that came on paper, and the commitments of a draft."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from domain.idea.commands import SubmitIdea
from domain.kernel.values import strictly
from domain.participation.values import NAMES
from domain.programme.values import ProposedCommitment
from service.api.fields import parse_command, validation_error
from service.api.problems import Problem
from service.web.console.csv_reading import Wrong

SEPARATOR = ";"
"""Between several values in one cell."""
IDEA = (
    "text", "language", "channel", "axis", "received_on", "author_kind", "author_ref", "name", "organisation",
)  # fmt: skip
COMMITMENT = (
    "key", "title_ar", "title_fr", "title_en", "lead", "principles", "axis", "idea_ids",
    "milestone_key", "milestone_title_ar", "milestone_title_fr", "milestone_starts_on", "milestone_due_on",
)  # fmt: skip
NEEDED = {
    "ideas": frozenset({"text"}),
    "commitments": frozenset({"key", "title_ar", "lead", "milestone_key", "milestone_due_on"}),
}
"""The columns that a file must have, by what it holds."""
COLUMNS = {"ideas": IDEA, "commitments": COMMITMENT}


def idea(row: Mapping[str, str], programme: str) -> dict[str, Any]:
    """The fields of the command that gives an idea, from a row."""
    kind = row.get("author_kind", "").strip() or "anonymous"
    language = row.get("language", "").strip() or "ar"
    found: dict[str, Any] = {
        "programme_id": programme,
        "channel": row.get("channel", "").strip() or "paper",
        "author": {"kind": kind},
        "text": {"text": row.get("text", ""), "language": language},
    }
    if ref := row.get("author_ref", "").strip():
        found["author"]["ref"] = ref
    if axis := row.get("axis", "").strip():
        found["axis"] = axis
    if received := row.get("received_on", "").strip():
        found["effective_at"] = received
    for name in NAMES.values():
        if given := row.get(name.member, "").strip():
            found[name.field] = {"text": given, "language": language}
    return found


_IDEA_COLUMNS = {
    "text": "text", "text.text": "text", "text.language": "language", "channel": "channel", "axis": "axis",
    "effective_at": "received_on", "author": "author_kind", "author.kind": "author_kind",
    "author.ref": "author_ref", "author.organisation": "organisation",
    **{f"{name.field}{part}": name.member for name in NAMES.values() for part in ("", ".text")},
}  # fmt: skip
"""The column of each field of the command."""


def ideas(rows: list[dict[str, str]], programme: str, role: str) -> tuple[list[dict[str, Any]], list[Wrong]]:
    """The commands of a file of ideas, and what is wrong with them by row and column."""
    found = [idea(row, programme) for row in rows]
    wrong: list[Wrong] = []
    for number, (fields, row) in enumerate(zip(found, rows, strict=True), start=1):
        try:
            parse_command(SubmitIdea, fields | {"actor": {"role": role}})
        except Problem as problem:
            for error in problem.errors:
                column = _IDEA_COLUMNS.get(error["field"], error["field"])
                wrong.append(Wrong(number, column, row.get(column, ""), error["sentence"]))
    return found, wrong


def commitments(rows: list[dict[str, str]]) -> tuple[list[dict[str, Any]], list[Wrong]]:
    """The commitments of a file in which each row is a milestone; rows of one key are one commitment, which
    the first of them describes.
    """
    found: dict[str, dict[str, Any]] = {}
    of_key: dict[str, list[int]] = {}
    wrong: list[Wrong] = []
    for number, row in enumerate(rows, start=1):
        key = row.get("key", "").strip()
        if key not in found:
            found[key], of_key[key] = _commitment(row), []
        of_key[key].append(number)
        found[key]["milestones"].append(_milestone(row))
    for key, one in found.items():
        wrong += _checked(
            one, rows, [n for n, row in enumerate(rows, 1) if row.get("key", "").strip() == key]
        )
    return list(found.values()), sorted(wrong)


def _checked(one: dict[str, Any], rows: list[dict[str, str]], numbers: list[int]) -> Iterator[Wrong]:
    try:
        with strictly():
            ProposedCommitment.model_validate(one)
    except ValidationError as error:
        for found in map(validation_error, error.errors(include_url=False)):
            path = found["field"].split(".")
            inside = path[0] == "milestones" and len(path) > 1
            number = numbers[int(path[1])] if inside else numbers[0]
            name = "_".join(path[2:] if inside else path) or path[0]
            column = f"milestone_{name}" if inside else name
            column = next((known for known in COMMITMENT if column.startswith(known)), column)
            column = f"{column}_ar" if f"{column}_ar" in COMMITMENT else column
            yield Wrong(number, column, rows[number - 1].get(column, ""), found["sentence"])


def _commitment(row: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "key": row.get("key", "").strip(),
        "title": _texts(row, "title"),
        "lead": row.get("lead", "").strip(),
        "principles": _several(row, "principles"),
        "milestones": [],
    }
    if axis := row.get("axis", "").strip():
        found["axis"] = axis
    if several := _several(row, "idea_ids"):
        found["idea_ids"] = several
    return found


def _milestone(row: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "key": row.get("milestone_key", "").strip(),
        "title": _texts(row, "milestone_title"),
        "due_on": row.get("milestone_due_on", "").strip(),
    }
    if starts := row.get("milestone_starts_on", "").strip():
        found["starts_on"] = starts
    return found


def _texts(row: Mapping[str, str], name: str) -> dict[str, str]:
    given = {language: row.get(f"{name}_{language}", "").strip() for language in ("ar", "fr", "en")}
    return {language: text for language, text in given.items() if text}


def _several(row: Mapping[str, str], name: str) -> list[str]:
    return [one.strip() for one in row.get(name, "").split(SEPARATOR) if one.strip()]
