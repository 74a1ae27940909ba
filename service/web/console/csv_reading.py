"""A file of rows read as commands take them: every row, column and value that is wrong is named."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Mapping
from typing import NamedTuple

from service.api.problems import field_error

MOST_ROWS = 500


class Wrong(NamedTuple):
    """What is wrong with a file: where, what stood there, and the sentence of the rule. Row 1 is the first
    after the headings; 0 is the file itself.
    """

    row: int
    column: str
    value: str
    sentence: Mapping[str, str]


class Read(NamedTuple):
    """The rows of a file, by the names of their columns, and what is wrong with it."""

    rows: list[dict[str, str]]
    wrong: list[Wrong]


def read(text: str, columns: Collection[str], needed: frozenset[str]) -> Read:
    """The rows of a text with commas or semicolons between its cells, under the headings of some columns."""
    text = text.removeprefix("\ufeff")
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    try:
        lines = list(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True))
    except csv.Error as error:
        return Read([], [wrong_at(0, "", str(error), "csv_unreadable")])
    if not lines:
        return Read([], [wrong_at(0, "", "", "csv_empty")])
    headings = [one.strip().lower() for one in lines[0]]
    wrong = [wrong_at(0, one, one, "csv_column_unknown") for one in headings if one not in columns]
    wrong += [wrong_at(0, one, "", "csv_column_missing") for one in sorted(needed - set(headings))]
    wrong += [
        wrong_at(0, one, one, "duplicate_key") for one in sorted(set(headings)) if headings.count(one) > 1
    ]
    body = [line for line in lines[1:] if any(cell.strip() for cell in line)]
    if not body and not wrong:
        wrong.append(wrong_at(0, "", "", "csv_empty"))
    if len(body) > MOST_ROWS:
        wrong.append(wrong_at(0, "", str(len(body)), "csv_too_long", MOST_ROWS))
    for number, line in enumerate(body[:MOST_ROWS], start=1):
        if len(line) != len(headings):
            wrong.append(wrong_at(number, "", str(len(line)), "csv_cells", len(headings)))
    rows = [dict(zip(headings, line, strict=False)) for line in body[:MOST_ROWS]]
    return Read(rows, wrong)


def wrong_at(row: int, column: str, value: str, code: str, expected: object = None) -> Wrong:
    """One thing that is wrong, by a code of the messages on fields."""
    found = field_error(column, code, expected=expected, found=value)
    return Wrong(row, column, value, found["sentence"])
