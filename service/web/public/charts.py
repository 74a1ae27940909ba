"""Places in drawings, in hundredths of the width, so that they scale while their letters do not.

A drawing runs the way that its page does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal, NamedTuple

Way = Literal["rtl", "ltr"]
ALL = 100.0
EDGE = 4.0
"""What is left free on both sides of a line of time, for the marks at its ends."""


class Segment(NamedTuple):
    """A part of a bar: what it stands for, how many, where it begins and how wide it is."""

    kind: str
    number: int
    x: float
    width: float

    @property
    def middle(self) -> float:
        """Where its number stands."""
        return self.x + self.width / 2


class Bar(NamedTuple):
    """A bar of segments, and where a mark stands across it."""

    segments: tuple[Segment, ...]
    mark: float | None


def bar(parts: Iterable[tuple[str, int]], whole: int, way: Way, *, mark: int | None = None) -> Bar:
    """The parts of a whole one after the other, those of none left out; `mark` is a number to be reached."""
    given = [(kind, number) for kind, number in parts if number > 0]
    scale = max(whole, sum(number for _, number in given), mark or 0, 1)
    found, begun = [], 0
    for kind, number in given:
        width = ALL * number / scale
        begin = ALL * begun / scale
        found.append(Segment(kind, number, _place(begin, way, width), round(width, 2)))
        begun += number
    return Bar(tuple(found), None if not mark else _place(ALL * mark / scale, way))


def _place(x: float, way: Way, width: float = 0.0) -> float:
    return round(ALL - x - width if way == "rtl" else x, 2)


class Line:
    """A line of time from the first to the last of some days."""

    def __init__(self, days: Sequence[date], way: Way) -> None:
        self._first, self._last, self._way = min(days), max(days), way

    def at(self, day: date) -> float:
        """Where a day lies; in the middle where the line is of one day."""
        span = (self._last - self._first).days
        share = (day - self._first).days / span if span else 0.5
        return _place(EDGE + (ALL - 2 * EDGE) * share, self._way)

    def years(self) -> list[tuple[int, float]]:
        """The years that begin on the line, with where they do; of a long one only some."""
        found = range(self._first.year + 1, self._last.year + 1)
        step = len(found) // 6 + 1
        return [(year, self.at(date(year, 1, 1))) for year in found[::step]]
