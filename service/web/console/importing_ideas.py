"""A file of ideas: tried whole, shown once more, then recorded row by row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from service.api.problems import Problem
from service.web.console.csv_ideas import Given, ideas
from service.web.console.csv_reading import Row, Wrong
from service.web.console.me import Me, console_view
from service.web.visiting import View, Visit

AT_ONCE = 50
"""Rows that are recorded by one request; the page then says how far it is."""
MOST_SHOWN = 100


@dataclass(frozen=True)
class File:
    """A file that was sent: what its form says of it, its text, its rows that can be tried, and what is wrong
    with the others.
    """

    given: Mapping[str, str]
    text: str
    rows: list[Row]
    wrong: list[Wrong]


async def try_ideas(visit: Visit, me: Me, file: File) -> View | list[Wrong]:
    """What will be recorded, or how far it is; what is wrong with the file, where nothing is recorded."""
    grants, wanted = me.giving("submit-idea"), file.given["_acting_as"]
    grant = next((one for one in grants if one["id"] == wanted), grants[0] if grants else None)
    if grant is None:
        raise Problem(403, "not_permitted", roles=[], yours=sorted(me.roles))
    found, wrong = ideas(file.rows, file.given["programme_id"], grant["role"], visit.digest)
    if wrong or file.wrong:
        return sorted([*file.wrong, *wrong], key=lambda one: one.row)
    told: dict[str, Any] = {
        "given": file.given, "text": file.text, "grants": grants, "grant": grant, "done": 0, "problem": None,
        "total": len(found), "shown": found[:MOST_SHOWN],
    }  # fmt: skip
    if visit.written("_step") == "record":
        begin_at = file.given["_from"]
        begun = int(begin_at) if begin_at.isdecimal() and len(begin_at) < 6 else 0
        told |= await _recorded(visit, found, begun, str(grant["id"]), file.text)
    return await console_view(visit, "import-ideas.html", me, **told)


async def _recorded(visit: Visit, found: list[Given], begin_at: int, grant: str, text: str) -> dict[str, Any]:
    """Record the next rows. The key of each is made of the file and its row, so that a file which is sent
    again is recorded no second time; it stops at the first row that the rules refuse.
    """
    key = visit.digest(text)
    done = begin_at
    for number in range(begin_at, min(begin_at + AT_ONCE, len(found))):
        row, fields = found[number]
        try:
            await visit.ask.post(
                "ideas",
                fields,
                Idempotency_Key=f"csv-{key}-{fields['programme_id']}-{number + 1}",
                Acting_As=grant,
            )
        except Problem as problem:
            return {"done": done, "problem": problem.body(visit.language.words), "row": row.number}
        done = number + 1
    return {"done": done}
