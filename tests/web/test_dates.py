"""Dates as pages say them, in each language, at the edges of months and of the calendar."""

from __future__ import annotations

import pytest

from service.web.console.known import on_day
from service.web.languages import LANGUAGES
from service.web.speech import Speech

ARABIC, FRENCH, ENGLISH = (Speech(LANGUAGES[code]) for code in ("ar", "fr", "en"))


@pytest.mark.parametrize(
    ("written", "ar", "fr", "en"),
    [
        ("2026-02", "فبراير 2026", "février 2026", "February 2026"),
        ("2026-10", "أكتوبر 2026", "octobre 2026", "October 2026"),
        ("2026", "2026", "2026", "2026"),
        ("2026-12-31", "31 دجنبر 2026", "31 décembre 2026", "31 December 2026"),
        # By the clock of Casablanca this is another day than by that of UTC.
        ("2026-06-30T23:30:00Z", "1 يوليوز 2026", "1 juillet 2026", "1 July 2026"),
    ],
)
def test_a_month_in_a_title_is_the_month_that_was_written(written: str, ar: str, fr: str, en: str) -> None:
    assert on_day(written) == {"ar": ar, "fr": fr, "en": en}


def test_a_moment_parts_day_and_hour_as_its_language_does() -> None:
    moment = "2028-05-01T14:00:00Z"

    assert ">1 ماي 2028، 15:00<" in ARABIC.moment(moment)
    assert ">1 mai 2028, 15:00<" in FRENCH.moment(moment)
    assert ">1 May 2028, 15:00<" in ENGLISH.moment(moment)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_first_and_the_last_day_that_can_be_written_are_said(day: str) -> None:
    for speech in (ARABIC, FRENCH, ENGLISH):
        assert f'datetime="{day}"' in speech.day(day)
