"""Members of the Network of whom something is expected: silent by this service's convention, or late with a
commitment or an evaluation. Every fact is what the interface answers everybody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from service.messages import sentences
from service.web.visiting import Visit

SILENT = ("no_programme", "nothing_recorded")
OVERDUE, EVALUATION_DUE = "overdue", "evaluation_due"
"""Items of a page of the interface at most."""


@dataclass(frozen=True)
class Fact:
    """One thing that is found: its code (messages/oversight.toml), the date since when where one is known
    (ISO 8601), and the record that it is about: what its address begins with, and its title.
    """

    code: str
    since: str | None
    path: str
    title: Any = None

    @property
    def sentence(self) -> dict[str, str]:
        """What is found, in every language."""
        return sentences("oversight", self.code)


@dataclass(frozen=True)
class Member:
    """A member as the board tells of it, with what is found."""

    told: Mapping[str, Any]
    facts: tuple[Fact, ...]

    @property
    def late(self) -> tuple[Fact, ...]:
        """What it is late with."""
        return tuple(one for one in self.facts if one.code not in SILENT)

    @property
    def silent(self) -> tuple[Fact, ...]:
        """Why it counts as silent."""
        return tuple(one for one in self.facts if one.code in SILENT)


@dataclass(frozen=True)
class Found:
    """The whole board of the interface, and the members of whom something is found: those who
    are late first.
    """

    board: Mapping[str, Any]
    members: tuple[Member, ...]


async def members(visit: Visit, **filters: str | None) -> Found:
    """Members of whom something is found, by the filters of the board. Raises Problem 422."""
    board = await visit.ask.whole("network/board", **filters)
    region = {"region": filters.get("region"), "collectivity": filters.get("collectivity")}
    overdue = await _overdue(visit, **region)
    due = await _due(visit, board["items"])
    found = [Member(one, tuple(_facts(one, overdue, due))) for one in board["items"] if one["member"]]
    listed = sorted((one for one in found if one.facts), key=lambda one: -len(one.late))
    return Found(board, tuple(listed))


async def _overdue(visit: Visit, **asked: str | None) -> dict[str, list[Fact]]:
    """Commitments past their deadline, by the collectivities that they bind."""
    found: dict[str, list[Fact]] = defaultdict(list)
    for one in await visit.ask.items("commitments", overdue="true", **asked):
        fact = Fact(OVERDUE, one["current_deadline"], f"commitments/{one['id']}", one["title"])
        for place in one["collectivity_ids"]:
            found[place].append(fact)
    return found


async def _due(visit: Visit, items: Iterable[Mapping[str, Any]]) -> dict[str, Fact]:
    """Programmes that the board names as not evaluated, by their identity, since their last day."""
    named = dict.fromkeys(key for one in items for key in one["evaluations"].get("programme_ids", ()))
    found = {}
    for key in named:
        record = await visit.ask.get(f"programmes/{key}")
        since = record.get("executed_until") or record.get("ends_on")
        found[key] = Fact(EVALUATION_DUE, since, f"programmes/{key}", record["title"])
    return found


def _facts(
    told: Mapping[str, Any], overdue: Mapping[str, list[Fact]], due: Mapping[str, Fact]
) -> Iterable[Fact]:
    place = told["collectivity_id"]
    yield from overdue.get(place, ())
    yield from (due[key] for key in told["evaluations"].get("programme_ids", ()))
    for code in told["silent"]:
        since = told["last_recorded_on"] if code == "nothing_recorded" else None
        yield Fact(code, since, f"collectivities/{place}")
