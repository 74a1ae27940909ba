"""Spelling folded for search: what readers type and what a list prints meet in one form."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

_SAME: dict[str, str | None] = {
    "ى": "ي",
    "ة": "ه",
    "ٱ": "ا",
    "ء": "",
    "ـ": "",
    "ی": "ي",
    "ک": "ك",
    "گ": "ك",
    "ڭ": "ك",
    "ݣ": "ك",
    "œ": "oe",
    "Œ": "oe",
}
"""Letters that Arabic names are written with by turns, and the one letter that stands for them here."""
_REMEMBERED = 0x800
"""Below it are the signs of both scripts; of all others there are too many to remember whichever is typed."""
_APART = re.compile(r"[\W_]+")


class _Folded(dict[int, str | None]):
    """What becomes of each sign, so that a text is folded in a single pass. It is asked of Unicode when it is
    first met: for every sign there is, that would take longer than most uses of this do.
    """

    def __missing__(self, code: int) -> str | None:
        sign = chr(code)
        found = None if unicodedata.category(sign) == "Mn" else sign
        if sign.isdecimal():
            found = str(unicodedata.decimal(sign))
        if code < _REMEMBERED:
            self[code] = found
        return found


_FOLDED = _Folded(str.maketrans(_SAME))


def fold_arabic(text: str) -> str:
    """The text without what spelling varies in, for comparison only, never for display.

    Folds alef forms, ta marbuta, alef maqsura, hamza, vowel signs, tatweel, the letters for a hard g, digits
    of both scripts, Latin accents and case, and makes one space of what stands between words.
    """
    bare = unicodedata.normalize("NFKD", text).translate(_FOLDED)
    return _APART.sub(" ", bare.casefold()).strip()


class Word(NamedTuple):
    """A word of a text: where it begins and ends, and the folded words that it is found by (mostly one).

    `also` are what it may be without the particles that are written as one word with it (بجماعة, in a
    commune; ولجماعة, and to a commune).
    """

    begins: int
    ends: int
    forms: tuple[str, ...]
    also: tuple[str, ...] = ()


_MARKS = "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
"""Accents and vowel signs that stand apart from their letter: they part no word."""
_WORD = re.compile(rf"(?:[^\W_]|[{_MARKS}])+")
_ARABIC = re.compile(r"[\u0621-\u064a]{3,}")
_PARTICLES = tuple(re.compile(rf"^{one}[\u0621-\u064a]{{4,}}$") for one in ("[بلكوف]", "[وف][بلك]"))
"""A conjunction or a preposition, and one after the other. Enough of the word must be left to be one."""
_ARTICLE = re.compile(r"^(?:(?:[بك]?ال|لل)(?=.{3})|[وف](?:[بك]?ال|لل)(?=.{4}))")
"""The article, with the conjunction and the preposition that are written as one word with it."""


def words(text: str) -> list[Word]:
    """The words of a text as a search compares them. Signs and single letters are no words.

    An Arabic word gets the article and a ta marbuta for a last ha, whether it was written so or not: a
    stemmer then knows it for a noun, and plural, article and the usual misspelling all lead to one stem.
    """
    found = []
    for match in _WORD.finditer(text):
        folded = [form for form in fold_arabic(match.group()).split() if len(form) > 1 or form.isdecimal()]
        forms = tuple(_nominal(form) for form in folded)
        also = {
            _nominal(form[length:]): None
            for form in folded
            for length, particles in enumerate(_PARTICLES, 1)
            if particles.match(form)
        }
        if forms:
            bare = tuple(form for form in also if form not in forms)
            found.append(Word(match.start(), match.end(), forms, bare))
    return found


def _nominal(form: str) -> str:
    if not _ARABIC.fullmatch(form):
        return form
    # Some words begin as the article does (التزام): what is left of them is left of them with an article too.
    bare = _ARTICLE.sub("", _ARTICLE.sub("", form, count=1), count=1)
    return "ال" + (bare[:-1] + "ة" if bare.endswith("ه") else bare)
