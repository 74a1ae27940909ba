"""The council secretary's page of a session: quorum and votes worked out at once, and papers to print."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from domain.rules.majority import CastingVote, Counts
from service.web.console.arithmetic import Quorum, Result, members_on, quorum, vote
from service.web.console.me import console_view
from service.web.forms.values import whole_number
from service.web.visiting import Page, View, Visit

Record = Mapping[str, Any]
MOST = 10_000
COUNTED = ("present", "excused", "unexcused", "votes_for", "votes_against", "abstentions")
PARAMETERS = frozenset({*COUNTED, "on", "item_id", "sitting_id", "casting_vote"})


async def session(visit: Visit) -> View:
    """A session as its secretary works on it. What is worked out comes from the address, so that the page
    can be looked at again; nothing is recorded.
    """
    found = await visit.ask.get(f"council-sessions/{visit.part('id')}")
    collectivity = await visit.ask.get(f"collectivities/{found['collectivity_id']}")
    numbers, wrong = _numbers(visit.given)
    day, typed = _day(visit, found), visit.given.get("on", "").strip()
    return await console_view(
        visit,
        "session.html",
        session=found,
        collectivity=collectivity,
        given={name: visit.given.get(name, "") for name in PARAMETERS},
        wrong=wrong,
        no_day=bool(typed) and _read(typed) is None,
        no_council=day is not None and members_on(collectivity, day) == 0,
        day=typed or str(day or ""),
        quorum=_quorum(visit, found, collectivity, numbers),
        result=_result(visit, found, collectivity, numbers),
    )


def _numbers(given: Mapping[str, str]) -> tuple[dict[str, int], list[str]]:
    """The counts that were typed, and the names of those that are none."""
    typed = {name: given[name].strip() for name in COUNTED if given.get(name, "").strip()}
    read = {name: whole_number(text) for name, text in typed.items()}
    right = {name: value for name, value in read.items() if isinstance(value, int) and 0 <= value <= MOST}
    return right, [name for name in COUNTED if name in read and name not in right]


def _day(visit: Visit, found: Record) -> date | None:
    """The day that is looked at: the one typed, else that of the last convocation. None if it is no day."""
    if typed := visit.given.get("on", "").strip():
        return _read(typed)
    return date.fromisoformat(found["convocations"][-1]["held_on"]) if found["convocations"] else None


def _read(typed: str) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat(typed)
    return None


def _quorum(visit: Visit, found: Record, collectivity: Record, numbers: Mapping[str, int]) -> Quorum | None:
    day = _day(visit, found)
    if day is None or "present" not in numbers or members_on(collectivity, day) == 0:
        return None
    absent = {name: numbers.get(name, 0) for name in ("excused", "unexcused")}
    return quorum(collectivity, found, day, numbers["present"], **absent)


def _result(visit: Visit, found: Record, collectivity: Record, numbers: Mapping[str, int]) -> Result | None:
    item = next((one for one in found["items"] if one["item_id"] == visit.given.get("item_id")), None)
    held = [one for one in found["sittings"] if one["opened"]]
    sitting = next((one for one in held if one["sitting_id"] == visit.given.get("sitting_id")), None)
    if item is None or sitting is None or not {"votes_for", "votes_against"} <= numbers.keys():
        return None
    counts = Counts(numbers["votes_for"], numbers["votes_against"], numbers.get("abstentions", 0))
    given = visit.given.get("casting_vote")
    casting: CastingVote | None = "for" if given == "for" else "against" if given == "against" else None
    return vote(collectivity, item, sitting, counts, casting)


async def convocation(visit: Visit) -> View:
    """The convocation of the last attempt, to print and sign."""
    return await _paper(visit, "convocation.html")


async def minutes(visit: Visit) -> View:
    """A draft of the minutes from what is recorded, to print, complete and sign."""
    return await _paper(visit, "minutes.html")


async def _paper(visit: Visit, template: str) -> View:
    found = await visit.ask.get(f"council-sessions/{visit.part('id')}")
    collectivity = await visit.ask.get(f"collectivities/{found['collectivity_id']}")
    members = {
        one["sitting_id"]: members_on(collectivity, date.fromisoformat(one["held_on"]))
        for one in found["sittings"]
    }
    return await console_view(visit, template, session=found, collectivity=collectivity, members=members)


SECRETARY = (
    Page("console/sessions/{id}", session, PARAMETERS, kept=False),
    Page("console/sessions/{id}/convocation", convocation, kept=False),
    Page("console/sessions/{id}/minutes", minutes, kept=False),
)
