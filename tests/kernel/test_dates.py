"""Partial dates and days in Casablanca."""

from datetime import UTC, date, datetime

import pytest

from domain.kernel.dates import PartialDate, legal_day, start_of_day


def test_a_month_is_an_interval_of_casablanca_days_and_is_never_filled_in() -> None:
    joined = PartialDate("2024-12")

    assert joined.interval() == (
        datetime(2024, 11, 30, 23, tzinfo=UTC),
        datetime(2024, 12, 31, 23, tzinfo=UTC),
    )
    assert joined.day is None
    assert str(joined) == "2024-12"


def test_a_year_ends_where_the_next_begins() -> None:
    year = PartialDate("2024").interval()
    following = PartialDate("2025").interval()

    assert year is not None
    assert following is not None
    assert year.end == following.start


def test_midnight_in_casablanca_is_another_day_than_midnight_utc() -> None:
    assert legal_day(datetime(2025, 6, 30, 23, 30, tzinfo=UTC)) == date(2025, 7, 1)


def test_during_ramadan_the_clock_is_on_utc() -> None:
    in_ramadan = date(2025, 3, 10)

    assert start_of_day(in_ramadan) == datetime(2025, 3, 10, tzinfo=UTC)
    assert start_of_day(date(2025, 6, 10)) == datetime(2025, 6, 9, 23, tzinfo=UTC)


def test_the_leap_day_is_a_day_and_the_day_after_it_ends_the_month() -> None:
    leap = PartialDate("2024-02-29").interval()
    month = PartialDate("2024-02").interval()

    assert leap is not None
    assert month is not None
    assert leap.end == month.end


def test_an_unknown_date_has_no_interval_and_follows_nothing() -> None:
    unknown = PartialDate("unknown")

    assert unknown.interval() is None
    assert not unknown.may_follow(datetime(2000, 1, 1, tzinfo=UTC))
    assert unknown.precision == "unknown"


@pytest.mark.parametrize(
    ("value", "precision"),
    [("2024", "year"), ("2024-12", "month"), ("2024-12-05", "day"), ("2024-12-05T10:30:00+01:00", "instant")],
)
def test_a_date_says_how_precisely_it_is_known(value: str, precision: str) -> None:
    assert PartialDate(value).precision == precision


@pytest.mark.parametrize(
    "wrong",
    ["", "2024-13", "2025-02-29", "24-12-05", "2024-12-05T10:30:00", "٢٠٢٤", "0000", "9999", "today", 2024],
)
def test_what_is_not_a_date_is_refused_with_what_was_expected(wrong: object) -> None:
    with pytest.raises(ValueError, match="expected a year"):
        PartialDate(wrong)


def test_a_partial_date_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        PartialDate("2024").value = "2025"
