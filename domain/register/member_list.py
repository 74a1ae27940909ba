"""Reads the list of members out of the press kit's text: two columns parted by a tab, a page break within."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NoReturn

from domain.register.broken import BrokenPressKit
from domain.register.values import Bullet, RegionListing
from domain.register.vocabulary import (
    LABEL_WORDS,
    LABELS,
    REGION_LABEL,
    label_of,
    likeness,
    region_of,
)

_COLUMNS = 2
_CELL = re.compile(r"(?:<p>(?P<heading>[^<>]*)</p>\s*)?<ul[^<>]*>(?P<items>[^<>]*)(?:</ul>)?")
_SHOWN = 60
_LONGEST_NAME = 120
_SAME_PLACE = 0.75
"""Running heads misspell the commune's name (دمونات for دمنات)."""


@dataclass
class _Region:
    region: str
    heading: str
    line: int
    column: int
    bullets: list[Bullet] = field(default_factory=list)


@dataclass
class MemberList:
    """What has been read so far. `read` takes the lines after the list's title and raises BrokenPressKit."""

    commune: str
    found: list[_Region] = field(default_factory=list)
    columns: list[_Region | None] = field(default_factory=lambda: [None] * _COLUMNS)

    def read(self, lines: Sequence[str], first_line: int) -> tuple[RegionListing, ...]:
        """The regions in the order printed. `first_line` is the number of the first of the lines."""
        for number, line in enumerate(lines, first_line):
            if line.strip() and not is_running_head(line, self.commune):
                self._line(number, line)
        for region in self.found:
            if not region.bullets:
                raise BrokenPressKit(
                    "region_without_bullets", line=region.line, column=region.column, found=region.heading
                )
        return tuple(
            RegionListing(region=found.region, heading=found.heading, bullets=tuple(found.bullets))
            for found in self.found
        )

    def _line(self, number: int, line: str) -> None:
        cells = [cell.strip() for cell in line.split("\t")]
        while len(cells) > _COLUMNS and not cells[-1]:
            cells.pop()
        if len(cells) > _COLUMNS:
            raise BrokenPressKit("too_many_columns", line=number, found=len(cells))
        printed = any(sign in line for sign in "<>•") or line.lstrip().startswith(REGION_LABEL)
        if len(cells) == 1 and not printed:
            raise BrokenPressKit("line_not_understood", line=number, found=line.strip()[:_SHOWN])
        for column, cell in enumerate(cells, 1):
            if cell:
                self._cell(number, column, cell)

    def _cell(self, number: int, column: int, cell: str) -> None:
        if not any(sign in cell for sign in "<>•"):
            self._heading(number, column, cell)
            return
        match = _CELL.fullmatch(cell)
        if match is None:
            raise BrokenPressKit("cell_not_understood", line=number, column=column, found=cell[-_SHOWN:])
        if match["heading"] is not None:
            self._heading(number, column, match["heading"].strip())
        region = self.columns[column - 1]
        if region is None:
            raise BrokenPressKit("bullets_without_region", line=number, column=column)
        self._bullets(region, number, column, match["items"])

    def _heading(self, number: int, column: int, heading: str) -> None:
        place = {"line": number, "column": column}
        if not heading.startswith(f"{REGION_LABEL} "):
            raise BrokenPressKit("heading_expected", **place, found=heading[:_SHOWN])
        region = region_of(heading)
        if region is None:
            raise BrokenPressKit("region_unknown", **place, found=heading[:_SHOWN])
        if any(found.region == region.id for found in self.found):
            raise BrokenPressKit("region_twice", **place, found=heading)
        listing = _Region(region.id, heading, number, column)
        self.columns[column - 1] = listing
        self.found.append(listing)

    def _bullets(self, region: _Region, number: int, column: int, items: str) -> None:
        before, *printed = items.split("•")
        if before.strip() or not printed:
            _refuse("sign_missing", number, column, 1, items)
        for index, text in enumerate(printed, 1):
            bullet = _bullet(" ".join(text.split()), len(region.bullets) + 1, (number, column, index))
            region.bullets.append(bullet)


def is_running_head(line: str, commune: str) -> bool:
    """Whether a line is only the commune's name, as it stands on top of pages."""
    label, _, name = line.strip().partition(" ")
    return label == "جماعة" and bool(name) and likeness(name, commune) >= _SAME_PLACE


def _bullet(text: str, position: int, place: tuple[int, int, int]) -> Bullet:
    if not text:
        _refuse("bullet_empty", *place, text)
    label = label_of(text)
    if label is None:
        _refuse("type_unknown", *place, text)
    name = text.removeprefix(label).strip()
    if not name:
        _refuse("name_missing", *place, text)
    if LABEL_WORDS & set(name.split()):
        _refuse("sign_missing", *place, text)
    if len(text) > _LONGEST_NAME:
        _refuse("name_too_long", *place, text)
    return Bullet(
        position=position, name_as_printed=text, type_as_printed=label, collectivity_type=LABELS[label]
    )


def _refuse(code: str, line: int, column: int, bullet: int, found: str) -> NoReturn:
    expected = ", ".join(LABELS)
    shown = found.strip()[:_SHOWN]
    raise BrokenPressKit(code, line=line, column=column, bullet=bullet, found=shown, expected=expected)
