"""Working days in Morocco."""

from datetime import date

import pytest

from domain.kernel.dates import legal_day
from domain.rules.calendar import (
    DayOverrides,
    add_working_days,
    is_working_day,
    working_days_between,
)
from tests.domain.scenario import _instant


def day(text: str) -> date:
    return date.fromisoformat(text)


def test_the_third_working_day_after_monday_12_february_2024_is_thursday_15() -> None:
    assert add_working_days(day("2024-02-12"), 3) == day("2024-02-15")
    assert working_days_between(day("2024-02-12"), day("2024-02-15")) == 3


def test_a_weekend_and_a_public_holiday_are_not_worked() -> None:
    assert not is_working_day(day("2025-03-22"))
    assert not is_working_day(day("2025-01-14"))
    assert is_working_day(day("2025-01-15"))


def test_working_days_step_over_the_holiday_of_the_green_march_and_the_weekend() -> None:
    assert add_working_days(day("2025-11-05"), 3) == day("2025-11-11")


def test_a_day_in_ramadan_is_worked_and_its_clock_change_moves_no_day() -> None:
    # Ramadan of 2026 began in the night of the clock change's week: UTC+1 until 15 February, UTC after it.
    assert working_days_between(day("2026-02-13"), day("2026-02-20")) == 5
    assert legal_day(_instant("2026-02-14T23:30:00+00:00")) == day("2026-02-15")
    assert legal_day(_instant("2026-02-15T23:30:00+00:00")) == day("2026-02-15")


def test_a_rule_set_can_say_that_an_estimated_holiday_fell_on_another_day() -> None:
    moved = DayOverrides(off=frozenset({day("2025-06-09")}), worked=frozenset({day("2025-06-06")}))

    assert is_working_day(day("2025-06-06"), moved)
    assert not is_working_day(day("2025-06-09"), moved)
    assert add_working_days(day("2025-06-05"), 2, moved) == day("2025-06-10")


def test_counting_backwards_undoes_counting_forwards() -> None:
    assert add_working_days(day("2024-02-15"), -3) == day("2024-02-12")
    assert working_days_between(day("2024-02-15"), day("2024-02-12")) == -3
    assert add_working_days(day("2024-02-12"), 0) == day("2024-02-12")


@pytest.mark.parametrize("far", ["1900-01-06", "2500-01-02"])
def test_beyond_the_years_of_the_calendar_every_day_counts(far: str) -> None:
    assert is_working_day(day(far))
