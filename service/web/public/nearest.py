"""The names nearest to one that was mistyped, where none fits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

from domain.spelling import fold_arabic

ALIKE = 0.72
"""How much of two spellings has to be alike (1 is the same): one letter of a short name may be wrong, and two
of a long one. Found by trying misspelt names of the Network's members.
"""
MOST = 5
_ARTICLE = "ال"


class Near(NamedTuple):
    """A record whose name is alike, and how much."""

    alike: float
    record: Mapping[str, Any]


def nearest(asked: str, records: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Of records with `names`, at most five whose names are most alike, the likest first.

    Compared is what of a name people type, without the spaces and articles that they leave out: all of it,
    two words that stand together (the first is often what kind of collectivity it is), and each word.
    """
    wanted = "".join(map(_bare, fold_arabic(asked).split()))
    compared = SequenceMatcher(None, "", wanted, autojunk=False)  # what is looked for is prepared once
    found = [Near(_alike(compared, record["names"]), record) for record in records] if wanted else []
    near = sorted((one for one in found if one.alike >= ALIKE), key=lambda one: -one.alike)
    return [one.record for one in near[:MOST]]


def _alike(compared: SequenceMatcher[str], names: Mapping[str, str | None]) -> float:
    most = 0.0
    for name in filter(None, names.values()):
        for spelling in _spellings(name):
            compared.set_seq1(spelling)
            if compared.real_quick_ratio() >= ALIKE and compared.quick_ratio() >= ALIKE:
                most = max(most, compared.ratio())
    return most


@lru_cache(maxsize=2048)
def _spellings(name: str) -> tuple[str, ...]:
    words = [_bare(word) for word in fold_arabic(name).split()]
    pairs = [first + second for first, second in pairwise(words)]
    return tuple(dict.fromkeys(["".join(words), *pairs, *(word for word in words if len(word) > 2)]))


def _bare(word: str) -> str:
    return word.removeprefix(_ARTICLE) if len(word) > len(_ARTICLE) + 2 else word
