"""Commands given at the console, form by form, as staff give them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from uuid import uuid4

import httpx

from domain.kernel.values import Role
from tests.web.console.conftest import COMMUNE, Console
from tests.web.console.visitor import Visitor

LETTERS = str.maketrans("0123456789", "ghijklmnop")
Typed = dict[str, str | list[str]]


class Given(NamedTuple):
    """What was recorded: the record, and the position from which on it can be read."""

    identity: str
    position: str


def give(visitor: Visitor, path: str, typed: Typed, after: str = "0") -> Given:
    """Fill in the form of a command, look at it once more, and record it."""
    command = path.partition("?")[0].rpartition("/")[2]
    page = visitor.get(f"{path}{'&' if '?' in path else '?'}after_position={after}")
    assert page.status_code == 200, page.text
    looked_at = visitor.check(visitor.form(page, command).put(typed))
    assert looked_at.status_code == 200, told(looked_at)
    recorded = visitor.record(looked_at, command)
    assert recorded.status_code == 200, told(recorded)
    return Given(recorded.url.path.rpartition("/")[2], str(recorded.url.params["after_position"]))


def told(page: httpx.Response) -> str:
    """What a page says is wrong."""
    return page.text.partition('role="alert"')[2].partition("</div>")[0] or page.text


class Collecting(NamedTuple):
    """A programme that collects ideas, whoever runs it, and what was recorded last."""

    programme: str
    position: str
    focal_point: Visitor
    committee: Visitor


def collecting(console: Console, year: int) -> Collecting:
    """Begin a programme of the commune and have it collect ideas."""
    focal, president = console.visitor(Role.FOCAL_POINT), console.visitor(Role.COUNCIL_PRESIDENT)
    begun = give(
        focal,
        "console/new/programmes/initiate-programme",
        {"title.ar": f"برنامج {year}", "starts_on": f"{year}-01-01", "ends_on": f"{year + 1}-12-31"},
    )
    act = f"console/act/programmes/{begun.identity}"
    axes = {"axes.0.key": "information", "axes.0.title.ar": "المعلومة"}
    axed = give(president, f"{act}/identify-axes", axes, begun.position)
    announced = give(
        focal,
        f"console/new/workshops/announce-workshop?programme_id={begun.identity}",
        {
            "collectivity_id": COMMUNE,
            "place": "مقر الجماعة",
            "held_on": str(today() + timedelta(days=30)),
            "agenda.0.starts_at": "10:30",
            "agenda.0.title.ar": "جمع الأفكار",
        },
        axed.position,
    )
    channels: Typed = {"channels": ["online", "paper"]}
    opened = give(focal, f"{act}/open-idea-collection", channels, announced.position)
    return Collecting(begun.identity, opened.position, focal, console.visitor(Role.FOLLOW_UP_COMMITTEE))


def today() -> date:
    return datetime.now(UTC).date()


def csv_of(*rows: str, heading: str = "text,channel,axis") -> str:
    """A file of ideas."""
    return "\n".join([heading, *rows])


def unlike(word: str) -> str:
    """Words that no other test sends; without digits, which could make the number of an identity card."""
    return f"{word} {uuid4().hex.translate(LETTERS)[:8]}"
