"""Nothing that a reader meets in a programme lacks a name in one of the three languages."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from domain.programme import wording
from domain.programme.passage import AmendmentStatus, Passage
from domain.programme.rules.common import GUARDS
from domain.programme.values import Flag, Part, Regime

REFERRED_BY = Passage.model_fields["referred_by"].annotation


@pytest.mark.parametrize(
    ("names", "values"),
    [
        (wording.FLAGS, get_args(Flag)),
        (wording.PARTS, get_args(Part)),
        (wording.REGIMES, get_args(Regime)),
        (wording.REFERRALS, get_args(REFERRED_BY)),
        (wording.AMENDMENTS, get_args(AmendmentStatus)),
    ],
)
def test_every_value_has_a_name_in_three_languages(names: dict[str, Any], values: tuple[str, ...]) -> None:
    assert set(names) == set(values) - {""}
    assert all(name.ar and name.fr and name.en for name in names.values())


def test_a_guard_says_the_same_in_three_languages_about_the_same_values() -> None:
    shown = {"found": "ما وجد", "expected": "المنتظر", "ideas": ["i1"], "collectivity": "c1", "on": "اليوم"}
    shown |= {"least": 1, "most": 4, "session": "s1", "item": "a"}
    for name in ("ideas_answered", "active_membership", "number_of_axes", "item_inscribed"):
        check = GUARDS[name].check(False, **shown)
        assert all(check.sentence(language) for language in ("ar", "fr", "en"))
