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
_APART = "[\\s./\u200b-\u200f\u2066-\u2069\u202a-\u202e]{1,3}"
"""What people write between digits. Hyphens are left to the numbers of laws, and to ranges."""
_SPLIT = re.compile(
    rf"(?<![A-Za-z0-9])(?<![A-Za-z]\.)(?P<letters>[A-Za-z]{{1,2}})(?P<between>{_BETWEEN})"
    rf"(?P<digits>\d(?:(?:{_APART})?\d){{4,5}})(?!(?:{_APART})?\d|[A-Za-z])(?!,\d)(?!{_MEASURED})",
    re.IGNORECASE,
)
_CARD = re.compile(r"cin\b|cnie|carte|identi|card|بطاق|بطائق", re.IGNORECASE)
_SAID_BEFORE = 40
"""So many characters before a number may say that it is one of a card."""
_LAW = re.compile(r"\d{1,3}[./]\d{2}|\d[./]\d{2}[./]\d{2,3}")
"""113.14, 2.17.618: an organic law, a decree."""
_DATE = re.compile(r"(?:0?[1-9]|[12]\d|3[01])\W+(?:0?[1-9]|1[0-2])\W+\d{2}(?:\d{2})?")
LONGEST_GROUP = 3
"""Digits that people write together when they write a number in parts; years have four."""
_COMPASS = frozenset("nsewo")
_POSTAL = frozenset({"bp", "cp", "po"})
"""A post office box or a postal code follows."""
_MONEY = frozenset({"dh", "md", "ht", "km", "kg", "pk"})
"""Sums, distances and weights follow."""
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
    small, apart from its digits or not, in digits of any script, also with spaces, dots or slashes between
    them where that is not how a sum, a date, a law or a place is written.
    """
    plain = unicodedata.normalize("NFKC", text)
    return any(map(_is_one, _NUMBER.finditer(plain))) or any(map(_is_split_one, _SPLIT.finditer(plain)))


def _is_one(found: re.Match[str]) -> bool:
    letters, between = found["letters"], found["between"]
    word = letters.lower()
    if word in _POSTAL | _MONEY or _is_postal_code(word, found["digits"], between):
        return False
    return not (between.strip() != between and word in _WORDS and not letters.isupper())


def _is_postal_code(word: str, digits: str, between: str) -> bool:
    """The postal codes of Morocco have five digits, abroad with the country before them: MA-22300."""
    return word == "ma" and len(digits) == 5 and bool(between)


def _is_split_one(found: re.Match[str]) -> bool:
    word, digits = found["letters"].lower(), found["digits"]
    groups = [part for part in re.split(_APART, digits) if part]
    if len(groups) < 2 or word in _POSTAL | _MONEY or _is_postal_code(word, "".join(groups), "-"):
        return False
    if groups[-1] == "000" or max(map(len, groups)) > LONGEST_GROUP:
        return False
    if _LAW.fullmatch(digits) or _DATE.fullmatch(digits) or (word in _COMPASS and "." in digits):
        return False
    said = found.string[max(0, found.start() - _SAID_BEFORE) : found.start()]
    return not (word in _WORDS and found["between"].strip() != found["between"]) or bool(_CARD.search(said))
