"""Editions: sets of a projection's tables, made one beside the other."""

from __future__ import annotations

import re
from dataclasses import dataclass

from projections.projection import Projection

_NAME = re.compile(r"[a-z_]+")


def table(name: str, edition: int) -> str:
    """The table of a projection in one edition: `read.programmes_3`. Raises ValueError."""
    if not _NAME.fullmatch(name) or edition < 1:
        raise ValueError(f"expected a name of a-z and _ and a positive edition, found {name!r}, {edition}")
    return f"read.{name}_{edition}"


@dataclass
class Edition:
    """An edition that this process writes, with the position it has reached and why it stopped, if it did.

    The projection's memory is of this edition alone.
    """

    projection: Projection
    number: int
    position: int = 0
    live: bool = False
    stopped: str | None = None
