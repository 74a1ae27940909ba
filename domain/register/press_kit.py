"""Reads a press kit's own text into facts. Pure; refuses a text whole where its layout breaks."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections import Counter

from domain.kernel.dates import PartialDate
from domain.kernel.values import CollectivityType
from domain.register.broken import BrokenPressKit
from domain.register.member_list import MemberList, is_running_head
from domain.register.values import Points, PressKit, RegionListing, Slot, Source, Totals
from domain.register.vocabulary import LIST_BEGINS, MONTHS, SECTIONS, WEEKDAYS

_TOTALS = re.compile(
    r"(?P<total>\d+)\s+جماعة ترابية\s.*?(?P<regions>\d+)\s+جهة\s.*?(?P<prefectures_and_provinces>\d+)"
    r"\s+مجالس\s.*?(?P<communes>\d+)\s+جماعة\b"
)
_FOUNDED = re.compile(r"تأسست بتاريخ (\d{1,2}) (\S+) (\d{4})")
_JOINED = re.compile(r"انخرطت \S+ (.+?) في شهر (\S+) (\d{4})")
_TRAINING = re.compile(r"يوم (\d{1,2}) (\S+) (\d{4})")
_LAUNCHED = re.compile(r"نهاية (\d{4})")
_WEEKDAY = re.compile(rf"يوم ({'|'.join(WEEKDAYS)})\b")
_WEBSITE = re.compile(r"<(https?://[^<>\s]+)>")
_SLOT = re.compile(r"(\d{2}:\d{2})\s*-\s*(\d{2}:\d{2})\s+(\S.*)")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
_SPEECH = re.compile(r"(?:\d{2}:\d{2}\s*-\s*\d{2}:\d{2}\s+كلمات|عرض)\s")


def read_press_kit(text: str) -> PressKit:
    """The facts of a press kit. Raises BrokenPressKit, naming line, column and bullet where it can."""
    lines = lines_of(text)
    for number, line in enumerate(lines, 1):
        if found := _CONTROL.search(line):
            place = {"line": number, "character": found.start() + 1}
            raise BrokenPressKit("control_character", **place, found=f"U+{ord(found.group()):04X}")
    try:
        kit = _facts(lines)
    except ValueError as error:
        raise BrokenPressKit("fact_impossible", found=str(error)[:300]) from error
    _check_totals(kit.totals)
    _check_complete(kit, len(lines))
    return kit


def lines_of(text: str) -> list[str]:
    """The lines of a text, whichever system ended them."""
    return [line.rstrip("\r") for line in text.split("\n")]


def copies(text: str, body: bytes) -> tuple[Source, ...]:
    """The document that a text is, whose line ends are those of Unix and which has no byte order mark; after
    it the forms in which earlier versions, which went by a file's bytes, may have registered the same text.
    """
    plain = "\n".join(lines_of(text))
    forms = [plain.encode(), plain.replace("\n", "\r\n").encode()]
    marked = [BOM_UTF8 + form for form in forms]
    return tuple(Source.of(form) for form in dict.fromkeys([*forms, *marked, body]))


def _facts(lines: list[str]) -> PressKit:
    title = next((n for n, line in enumerate(lines) if line.strip().startswith(LIST_BEGINS)), None)
    if title is None:
        raise BrokenPressKit("list_missing", expected=LIST_BEGINS)
    prose = "\n".join(lines[:title])
    joined = _found(_JOINED, prose, "date of accession (انخرطت)")
    return PressKit(
        joined_name=joined[1],
        joined_on=_month(joined[2], joined[3]),
        founded_on=_day(_found(_FOUNDED, prose, "date of founding (تأسست)")),
        training_on=_day(_found(_TRAINING, prose, "date of the training meeting (يوم)")),
        launched_on=PartialDate(_found(_LAUNCHED, prose, "year of the programme's launch (نهاية)")[1]),
        weekday=WEEKDAYS[_found(_WEEKDAY, prose, "weekday of the workshop (يوم)")[1]],
        website=_found(_WEBSITE, prose, "address of the website (<https://)")[1],
        totals=_totals(prose),
        points=_points(lines[:title]),
        agenda=_agenda(lines[:title]),
        running_heads=tuple(line.strip() for line in lines if is_running_head(line, joined[1])),
        regions=MemberList(joined[1]).read(lines[title + 1 :], title + 2),
    )


def _found(pattern: re.Pattern[str], text: str, what: str) -> re.Match[str]:
    match = pattern.search(text)
    if match is None:
        raise BrokenPressKit("fact_missing", expected=what)
    return match


def _totals(prose: str) -> Totals:
    figures = _found(_TOTALS, prose, "total of members").groupdict()
    return Totals.model_validate({part: int(figure) for part, figure in figures.items()})


def _month(name: str, year: str) -> PartialDate:
    if name not in MONTHS:
        raise BrokenPressKit("month_unknown", found=name)
    return PartialDate(f"{year}-{MONTHS[name]:02}")


def _day(match: re.Match[str]) -> PartialDate:
    return PartialDate(f"{_month(match[2], match[3])}-{int(match[1]):02}")


def _points(lines: list[str]) -> Points:
    """How many hyphened points each part has, whatever pages they run over."""
    counts: Counter[str] = Counter()
    part = ""
    for line in lines:
        begun = next((section for begins, section in SECTIONS.items() if line.startswith(begins)), None)
        part = begun or part
        if part and line.startswith("- "):
            counts[part] += 1
    return Points.model_validate({section: counts[section] for section in SECTIONS.values()})


def _agenda(lines: list[str]) -> tuple[Slot, ...]:
    starts = [number for number, line in enumerate(lines) if _SLOT.match(line)]
    if not starts:
        raise BrokenPressKit("fact_missing", expected="agenda of the workshop (10:30 - ...)")
    slots = []
    for number, following in zip(starts, [*starts[1:], starts[-1] + 1], strict=True):
        match = _found(_SLOT, lines[number], "agenda slot")
        speeches = sum(1 for line in lines[number:following] if _SPEECH.match(line))
        slots.append(Slot(starts_at=match[1], ends_at=match[2], speeches=speeches))
    return tuple(slots)


def _check_totals(totals: Totals) -> None:
    """A total that is not the sum of its parts is misprinted: nobody could tell which figure holds."""
    parts = totals.regions + totals.prefectures_and_provinces + totals.communes
    if parts != totals.total:
        raise BrokenPressKit("totals_do_not_add_up", found=totals.total, expected=parts)


def _check_complete(kit: PressKit, last_line: int) -> None:
    """A list shorter than the text's own totals was cut off; what it holds more is for the reconciliation."""
    listed = {
        "regions": len(kit.regions),
        "prefectures_and_provinces": _distinct(kit.regions, CollectivityType.PREFECTURE_OR_PROVINCE),
        "communes": _distinct(kit.regions, CollectivityType.COMMUNE),
    }
    for part, found in listed.items():
        stated = getattr(kit.totals, part)
        if found < stated:
            raise BrokenPressKit("list_falls_short", line=last_line, part=part, found=found, expected=stated)


def _distinct(regions: tuple[RegionListing, ...], kind: CollectivityType) -> int:
    return sum(region.distinct(kind) for region in regions)
