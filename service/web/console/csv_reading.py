"""A file of rows read as commands take them: every row, column and value that is wrong is named."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from service.api.problems import field_error

MOST_ROWS = 500


class Row(NamedTuple):
    """A row of a file with its cells by the names of their columns, without blanks around them. It is
    numbered as a spreadsheet numbers it: the headings are row 1.
    """

    number: int
    cells: Mapping[str, str]

    def cell(self, column: str) -> str:
        """What stands in a column, empty where the file has none of that name."""
        return self.cells.get(column, "")


class Wrong(NamedTuple):
    """What is wrong with a file: where, what stood there, and the sentence of the rule. Rows are numbered as
    those of `Row`; 0 is the file itself. A value is None that nobody is to see again.
    """

    row: int
    column: str
    value: str | None
    sentence: Mapping[str, str]


class Read(NamedTuple):
    """The rows of a file that can be tried, and what is wrong with the others or, in row 0, with the file."""

    rows: list[Row]
    wrong: list[Wrong]

    @property
    def unreadable(self) -> bool:
        """Whether the file itself is wrong, so that nothing can be said of its rows."""
        return any(not one.row for one in self.wrong)


def read(text: str, columns: Collection[str], needed: frozenset[str]) -> Read:
    """The rows of a text with commas or semicolons between its cells, under the headings of some columns."""
    text = text.removeprefix("\ufeff")
    first = text.lstrip("\n").partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    try:
        lines = list(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True))
    except csv.Error as error:
        return Read([], [wrong_at(0, "", str(error), "csv_unreadable")])
    filled = [(number, line) for number, line in enumerate(lines, start=1) if any(map(str.strip, line))]
    if not filled:
        return Read([], [wrong_at(0, "", "", "csv_empty")])
    headings = [one.strip().lower() for one in filled[0][1]]
    wrong = list(_wrong_headings(headings, columns, needed))
    body = filled[1:]
    if not body and not wrong:
        wrong.append(wrong_at(0, "", "", "csv_empty"))
    if len(body) > MOST_ROWS:
        wrong.append(wrong_at(0, "", str(len(body)), "csv_too_long", MOST_ROWS))
    rows = []
    for number, line in body[:MOST_ROWS]:
        if len(line) == len(headings):
            rows.append(Row(number, dict(zip(headings, map(str.strip, line), strict=True))))
        else:
            wrong.append(wrong_at(number, "", str(len(line)), "csv_cells", len(headings)))
    return Read(rows, wrong)


def _wrong_headings(
    headings: Sequence[str], columns: Collection[str], needed: frozenset[str]
) -> Iterator[Wrong]:
    for one in headings:
        if one not in columns:
            yield wrong_at(0, one, one, "csv_column_unknown")
    for one in sorted(needed - set(headings)):
        yield wrong_at(0, one, "", "csv_column_missing")
    for one in sorted(set(headings)):
        if headings.count(one) > 1:
            yield wrong_at(0, one, one, "duplicate_key")


def wrong_at(
    row: int, column: str, value: str, code: str, expected: object = None, kind: object = None
) -> Wrong:
    """One thing that is wrong, by a code of the messages on fields."""
    found = field_error(column, code, expected=expected, found=value, kind=kind)
    return Wrong(row, column, value, found["sentence"])
