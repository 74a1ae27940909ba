"""Dates, numbers, lists and foreign words as each language says them."""

from __future__ import annotations

from datetime import date

import pytest

from domain.kernel.dates import PartialDate
from domain.kernel.values import Localised, Principle
from projections.speech import PHRASES, counted, spoken
from tests.languages import LANGUAGES

MONTHS = "يناير فبراير مارس أبريل ماي يونيو يوليوز غشت شتنبر أكتوبر نونبر دجنبر"


@pytest.mark.parametrize(("month", "name"), list(enumerate(MONTHS.split(), start=1)))
def test_months_have_their_moroccan_names_and_digits_are_western(month: int, name: str) -> None:
    assert spoken(date(2025, month, 18), "", "ar") == f"18 {name} 2025"


@pytest.mark.parametrize(
    ("given", "ar", "fr", "en"),
    [
        ("2025-02-18", "بتاريخ 18 فبراير 2025", "le 18 février 2025", "on 18 February 2025"),
        ("2025-08-01", "بتاريخ 1 غشت 2025", "le 1er août 2025", "on 1 August 2025"),
        ("2024-12", "في دجنبر 2024", "en décembre 2024", "in December 2024"),
        ("2022", "سنة 2022", "en 2022", "in 2022"),
        ("unknown", "في تاريخ غير معروف", "à une date inconnue", "on an unknown date"),
        ("2025-06-30T23:30:00Z", "بتاريخ 1 يوليوز 2025", "le 1er juillet 2025", "on 1 July 2025"),
    ],
)
def test_a_date_is_said_as_far_as_it_is_known(given: str, ar: str, fr: str, en: str) -> None:
    assert [spoken(PartialDate(given), "when", language) for language in ("ar", "fr", "en")] == [ar, fr, en]


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (0, "لا عضو"),
        (1, "عضو واحد"),
        (2, "عضوان"),
        (3, "3 أعضاء"),
        (10, "10 أعضاء"),
        (11, "11 عضوا"),
        (99, "99 عضوا"),
        (100, "100 عضو"),
        (103, "103 أعضاء"),
    ],
)
def test_arabic_counts_in_six_forms(number: int, told: str) -> None:
    assert counted(number, "members", "ar") == told


def test_french_counts_none_in_the_singular_and_english_in_the_plural() -> None:
    assert [counted(0, "members", language) for language in ("fr", "en")] == ["0 membre", "0 members"]


@pytest.mark.parametrize("noun", sorted(PHRASES["counted"]))
def test_every_counted_noun_has_every_plural_form(noun: str) -> None:
    forms = PHRASES["counted"][noun]

    assert set(forms["ar"]) == {"zero", "one", "two", "few", "many", "other"}
    assert set(forms["fr"]) == set(forms["en"]) == {"one", "other"}


def test_words_that_run_the_other_way_are_set_apart() -> None:
    title = Localised(ar="بوابة", fr="Portail")

    assert spoken(title, "", "ar") == "بوابة"
    assert spoken(title, "", "fr") == "Portail"
    assert spoken(title, "", "en") == "\u2068بوابة\u2069"
    assert spoken("Portail 2.0", "", "ar") == "\u2068Portail 2.0\u2069"
    assert spoken("10:30", "", "ar") == "10:30"


def test_a_long_text_is_cut_between_words_and_closes_what_it_opened() -> None:
    told = spoken("word " * 200, "", "ar")

    assert told is not None
    assert len(told) < 310
    assert told.startswith("\u2068word")
    assert told.endswith("word…\u2069")


def test_names_are_joined_as_a_list() -> None:
    both = (Principle.TRANSPARENCY, Principle.ACCOUNTABILITY)

    assert spoken(both, "principle", "ar") == "الشفافية والمساءلة"
    assert spoken(both, "principle", "fr") == "transparence et redevabilité"


def test_a_tally_says_how_often_each_name_occurs() -> None:
    assert spoken(("dropped", "carried_over", "dropped"), "tally fate", "en") == (
        "dropped (2) and carried over to the next programme (1)"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_absent_or_has_no_name_is_not_said(language: str) -> None:
    assert spoken(None, "", language) is None  # type: ignore[arg-type]
    assert spoken((), "channel", language) is None  # type: ignore[arg-type]
    assert spoken("by pigeon", "channel", language) is None  # type: ignore[arg-type]
