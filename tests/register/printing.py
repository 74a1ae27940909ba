"""Prints a press kit's facts in the layout of the press kit: two columns, a page break within the list.

The sentences are made here; figures, dates, names and the layout are those of the original.
"""

from __future__ import annotations

from collections.abc import Iterator

from domain.kernel.dates import PartialDate
from domain.register.values import Bullet, PressKit, RegionListing
from domain.register.vocabulary import LIST_BEGINS, MONTHS, SECTIONS, WEEKDAYS

UL = '<ul style="list-style-type: none">'
PAGE_BREAK = ["", "", ""]
BEFORE_THE_BREAK = 6
"""So many regions stand on the first page of the list; the last of them runs on over the page break."""
ON_THE_NEXT_PAGE = 2


def printed(kit: PressKit) -> str:
    """The text of a press kit that says what `kit` says."""
    return "\n".join([*_prose(kit), *_points(kit), *_list(kit)])


def _prose(kit: PressKit) -> Iterator[str]:
    day = next(name for name, key in WEEKDAYS.items() if key == kit.weekday)
    totals = kit.totals
    yield from ["ملف صحفي", "", f"ورشة يوم {day} على الساعة", ""]
    yield f"لقاء يوم {_date(kit.training_on)} بمقر الولاية."
    yield (
        f"انخرطت جامعة {kit.joined_name} في شهر {_date(kit.joined_on)} في الشبكة التي تأسست بتاريخ "
        f"{_date(kit.founded_on)} وفيها {totals.total} جماعة ترابية منها {totals.regions} جهة و "
        f"{totals.prefectures_and_provinces} مجالس عمالة و {totals.communes} جماعة."
    )
    yield ""
    for slot in kit.agenda:
        title = "كلمات الافتتاح" if slot.speeches else "فقرة"
        yield from [f"{slot.starts_at}-{slot.ends_at} {title}", ""]
        for _ in range(1, slot.speeches):
            yield from ["عرض حول موضوع", ""]
    yield f"انطلق البرنامج نهاية {kit.launched_on}."


def _date(date: PartialDate) -> str:
    year, month, *day = str(date).split("-")
    name = next(name for name, number in MONTHS.items() if number == int(month))
    return " ".join([*(str(int(number)) for number in day), name, year])


def _points(kit: PressKit) -> Iterator[str]:
    heads = list(kit.running_heads)
    for begins, part in SECTIONS.items():
        yield from [f"{begins}:", ""]
        if part == "aims" and heads:
            yield from [*PAGE_BREAK, heads[0], ""]
        yield from (f"- نقطة {number}؛" for number in range(getattr(kit.points, part)))
    yield from ["", f"<{kit.website}>", ""]


def _list(kit: PressKit) -> Iterator[str]:
    yield from [*PAGE_BREAK, f"{LIST_BEGINS} الشبكة", "", kit.running_heads[1], ""]
    first, second = kit.regions[:BEFORE_THE_BREAK], kit.regions[BEFORE_THE_BREAK:]
    for left, right in _pairs(first):
        yield f"{left.heading}\t{right.heading}"
        here = right.bullets[:-ON_THE_NEXT_PAGE] if right is first[-1] else right.bullets
        yield f"{_column(left.bullets)}\t{_column(here)}"
    yield from [*PAGE_BREAK, kit.running_heads[2], ""]
    yield f"\t{_column(first[-1].bullets[-ON_THE_NEXT_PAGE:])}".rstrip()
    for left, right in _pairs(second):
        yield "\t".join(f"<p>{region.heading}</p> {_column(region.bullets)}" for region in (left, right))


def _pairs(regions: tuple[RegionListing, ...]) -> Iterator[tuple[RegionListing, RegionListing]]:
    return zip(regions[::2], regions[1::2], strict=True)


def _column(bullets: tuple[Bullet, ...]) -> str:
    return f"{UL} " + " ".join(f"• {bullet.name_as_printed}" for bullet in bullets) + " "
