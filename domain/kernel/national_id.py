"""The number of the national identity card where somebody writes it down: never asked for, and never kept.

Its form (one or two Latin letters, then five or six digits) is not fixed by any text that was read here; the
words and numbers that look like it are told apart by what people write around them.
"""

from __future__ import annotations

import re
import unicodedata

_BETWEEN = "[\\s\u200b-\u200f\u2066-\u2069\u202a-\u202e\\-\u2010-\u2015_]{0,3}"
"""Spaces, hyphens, and the marks of direction that stand between Latin letters and Arabic digits."""
_MEASURED = (
    r"\s?(?:dh|dhs|mad|dirhams?|euros?|hab|habitants?|inhabitants|personnes|people|km|m2|m²|ha|tonnes|%|€|درهم|نسمة|"
    r"شخص|مواطن|هكتار|متر|كيلومتر)(?![A-Za-z])"
)
_NUMBER = re.compile(
    rf"(?<![A-Za-z0-9])(?<![A-Za-z]\.)(?P<letters>[A-Za-z]{{1,2}})(?P<between>{_BETWEEN})(?P<digits>\d{{5,6}})"
    rf"(?![\dA-Za-z])(?![.,/]\d)(?!{_MEASURED})",
    re.IGNORECASE,
)
_POSTAL = frozenset({"bp", "cp", "po"})
"""A post office box or a postal code follows."""
_MONEY = frozenset({"dh", "md"})
_WORDS = frozenset(
    re.findall(
        r"\w+",
        """a y n l d s de du la le en et un au ce se sa ma ta je tu il on ou or si ne ni me te vu va pu an eu
        es st no nr by of to in at is as we he it up so my us am do go if""",
    )
)
"""Short words after which a number may follow a space: "plus de 12000 habitants"."""


def holds_national_id(text: str) -> bool:
    """Whether a text holds what looks like the number of a national identity card: in Latin letters large or
    small, apart from its digits or not, in digits of any script.
    """
    return any(map(_is_one, _NUMBER.finditer(unicodedata.normalize("NFKC", text))))


def _is_one(found: re.Match[str]) -> bool:
    letters, between = found["letters"], found["between"]
    word = letters.lower()
    if word in _POSTAL | _MONEY or _is_postal_code(word, found["digits"], between):
        return False
    return not (between.strip() != between and word in _WORDS and not letters.isupper())


def _is_postal_code(word: str, digits: str, between: str) -> bool:
    """The postal codes of Morocco have five digits, abroad with the country before them: MA-22300."""
    return word == "ma" and len(digits) == 5 and bool(between)
