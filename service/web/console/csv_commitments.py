"""Rows of a file as the commitments of a draft: one row a milestone, rows of one key one commitment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Any, NamedTuple

from pydantic import ValidationError

from domain.kernel.values import strictly
from domain.programme.values import MOST_COMMITMENTS, ProposedCommitment
from service.api.fields import first_causes, validation_error
from service.web.console.csv_reading import Row, Wrong, wrong_at
from service.web.console.known import on_day

SEPARATOR = ";"
"""Between several values in one cell."""
COMMON = ("title_ar", "title_fr", "title_en", "lead", "principles", "axis", "idea_ids")
"""Columns that tell of the commitment: one row of its key says it, and the others say the same or nothing."""
COLUMNS = (
    "key", *COMMON, "milestone_key", "milestone_title_ar", "milestone_title_fr",
    "milestone_starts_on", "milestone_due_on", "milestone_outside_period_ar", "milestone_outside_period_fr",
)  # fmt: skip
NEEDED = frozenset({"key", "title_ar", "lead", "milestone_key", "milestone_due_on"})
_SEVERAL = frozenset({"principles", "idea_ids"})
_SHOWN = 10


class Bounds(NamedTuple):
    """What a programme's text may name: keys of axes, ideas that were accepted, and days of its period."""

    axes: tuple[str, ...]
    ideas: tuple[str, ...]
    starts_on: date
    ends_on: date

    @property
    def period(self) -> dict[str, str]:
        """The days of the period in words, in each language."""
        first, last = on_day(self.starts_on.isoformat()), on_day(self.ends_on.isoformat())
        return {language: f"{day} – {last[language]}" for language, day in first.items()}


class _Told(NamedTuple):
    """The rows of one commitment, and for each column of the commitment the row that says it."""

    rows: list[Row]
    says: Mapping[str, Row]

    def cell(self, column: str) -> str:
        return self.says[column].cell(column)

    def wrong(self, column: str, value: str, code: str, expected: object) -> Wrong:
        return wrong_at(self.says[column].number, column, value, code, expected)


def commitments(rows: list[Row], bounds: Bounds) -> tuple[list[dict[str, Any]], list[Wrong]]:
    """The commitments of a file, and what is wrong with it by row and column, in the order of the rows."""
    told, wrong = _by_key(rows), list[Wrong]()
    found = [_commitment(one) for one in told]
    for one, fields in zip(told, found, strict=True):
        wrong += _contradictions(one)
        wrong += _errors(one, fields)
        wrong += _beyond(one, bounds)
    if len(found) > MOST_COMMITMENTS:
        wrong.append(wrong_at(0, "key", str(len(found)), "too_long", MOST_COMMITMENTS))
    return found, sorted(wrong, key=lambda one: one.row)


def _by_key(rows: list[Row]) -> list[_Told]:
    """A row without a key is a commitment of its own, which lacks it."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.cell("key") or f" {row.number}", []).append(row)
    return [
        _Told(
            of_key,
            {column: next((one for one in of_key if one.cell(column)), of_key[0]) for column in COMMON},
        )
        for of_key in found.values()
    ]


def _commitment(told: _Told) -> dict[str, Any]:
    common = {column: told.cell(column) for column in COMMON}
    found: dict[str, Any] = {
        "key": told.rows[0].cell("key"),
        "title": _texts(common, "title"),
        "lead": common["lead"],
        "principles": _several(common["principles"]),
        "milestones": [_milestone(row) for row in told.rows],
    }
    if axis := common["axis"]:
        found["axis"] = axis
    if several := _several(common["idea_ids"]):
        found["idea_ids"] = several
    return found


def _milestone(row: Row) -> dict[str, Any]:
    found: dict[str, Any] = {
        "key": row.cell("milestone_key"),
        "title": _texts(row.cells, "milestone_title"),
        "due_on": row.cell("milestone_due_on"),
    }
    if starts := row.cell("milestone_starts_on"):
        found["starts_on"] = starts
    if explained := _texts(row.cells, "milestone_outside_period"):
        found["outside_period"] = explained
    return found


def _texts(cells: Mapping[str, str], name: str) -> dict[str, str]:
    given = {language: cells.get(f"{name}_{language}", "") for language in ("ar", "fr", "en")}
    return {language: text for language, text in given.items() if text}


def _several(cell: str) -> list[str]:
    return [one.strip() for one in cell.split(SEPARATOR) if one.strip()]


def _contradictions(told: _Told) -> Iterator[Wrong]:
    """Rows of one key that say different things of their commitment, and milestones of one key."""
    for column in COMMON:
        first = told.says[column]
        for row in told.rows:
            given = row.cell(column)
            if given and _meant(column, given) != _meant(column, first.cell(column)):
                yield wrong_at(row.number, column, given, "csv_contradicts", first.cell(column), first.number)
    seen: set[str] = set()
    for row in told.rows:
        key = row.cell("milestone_key")
        if key in seen:
            yield wrong_at(row.number, "milestone_key", key, "repeated")
        seen |= {key} - {""}


def _meant(column: str, cell: str) -> object:
    return frozenset(_several(cell)) if column in _SEVERAL else cell


def _errors(told: _Told, fields: dict[str, Any]) -> list[Wrong]:
    try:
        with strictly():
            ProposedCommitment.model_validate(fields)
    except ValidationError as error:
        return [_wrong(told, validation_error(one)) for one in first_causes(error)]
    return []


def _wrong(told: _Told, error: Mapping[str, Any]) -> Wrong:
    """An error of a commitment in the row and the column that it comes from."""
    path = error["field"].split(".")
    inside = path[0] == "milestones" and len(path) > 1
    name = "_".join(["milestone", *path[2:]] if inside else path)
    column = next((one for one in COLUMNS if name.startswith(one) or one == f"{name}_ar"), "milestone_key")
    row = told.rows[int(path[1])] if inside else told.says.get(column, told.rows[0])
    return Wrong(row.number, column, str(error.get("found") or row.cell(column)), error["sentence"])


def _beyond(told: _Told, bounds: Bounds) -> Iterator[Wrong]:
    """What the commitment names that the programme does not have: axes, ideas, days."""
    axis = told.cell("axis")
    if axis and axis not in bounds.axes:
        yield told.wrong("axis", axis, "literal_error", _listed(bounds.axes))
    for idea in _several(told.cell("idea_ids")):
        if idea not in bounds.ideas:
            yield told.wrong("idea_ids", idea, "idea_not_accepted", _listed(bounds.ideas))
    for row in told.rows:
        explained = row.cell("milestone_outside_period_ar") or row.cell("milestone_outside_period_fr")
        if not explained and (column := _out_of_period(row, bounds)):
            yield wrong_at(row.number, column, row.cell(column), "outside_period", bounds.period)


def _listed(allowed: Sequence[str]) -> str:
    return ", ".join([*allowed[:_SHOWN], *(["…"] if len(allowed) > _SHOWN else [])]) or "—"


def _out_of_period(row: Row, bounds: Bounds) -> str | None:
    """The column of a milestone's day that lies outside the programme's period or the milestone's own."""
    starts, due = _day(row.cell("milestone_starts_on")), _day(row.cell("milestone_due_on"))
    if due is not None and not bounds.starts_on <= due <= bounds.ends_on:
        return "milestone_due_on"
    if starts is not None and not bounds.starts_on <= starts <= (due or bounds.ends_on):
        return "milestone_starts_on"
    return None


def _day(cell: str) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat(cell)
    return None
