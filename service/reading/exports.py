"""Histories as JSON Lines and as CSV, one event after the other."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from io import StringIO
from typing import Any

from pydantic_core import from_json

from projections.model import as_json
from service.messages import LANGUAGES
from service.reading.history_rows import Told

BOM = "\ufeff"
"""Without it, spreadsheets read Arabic in UTF-8 as something else."""
COLUMNS = (
    "position",
    "event_id",
    "stream",
    "version",
    "type",
    "effective_at",
    "recorded_at",
    "role",
    "body",
    *(f"sentence_{language}" for language in LANGUAGES),
    "authority",
    "rule_set",
    "evidence",
    "reason",
    "changes",
    "corrects",
    "corrected_by",
    "receipt",
)
Marks = Mapping[str, Any]
"""What is to be known of every event of an answer: that it is illustrative, that the log is not trusted."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def lines(found: Iterable[Told], marks: Marks) -> str:
    """Events as JSON Lines: each line is an item of the history, after what is to be known of all of them."""
    mark = as_json(marks)[1:-1] + "," if marks else ""
    return "".join(f"{{{mark}{one.json()[1:]}\n" for one in found)


def csv_head(marks: Marks) -> str:
    """The first line of a CSV, behind the mark that tells its encoding."""
    return BOM + _csv([(*COLUMNS, *marks)])


def csv_rows(found: Iterable[Told], marks: Marks) -> str:
    """Events as lines of CSV. What has parts is JSON in its cell."""
    beside = [as_json(mark) for mark in marks.values()]
    return _csv((*(cell(value) for value in _values(one)), *beside) for one in found)


def _values(told: Told) -> tuple[Any, ...]:
    wire, beside = from_json(told.event), told.beside
    envelope = (wire["event_id"], wire["stream"], wire["version"], wire["type"])
    actor = beside["who"] or {}
    who = (actor.get("role"), actor.get("body"))
    said = from_json(told.sentence)
    sentences = (said[language] for language in LANGUAGES)
    others = (beside[name] for name in COLUMNS[COLUMNS.index("authority") :])
    return (
        told.position,
        *envelope,
        beside["effective_at"],
        beside["recorded_at"],
        *who,
        *sentences,
        *others,
    )


def cell(value: Any) -> str:
    """A cell that no spreadsheet takes for a formula: what could be one gets an apostrophe before it."""
    if value is None or value == []:
        return ""
    text = value if isinstance(value, str) else str(value) if isinstance(value, int) else as_json(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _csv(rows: Iterable[Iterable[str]]) -> str:
    written = StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue()
