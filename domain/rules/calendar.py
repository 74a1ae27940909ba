"""Working days in Morocco: Monday to Friday without the public holidays.

Holidays that follow the moon are estimates in the `holidays` package; a rule set may name days that turned
out to be off, or worked.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache, lru_cache
from importlib import util
from pathlib import Path

import holidays
from holidays.holiday_base import HolidayBase

from domain.kernel.values import Model

_ONE = timedelta(days=1)
FIRST, LAST = date(1960, 1, 1), date(2400, 1, 1)
"""Between these days the calendar counts; beyond them it counts every day as worked, so that it always ends.
"""


class DayOverrides(Model):
    """Days that the calendar of public holidays has wrong: `off` are not worked, `worked` are."""

    off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()


NO_OVERRIDES = DayOverrides()


@lru_cache(maxsize=512)
def _public_holidays(year: int) -> frozenset[date]:
    return frozenset(_morocco()(years=year))


@cache
def _morocco() -> type[HolidayBase]:
    """The calendar of Morocco from its own file: by the name of its module all 250 countries are loaded."""
    found = util.spec_from_file_location(
        "holidays_of_morocco", Path(holidays.__file__).with_name("countries") / "morocco.py"
    )
    assert found is not None  # noqa: S101 - tells the type checker what is so already
    assert found.loader is not None  # noqa: S101 - tells the type checker what is so already
    module = util.module_from_spec(found)
    found.loader.exec_module(module)
    return module.Morocco  # type: ignore[no-any-return]


def is_working_day(day: date, overrides: DayOverrides = NO_OVERRIDES) -> bool:
    """Whether the administration works on that day."""
    if day in overrides.worked or not FIRST <= day < LAST:
        return True
    if day in overrides.off or day.weekday() >= 5:
        return False
    return day not in _public_holidays(day.year)


def add_working_days(day: date, count: int, overrides: DayOverrides = NO_OVERRIDES) -> date:
    """The `count`-th working day after `day`, which itself is not counted (before it, for a negative count).

    With 0 it is `day`. Raises OverflowError beyond the last date that Python knows.
    """
    step, left = (_ONE if count >= 0 else -_ONE), abs(count)
    while left:
        day += step
        left -= is_working_day(day, overrides)
    return day


def working_days_between(after: date, until: date, overrides: DayOverrides = NO_OVERRIDES) -> int:
    """How many working days lie after the first day, up to and including the second; negative backwards."""
    if until < after:
        return -working_days_between(until, after, overrides)
    return sum(
        is_working_day(after + timedelta(days=passed), overrides)
        for passed in range(1, (until - after).days + 1)
    )
