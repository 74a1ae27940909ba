"""Where things stand in drawings."""

from __future__ import annotations

from datetime import date

import pytest

from service.web.public.charts import Line, bar


def test_the_parts_of_a_bar_fill_it_one_after_the_other() -> None:
    found = bar([("for", 15), ("against", 3), ("none", 0), ("absent", 2)], 20, "ltr", mark=10)

    assert [(one.kind, one.x, one.width) for one in found.segments] == [
        ("for", 0, 75),
        ("against", 75, 15),
        ("absent", 90, 10),
    ]
    assert found.mark == 50


def test_a_bar_of_a_page_from_right_to_left_begins_on_the_right() -> None:
    found = bar([("for", 15), ("against", 5)], 20, "rtl", mark=11)

    assert [(one.kind, one.x, one.width) for one in found.segments] == [("for", 25, 75), ("against", 0, 25)]
    assert found.mark == 45


@pytest.mark.parametrize(
    ("parts", "whole", "mark"), [([], 0, None), ([("for", 30)], 20, 40), ([("for", 1)], 0, 0)]
)
def test_a_bar_never_leaves_its_place(parts: list[tuple[str, int]], whole: int, mark: int | None) -> None:
    found = bar(parts, whole, "ltr", mark=mark)

    assert all(one.x >= 0 and one.x + one.width <= 100.01 for one in found.segments)
    assert found.mark is None or 0 <= found.mark <= 100


def test_days_lie_on_a_line_in_their_order_and_years_where_they_begin() -> None:
    first, last = date(2025, 7, 1), date(2027, 6, 30)
    forth, back = Line([last, first], "ltr"), Line([first, last], "rtl")

    assert (forth.at(first), forth.at(last)) == (4, 96)
    assert (back.at(first), back.at(last)) == (96, 4)
    assert [year for year, _ in forth.years()] == [2026, 2027]
    assert forth.at(first) < forth.years()[0][1] < forth.years()[1][1] < forth.at(last)


def test_a_line_of_one_day_has_it_in_the_middle_and_a_long_one_not_every_year() -> None:
    assert Line([date(2026, 1, 1)], "ltr").at(date(2026, 1, 1)) == 50
    assert len(Line([date(1990, 1, 1), date(2026, 1, 1)], "ltr").years()) <= 7
