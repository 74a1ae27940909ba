"""Days in Morocco and dates that are only partly known."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Annotated, Any, NamedTuple
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationInfo
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from domain.kernel.faults import fault

CASABLANCA = ZoneInfo("Africa/Casablanca")
"""Legal days are days on this clock, which leaves UTC+1 for UTC during Ramadan."""

_SHAPES = re.compile(
    r"unknown|\d{4}|\d{4}-\d{2}|\d{4}-\d{2}-\d{2}"
    r"|\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?(?:Z|[+-]\d{2}:\d{2})",
    re.ASCII,
)
FORMS = "2024, 2024-12, 2024-12-05, 2024-12-05T10:30:00Z, unknown"
EXPECTED = "a year (2024), a month (2024-12), a day (2024-12-05), an RFC 3339 instant, or 'unknown'"


def legal_day(instant: datetime) -> date:
    """The day in Casablanca on which an instant falls."""
    return instant.astimezone(CASABLANCA).date()


def start_of_day(day: date) -> datetime:
    """The instant at which a day begins in Casablanca."""
    return datetime.combine(day, time(), CASABLANCA).astimezone(UTC)


def iso(instant: datetime) -> str:
    """An instant as RFC 3339 in UTC with microseconds, the one form that is stored."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class Interval(NamedTuple):
    """From `start` (included) to `end` (excluded), both UTC instants."""

    start: datetime
    end: datetime


class PartialDate:
    """A date as it is known: an instant, a day, a month, a year, or unknown. It is never filled in.

    Two partial dates are equal when they say the same; they have no order: compare their intervals.
    """

    __slots__ = ("value",)
    value: str

    def __init__(self, value: object) -> None:
        if not isinstance(value, str) or not _SHAPES.fullmatch(value):
            raise ValueError(f"expected {EXPECTED}; found {str(value)[:60]!r}")
        object.__setattr__(self, "value", value)
        try:
            _interval(self.value)
        except (ValueError, OverflowError) as error:
            raise ValueError(f"expected {EXPECTED}; found {value!r} ({error})") from None

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a partial date is immutable")

    @classmethod
    def of(cls, moment: datetime | date) -> PartialDate:
        """The partial date of an instant or of a day."""
        return cls(iso(moment) if isinstance(moment, datetime) else moment.isoformat())

    @property
    def precision(self) -> str:
        """`unknown`, `year`, `month`, `day` or `instant`."""
        return "unknown" if self.value == "unknown" else _PRECISION.get(len(self.value), "instant")

    def interval(self) -> Interval | None:
        """The instants it may stand for, in Casablanca days; None when unknown."""
        return _interval(self.value)

    @property
    def day(self) -> date | None:
        """The day in Casablanca, when that much is known."""
        interval = self.interval()
        if interval is None or self.precision in ("year", "month"):
            return None
        return legal_day(interval.start)

    def may_follow(self, instant: datetime) -> bool:
        """Whether it begins only after that instant."""
        interval = self.interval()
        return interval is not None and interval.start > instant

    def ends_before(self, other: PartialDate) -> bool:
        """Whether it is certainly over before the other begins to be possible; no where one is unknown."""
        own, others = self.interval(), other.interval()
        return own is not None and others is not None and own.end <= others.start

    def __str__(self) -> str:
        return self.value

    def __repr__(self) -> str:
        return f"PartialDate({self.value!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PartialDate) and other.value == self.value

    def __hash__(self) -> int:
        return hash(self.value)

    @classmethod
    def _given(cls, given: object) -> PartialDate:
        try:
            return given if isinstance(given, cls) else cls(given)
        except ValueError:
            raise fault("date_invalid", expected=FORMS) from None

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls._given,
            serialization=core_schema.plain_serializer_function_ser_schema(
                str, return_schema=core_schema.str_schema()
            ),
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, _schema: CoreSchema, _handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"type": "string", "description": EXPECTED, "examples": ["2024-12", "2025-02-18", "unknown"]}


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
AS_STORED = {"as_stored": True}
"""Context of validation for what is on record: of a day, every form is read that was once taken."""


def _plain_day(given: Any, info: ValidationInfo) -> Any:
    """A day written as a day: pydantic would also take an instant at midnight or a number for one."""
    if type(given) is date or (info.context and info.context.get("as_stored")):
        return given
    if isinstance(given, str) and (day := _written(given)):
        return day
    raise fault("day_invalid", expected="YYYY-MM-DD")


@lru_cache(maxsize=4096)
def _written(text: str) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    return None


Day = Annotated[date, BeforeValidator(_plain_day)]
"""A day, on the wire YYYY-MM-DD and nothing else."""
HAPPENED = "a day on which something has happened"
"""Marks a date of a past fact: nothing that is still to come is recorded as having happened."""
PastDay = Annotated[Day, HAPPENED]
PastDate = Annotated[PartialDate, HAPPENED]
_PRECISION = {4: "year", 7: "month", 10: "day"}
UNKNOWN = PartialDate.__new__(PartialDate)
object.__setattr__(UNKNOWN, "value", "unknown")


@lru_cache(maxsize=4096)
def _interval(value: str) -> Interval | None:
    if value == "unknown":
        return None
    if len(value) > len("2024-12-05"):
        instant = datetime.fromisoformat(value)
        return Interval(instant.astimezone(UTC), instant.astimezone(UTC) + timedelta(microseconds=1))
    first = date.fromisoformat(value + {4: "-01-01", 7: "-01", 10: ""}[len(value)])
    after = {
        4: lambda: date(first.year + 1, 1, 1),
        7: lambda: date(first.year + first.month // 12, first.month % 12 + 1, 1),
        10: lambda: first + timedelta(days=1),
    }[len(value)]()
    return Interval(start_of_day(first), start_of_day(after))
