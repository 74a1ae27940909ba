"""The number of an identity card is found however people write it, and nothing else is taken for one."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from domain.contribution.commands import SubmitContribution
from domain.idea.commands import SubmitIdea
from domain.kernel.national_id import holds_national_id
from domain.kernel.values import CitizenText
from domain.participation.values import Author
from tests.domain.public_words import ANONYMOUS


@pytest.mark.parametrize(
    "text",
    [
        "بطاقتي رقم BE123456 وأسكن بدمنات",
        "ma carte est be123456.",
        "A123456",
        "ab-12345",
        "AB 123456",
        "be 123456",
        "CIN: BE١٢٣٤٥٦",
        "رقمي ab\u200f١٢٣٤٥٦.",
        "(JB۱۲۳۴۵۶)",
        "ＢＥ123456",
        "B‑123456",
        "BK\u00a0654321",
        "ma carte BE 123 456",
        "BE123.456",
        "be 12 34 56",
        "AB 123/456",
        "ab123 45",
        "JB 1 2 3 4 5 6",
        "بطاقتي الوطنية A 123 456",
        "CIN : L 12 345",
        "BE ١٢٣ ٤٥٦",
        "BE 123\u200f.\u200f456",
        "A123 456",
    ],
)
def test_a_number_of_an_identity_card_is_found(text: str) -> None:
    assert holds_national_id(text)


@pytest.mark.parametrize(
    "text",
    [
        "القانون التنظيمي 113-14 والقانون 31.13",
        "loi 09-08, décret n° 2-17-618, dahir 1-15-85",
        "la route N10, la RN 8 et la RP 3105",
        "الطريق الإقليمية P3105",
        "22300 Demnate, MA-22300, MA 22300",
        "BP 12345, B.P. 12345, B.P 12345, CP 22300",
        "plus de 12000 habitants à 15000 dirhams",
        "il a 15000 dirhams",
        "A 15000 habitants on demande",
        "un budget de 250000 et la 10000e demande",
        "DH 15000",
        "between 2026 and 2027, in 200000 years",
        "tél. 0661234567",
        "20250318",
        "COVID19, G20, H2O, Windows11",
        "ICE 001234567000089",
        "la loi N 113.14, le décret NO 2.17.618, dahir N 1.15.85, loi n 113/14",
        "القانون التنظيمي n 113.14",
        "du 1/3/2025 au 12.03.25, LE 1/3/2025, S 12 03 25",
        "tél F 05 23 45 67 89, T 0523.45.67.89, +212 6 61 23 45 67",
        "A 12 500 kilomètres d'ici, plus de 12 500 habitants, A 12.500 lecteurs",
        "DH 15 000, MD 12 500, HT 12 500 et 125 000 DH",
        "un budget de BE 120 000 DH",
        "AB 125 000",
        "T1 2025, S2 2026, G20 2025, U17 2025, l'année 2025/2026",
        "au km 12 500, PK 12 500 de la RN 8",
        "N 31.736 W 6.996",
        "CP 22 300, MA 22 300, BP 12 345",
        "version v 1.2.3, chapitre B 1.2",
        "page 12, 13 et 14; A 1, 2, 3, 4, 5",
    ],
)
def test_laws_roads_sums_and_postal_codes_are_no_identity_cards(text: str) -> None:
    assert not holds_national_id(text)


@pytest.mark.parametrize(
    ("command", "record"),
    [(SubmitIdea, {"programme_id": "p1"}), (SubmitContribution, {"consultation_id": "q1"})],
)
def test_a_command_with_such_a_number_is_refused_by_field_and_the_number_is_told_nowhere(
    command: type[SubmitIdea] | type[SubmitContribution], record: dict[str, str]
) -> None:
    fields = {"actor": {"role": "citizen"}, "channel": "online", "author": ANONYMOUS, **record}

    with pytest.raises(ValidationError) as refused:
        command.model_validate(fields | {"text": {"text": "رقمي BE123456"}})

    [error] = refused.value.errors()
    assert (error["loc"], error["type"]) == (("text", "text"), "national_id")
    assert "123456" not in error["msg"]


def test_what_was_stored_before_is_read_as_it_is() -> None:
    author = {"kind": "organisation", "ref": "o1", "organisation": "جمعية BE123456"}

    assert CitizenText.model_validate({"text": "BE123456"}).text == "BE123456"
    assert Author.model_validate(author).organisation == "جمعية BE123456"
