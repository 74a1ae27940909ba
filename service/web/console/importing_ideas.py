"""A file of ideas: tried whole, shown once more, then recorded row by row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from service.api.problems import Problem
from service.web.console.csv_ideas import Given, ideas, told
from service.web.console.csv_reading import Row, Wrong
from service.web.console.csv_refusals import refusals
from service.web.console.me import Me, console_view
from service.web.visiting import View, Visit

AT_ONCE = 50
"""Rows that are recorded by one request; the page then says how far it is."""


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
    programme = await visit.ask.get(f"programmes/{file.given['programme_id']}")
    found, wrong = ideas(file.rows, programme["id"], grant["role"], visit.digest)
    recording, done = visit.written("_step") == "record", _begun(file.given["_from"])
    # What is recorded already was tried before.
    wrong += refusals(programme, found[done:] if recording else found, datetime.now(UTC))
    wrong = sorted([*file.wrong, *wrong], key=lambda one: one.row)
    if wrong and not (recording and done):
        return wrong
    shown: dict[str, Any] = {
        "given": file.given, "text": file.text, "programme": programme, "grants": grants, "grant": grant,
        "axes": {axis["key"]: axis["title"] for axis in programme["axes"]}, "found": found, "done": done,
        "wrong": wrong,
    }  # fmt: skip
    if recording and not wrong:
        shown |= await _recorded(visit, found, done, str(grant["id"]), file.text)
    return await console_view(visit, "import-ideas.html", me, **shown)


def _begun(given: str) -> int:
    return int(given) if given.isdecimal() and len(given) < 6 else 0


async def _recorded(visit: Visit, found: list[Given], begin_at: int, grant: str, text: str) -> dict[str, Any]:
    """Record the next rows. The key of each is made of the file and its row, so that a file which is sent
    again is recorded no second time; it stops at the first row that is refused all the same, as where
    somebody closes the collection meanwhile.
    """
    key = visit.digest(text)
    done = begin_at
    for number in range(begin_at, min(begin_at + AT_ONCE, len(found))):
        row, fields, _ = found[number]
        try:
            await visit.ask.post(
                "ideas",
                fields,
                Idempotency_Key=f"csv-{key}-{fields['programme_id']}-{number + 1}",
                Acting_As=grant,
            )
        except Problem as problem:
            body = problem.body(visit.language.words)
            wrong = told(row, body) or [Wrong(row.number, "", "", {visit.language.words: body["title"]})]
            return {"done": done, "wrong": wrong}
        done = number + 1
    return {"done": done}
