"""The map of the regions as tiles of one size: where each lies, what stands in it, how dark it is."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

WIDTH, HEIGHT, GAP = 104, 104, 6
"""Of a tile, and between tiles, in units of the drawing."""
LINE = 18
LIGHTEST, DARKEST = 0.06, 0.4
"""Of the accent colour over the page: at the darkest, ink on it still has a contrast of 4.5 to 1 or more."""


class Tile(NamedTuple):
    """One region: what the board tells of it, its place, the lines of its name, and its shade."""

    region: Mapping[str, Any]
    x: int
    y: int
    lines: tuple[str, ...]
    shade: float


class Cartogram(NamedTuple):
    """The tiles that are drawn, and the size of the drawing."""

    tiles: tuple[Tile, ...]
    width: int
    height: int


@cache
def places() -> dict[str, dict[str, Any]]:
    """The column and row of each region (`at`) and the lines of its name by language."""
    return tomllib.loads(files(__package__).joinpath("tiles.toml").read_text("utf-8"))


def cartogram(regions: Iterable[Mapping[str, Any]], language: str) -> Cartogram:
    """The map of regions as the board tells them. One whose place is not known is left to the table."""
    found = [one for one in regions if one["region"] in places()]
    most = max((one["members"]["total"] for one in found), default=0)
    tiles = tuple(_tile(one, language, most) for one in found)
    columns, rows = zip(*(place["at"] for place in places().values()), strict=True)
    return Cartogram(tiles, _extent(max(columns), WIDTH), _extent(max(rows), HEIGHT))


def _tile(region: Mapping[str, Any], language: str, most: int) -> Tile:
    place = places()[region["region"]]
    column, row = place["at"]
    share = region["members"]["total"] / most if most else 0.0
    shade = round(LIGHTEST + share * (DARKEST - LIGHTEST), 2)
    return Tile(region, column * (WIDTH + GAP), row * (HEIGHT + GAP), tuple(place[language]), shade)


def _extent(last: int, size: int) -> int:
    return last * (size + GAP) + size
