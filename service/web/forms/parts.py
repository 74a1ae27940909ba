"""What a form is made of: fields that are filled in, groups of them, and rows that can be added."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.kernel.values import Localised


class Control(StrEnum):
    """How a field is filled in."""

    LINE = "line"
    TEXT = "text"
    INTEGER = "integer"
    DAY = "day"
    PARTIAL_DATE = "partial_date"
    TIME = "time"
    MONTH = "month"
    CHOICE = "choice"
    SEVERAL = "several"
    YES_NO = "yes_no"
    IDENTIFIER = "identifier"
    REFERENCE = "reference"
    DIGEST = "digest"
    EVENT = "event"
    JSON = "json"


@dataclass(frozen=True)
class Option:
    """A value that may be chosen, with its name, under a heading where the values are of several kinds."""

    value: str
    label: Localised
    heading: Localised | None = None

    @property
    def heading_key(self) -> str:
        """What options are grouped by."""
        return self.heading.ar if self.heading else ""


@dataclass(frozen=True)
class Field:
    """One thing that is filled in. `least` and `most` bound a number, `length` a text in characters.

    `options` are the values of a choice, or those proposed for a text that is free. `default` is what holds
    where nothing is filled in, in the form in which it would be.
    """

    name: str
    label: Localised
    control: Control
    required: bool
    options: tuple[Option, ...] = ()
    least: int | None = None
    most: int | None = None
    length: int | None = None
    default: str | None = None


@dataclass(frozen=True)
class Group:
    """Fields that belong together: a model. `localised` is a text in three languages."""

    name: str
    label: Localised
    required: bool
    parts: tuple[Part, ...]
    localised: bool = False


@dataclass(frozen=True)
class Rows:
    """The same part once or several times; between `least` and `most`."""

    name: str
    label: Localised
    required: bool
    item: Part
    least: int
    most: int


Part = Field | Group | Rows
