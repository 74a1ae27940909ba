"""Spelling folded for search."""

import pytest

from domain.spelling import fold_arabic, words


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("اكادير", "أكادير"),
        ("أݣادير", "اكادير"),
        ("آيت ملول", "ايت ملول"),
        ("إفران", "افران"),
        ("القنيطره", "القنيطرة"),
        ("مصطفي", "مصطفى"),
        ("البيضا", "البيضاء"),
        ("الرشيدية", "الرشيديّة"),
        ("دمـــنات", "دمنات"),
        ("tetouan", "Tétouan"),
        ("Aït M'hamed", "ait m hamed"),
        ("الدار البيضاء سطات", "الدار  البيضاء-سطات "),
        ("الجماعة ١٢", "الجماعة 12"),
    ],
)
def test_what_is_typed_meets_what_is_printed(typed: str, printed: str) -> None:
    assert fold_arabic(typed) == fold_arabic(printed)


def test_different_names_stay_different() -> None:
    assert fold_arabic("دمنات") != fold_arabic("دمناط")


def test_folding_twice_is_folding_once() -> None:
    assert fold_arabic(fold_arabic("جماعة الرشيديّة")) == fold_arabic("جماعة الرشيديّة")


def forms(text: str) -> list[str]:
    return [form for word in words(text) for form in word.forms]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("جماعة", "الجماعه"),
        ("بالجماعة", "جماعة"),
        ("والجماعة", "جماعة"),
        ("للجماعات", "الجماعات"),
        ("التزام", "الالتزام"),
        ("جَمَاعَةٌ", "جمـــاعة"),
        ("مستشفى", "المستشفي"),
        ("إنفتاح", "الانفتاح"),
        ("L'école", "ecole"),
        ("Œuvre", "oeuvre"),
        ("FÈS", "fes"),
    ],
)
def test_words_that_differ_in_spelling_alone_have_one_form(one: str, other: str) -> None:
    assert forms(one) == forms(other)


def test_a_particle_may_be_part_of_the_word_or_not() -> None:
    [word] = words("بجماعة")

    assert forms("جماعة")[0] in word.also
    assert words("كلمة")[0].also == ()


@pytest.mark.parametrize(
    "written",
    [
        f"{before}{noun}"
        for before in ("و", "ف", "ب", "ل", "ك", "وب", "ول", "وك", "فب", "فل")
        for noun in ("شفافية", "جماعة", "مجلس", "برنامج")
    ],
)
def test_one_or_two_particles_may_be_part_of_the_word_or_not(written: str) -> None:
    [word] = words(written)
    noun = next(one for one in ("شفافية", "جماعة", "مجلس", "برنامج") if written.endswith(one))

    assert forms(noun)[0] in word.also


@pytest.mark.parametrize("before", ["ال", "بال", "وال", "وبال", "كال", "وكال", "فال", "لل", "ولل"])
def test_an_article_behind_particles_leads_to_the_noun(before: str) -> None:
    [word] = words(f"{before}شفافية")

    assert forms("الشفافية")[0] in (*word.forms, *word.also)


@pytest.mark.parametrize("written", ["لجنة", "اللجنة", "باللجنة", "للجنة", "وللجنة", "ولجنة"])
def test_a_committee_is_found_though_its_own_first_letter_swallows_the_article(written: str) -> None:
    [word] = words(written)

    assert forms("لجنة")[0] in (*word.forms, *word.also)


def test_a_word_is_told_with_its_place_in_the_text_as_it_was_written() -> None:
    text = "نُشِرَت، «مقرراتُ» المجلسِ 12/2025."

    assert [text[word.begins : word.ends] for word in words(text)] == [
        "نُشِرَت",
        "مقرراتُ",
        "المجلسِ",
        "12",
        "2025",
    ]


@pytest.mark.parametrize("text", ["", " ", "-", "« »", "ـ", "a", "ً", "\u200f"])
def test_what_holds_no_word_gives_none(text: str) -> None:
    assert words(text) == []


def test_marks_go_and_digits_are_one_in_every_script() -> None:
    import sys
    import unicodedata

    for code in range(sys.maxunicode + 1):
        sign = chr(code)
        if unicodedata.category(sign) == "Mn":
            assert fold_arabic(f"ب{sign}ت") == fold_arabic("بت"), hex(code)
        elif sign.isdecimal():
            assert fold_arabic(sign) == str(unicodedata.decimal(sign)), hex(code)


def test_a_sign_is_folded_the_same_whether_it_was_met_before_or_not() -> None:
    rare = "𞥑\U0001e945٣ꙵé"

    assert fold_arabic(rare) == fold_arabic(rare) == fold_arabic(f" {rare}")
