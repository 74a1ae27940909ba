"""Which moment a replay is asked to show: one of a record's own events, or any position, instant or day."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from domain.kernel.dates import iso
from domain.kernel.two_times import end_of_day
from service.api.problems import Problem, field_error
from service.web.public.accountability.records import Record
from service.web.visiting import Visit

_NUMBER = re.compile(r"\d{1,15}", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
POSITIONS = ("as_of", "as_of_position", "position")
"""What asks for what was known then, by the names of the page, of the interface and of its answers."""
FIELDS = {"as_of_position": "as_of", "position": "as_of", "from": "version", "to": "version"}
"""The field of the page that a parameter of the interface is asked by, where the two differ."""


def known(text: str) -> dict[str, str]:
    """The parameter that asks what was known: at a position, at an instant, or when a day ended. What is none
    of these is asked as it is, and the interface says what is wrong with it.
    """
    if _NUMBER.fullmatch(text):
        return {"as_of_position": text}
    if _DAY.fullmatch(text):
        try:
            return {"as_of": iso(end_of_day(date.fromisoformat(text)))}
        except (ValueError, OverflowError):
            pass
    return {"as_of": text}


async def asked(visit: Visit, record: Record, given: Mapping[str, str]) -> dict[str, Any]:
    """The parameter that asks what was known then: nothing for the present. Raises Problem 422."""
    if "as_of" in given:
        return known(given["as_of"])
    if "version" not in given:
        return {}
    version, last = given["version"], record.found["version"]
    if not _NUMBER.fullmatch(version) or not 1 <= int(version) <= last:
        wrong = field_error("version", "version_beyond", expected=last, found=version[:80])
        raise Problem(422, "invalid", errors=[wrong])
    point = f"version:{int(version)}"
    found = await visit.ask.get(f"{record.path}/diff", **{"from": point, "to": point})
    return {"as_of_position": found["to"]["as_of_position"]}


def one_moment(given: Mapping[str, str]) -> dict[str, str]:
    """What a page was asked by, an interface's own names among them, by the names of the page. Raises Problem
    422 where two moments of the record are asked for at once.
    """
    positions = [name for name in ("version", *POSITIONS) if name in given]
    if len(positions) > 1:
        found = " · ".join(f"{name}={given[name][:40]}" for name in positions)
        wrong = field_error(FIELDS.get(positions[1], positions[1]), "two_moments", found=found)
        raise Problem(422, "invalid", errors=[wrong])
    told = {name: value for name, value in given.items() if name not in POSITIONS}
    known_then = [given[name] for name in POSITIONS if name in given]
    return told | ({"as_of": known_then[0]} if known_then else {})


def of_page(problem: Problem) -> list[dict[str, Any]]:
    """What was wrong, by the fields of the page."""
    return [{**one, "field": FIELDS.get(one["field"], one["field"])} for one in problem.errors]
