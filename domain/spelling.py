"""Spelling folded for search: what readers type and what a list prints meet in one form."""

from __future__ import annotations

import re
import unicodedata

_SAME = str.maketrans(
    {
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
    }
)
"""Letters that Arabic names are written with by turns, and the one letter that stands for them here."""
_APART = re.compile(r"[\W_]+")


def fold_arabic(text: str) -> str:
    """The text without what spelling varies in, for comparison only, never for display.

    Folds alef forms, ta marbuta, alef maqsura, hamza, vowel signs, tatweel, the letters for a hard g, digits
    of both scripts, Latin accents and case, and makes one space of what stands between words.
    """
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text) if unicodedata.category(sign) != "Mn")
    digits = "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in bare)
    return _APART.sub(" ", digits.translate(_SAME).casefold()).strip()
