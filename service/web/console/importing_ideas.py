"""A file of ideas: tried whole, shown once more, then recorded row by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.api.problems import Problem
from service.web.console.csv_ideas import Given, ideas, told
from service.web.console.csv_reading import Row, Wrong
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
    giving = Giving(visit, f"csv-{visit.digest(file.text)}-{programme['id']}", str(grant["id"]))
    if not (recording and done):  # else it was tried whole before the first of its rows was recorded
        wrong = [*file.wrong, *wrong, *await giving.refusals(found)]
    if wrong:
        return sorted(wrong, key=lambda one: one.row)
    shown: dict[str, Any] = {
        "given": file.given, "text": file.text, "programme": programme, "grants": grants, "grant": grant,
        "axes": {axis["key"]: axis["title"] for axis in programme["axes"]}, "found": found, "done": done,
        "wrong": [],
    }  # fmt: skip
    if recording:
        shown |= await giving.record(found, done)
    return await console_view(visit, "import-ideas.html", me, **shown)


def _begun(given: str) -> int:
    return int(given) if given.isdecimal() and len(given) < 6 else 0


@dataclass(frozen=True)
class Giving:
    """Gives the ideas of a file to the interface, by a grant. The key of each is made of the file and its
    row, so that a file which is sent again is recorded no second time.
    """

    visit: Visit
    key: str
    grant: str

    async def refusals(self, found: Sequence[Given]) -> list[Wrong]:
        """What the rules would refuse now, by row and column, of which nothing is recorded: ideas do not
        change what others are decided on. What is refused whatever a row says is told once.
        """
        wrong: list[Wrong] = []
        for given in found:
            wrong += await self._give(given, trial=True)
            if wrong and not wrong[-1].row:
                break
        return wrong

    async def record(self, found: Sequence[Given], begin_at: int) -> dict[str, Any]:
        """Record the next rows, up to the first that is refused all the same, as where somebody closes the
        collection meanwhile.
        """
        for number in range(begin_at, min(begin_at + AT_ONCE, len(found))):
            if wrong := await self._give(found[number]):
                return {"done": number, "wrong": wrong}
        return {"done": min(begin_at + AT_ONCE, len(found))}

    async def _give(self, given: Given, *, trial: bool = False) -> list[Wrong]:
        try:
            await self.visit.ask.post(
                "ideas",
                given.fields,
                Idempotency_Key=f"{self.key}-{given.place}",
                Acting_As=self.grant,
                Dry_Run="true" if trial else None,
            )
        except Problem as problem:
            if trial and problem.status not in (409, 422):
                raise
            body, words = problem.body(self.visit.language.words), self.visit.language.words
            return told(given.row, body) or [Wrong(given.row.number, "", "", {words: body["title"]})]
        return []
