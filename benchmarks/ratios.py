"""A ratio with what it is of, and how it is printed."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from typing import Literal, NamedTuple

from rich.console import Console
from rich.table import Table


class Ratio(NamedTuple):
    """`value` over `base`; `aim` is the bound that we set ourselves, at least or at most."""

    what: str
    value: float
    base: float
    unit: str
    aim: float
    bound: Literal["at least", "at most"]

    @property
    def ratio(self) -> float:
        """How many times the base the value is."""
        return self.value / self.base

    @property
    def met(self) -> bool:
        """Whether the bound holds in this run."""
        return self.ratio >= self.aim if self.bound == "at least" else self.ratio <= self.aim


def in_turns(turns: int, *measures: Callable[[], float]) -> list[float]:
    """The median of what each measure tells. They take turns: the machine is faster at one time than at
    another, and what is done again and again is found in the processor's memory as nobody else finds it.
    """
    seen = [[measure() for measure in measures] for _ in range(turns)]
    return [median(each) for each in zip(*seen, strict=True)]


def show(ratios: list[Ratio], heading: str) -> None:
    """Print the ratios of one run as a table."""
    table = Table(title=heading)
    for column in ("measured", "value", "base", "ratio", "aim", ""):
        table.add_column(column, justify="left" if column == "measured" else "right")
    for item in ratios:
        value, base = (f"{number:,.2f} {item.unit}" for number in (item.value, item.base))
        table.add_row(
            item.what,
            value,
            base,
            f"{item.ratio:.2f}",
            f"{item.bound} {item.aim}",
            "ok" if item.met else "missed",
        )
    Console(width=140).print(table)
